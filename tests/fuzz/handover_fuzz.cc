// The way of a request by a worker: large and small calls to a stub whose answers a log keeps and
// waits look at, while workers come back in any order, clients leave, sessions are replaced,
// records are evicted and waits begin and end. Each byte is one event.
#include <cstdint>
#include <string>
#include <vector>

#include "awaits/driver.h"
#include "base/json/document.h"
#include "http/forwarding_responder.h"
#include "match/subject.h"
#include "stubserver/serve/handler.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/fake_loop.h"

namespace {

using namespace ricochet;
using fuzz::require;

struct Counts {
  int recorded = 0, answered = 0, left = 0;
};

class Client final : public http::ForwardingResponder {
 public:
  Client(Counts& counts, const journal::CaptureLog& log, std::uint64_t before)
      : ForwardingResponder(nullptr), counts_(counts), log_(log), before_(before) {}
  void send(http::Response&&) override {
    require(!done_ && log_.appended() > before_);  // the record comes before the answer
    done_ = true;
    ++counts_.answered;
  }
  void abort(bool) override { done_ = true; }
  void on_disconnect(std::function<void()> gone) override { gone_ = std::move(gone); }
  void leave() {
    if (done_) return;
    done_ = true;
    ++counts_.left;
    if (const auto gone = std::exchange(gone_, nullptr)) gone();
  }

 private:
  Counts& counts_;
  const journal::CaptureLog& log_;
  std::uint64_t before_;
  bool done_ = false;
  std::function<void()> gone_;
};

std::shared_ptr<const stubserver::RuleSet> rules(const std::string& text) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("stubs", text).value();
  return stubserver::RuleSet::parse(base::JsonReader(document, diags, "stub"));
}

std::shared_ptr<const match::Matcher> n_is_1() {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("m", R"({"json_paths":{"$.n":"1"}})").value();
  return match::Matcher::compile(base::JsonReader(document, diags, "match"));
}

class World {
 public:
  World() {
    journal::BinOptions options;
    options.limits.records = 6;
    require(log_.create_bin("b", options).has_value());
    loop_.pool().hold();
    handler_.set_rules(sets_[0]);
  }

  void event(std::uint8_t byte) {
    const auto pick = static_cast<std::size_t>(byte >> 3);
    switch (byte & 7) {
      case 0:
      case 1:
        return post((byte & 7) == 0, pick % 3);
      case 2:
        if (loop_.pool().held() > 0) loop_.pool().release_at(pick % loop_.pool().held());
        return loop_.run_ready();
      case 3:
        if (!clients_.empty()) clients_[pick % clients_.size()]->leave();
        return;
      case 4:
        return handler_.set_rules(sets_[pick % sets_.size()]);
      case 5:
        return await(pick);
      case 6:
        return loop_.advance(std::chrono::milliseconds(10 * (1 + pick)));
      default:
        if (pick == 0) log_.clear("b");
        if (pick == 1) handler_.cancel_pending();
        loop_.run_ready();
    }
  }

  /// Everything comes to its end, and nothing was lost, doubled or wrong.
  void finish() {
    for (int i = 0; i < 100; ++i) {
      while (loop_.pool().held() > 0) loop_.pool().release_one();
      loop_.advance(std::chrono::milliseconds(100));
    }
    require(handler_.pending() == 0 && loop_.pool().load().pieces == 0);
    require(log_.appended() == posted_);
    require(static_cast<std::uint64_t>(counts_.answered) <= posted_);
    require(!log_.underway("b", base::TimePoint::max()));
    require(driver_.open() == 0 && decided_ == started_);
  }

 private:
  void post(bool large, std::size_t n) {
    match::Request request;
    request.method = "POST";
    request.set_target("/a");
    request.body = "{\"n\":" + std::to_string(n) + "}";
    if (large) request.body += std::string(match::kLargeBody, ' ');
    request.peer_address = "127.0.0.1";
    if (n == 1) fitting_.push_back(loop_.now());
    ++posted_;
    clients_.push_back(std::make_shared<Client>(counts_, log_, log_.appended()));
    handler_.handle(std::move(request), clients_.back());
  }

  void await(std::size_t kind) {
    if (driver_.open() > 20) return;
    awaits::Expectation expectation;
    expectation.sources = {awaits::Source("b", log_.cursor("b"))};
    expectation.selector = selector_;
    expectation.count = kind % 2 == 0 ? awaits::Count::never() : awaits::Count::at_least(1);
    expectation.within = std::chrono::milliseconds(50);
    const bool never = kind % 2 == 0;
    const auto from = loop_.now(), to = from + expectation.within;
    const auto id =
        driver_.start(std::move(expectation), [this, never, from, to](awaits::Verdict v) {
          ++decided_;
          if (!never || !v.passed()) return;
          // Nothing that was received within the window may turn up later.
          for (const auto at : fitting_) require(at < from || at == from || at >= to);
        });
    require(id.has_value());
    ++started_;
  }

  test::FakeLoop loop_;
  journal::CaptureLog log_{loop_};
  awaits::AwaitDriver driver_{loop_, log_};
  stubserver::StubState state_{
      stubserver::StubWorld(base::Random(1), [this] { return loop_.wall_now(); })};
  stubserver::StubHandler handler_{loop_, options(), state_, &log_, nullptr};
  std::vector<std::shared_ptr<const stubserver::RuleSet>> sets_ = {
      rules(R"([{"request":{"json_paths":{"$.n":"1"}},"response":{"text":"x"}}])"),
      rules(R"([{"request":{"json_paths":{"$.n":"2"}},"response":{"text":"y"}}])"),
      rules(R"([{"response":{"text":"z"}}])")};
  std::shared_ptr<const match::Matcher> selector_ = n_is_1();
  Counts counts_;
  std::vector<std::shared_ptr<Client>> clients_;
  std::vector<base::TimePoint> fitting_;
  std::uint64_t posted_ = 0, started_ = 0, decided_ = 0;

  static stubserver::StubHandler::Options options() {
    stubserver::StubHandler::Options out;
    out.bin = "b";
    return out;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  World world;
  for (std::size_t i = 0; i < size && i < 300; ++i) world.event(data[i]);
  world.finish();
  return 0;
}
