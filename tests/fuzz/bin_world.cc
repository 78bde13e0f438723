#include "tests/fuzz/bin_world.h"

#include <algorithm>
#include <charconv>

#include "base/json/document.h"
#include "base/json/json.h"
#include "http/forwarding_responder.h"
#include "journal/record_reader.h"
#include "tests/fuzz/fuzz.h"

namespace ricochet::fuzz {

namespace {

constexpr std::size_t kLogBytes = 64u << 10;
constexpr std::size_t kMostBinRequests = 30;
constexpr std::size_t kMostBins = 8;

class Responder final : public http::ForwardingResponder {
 public:
  explicit Responder(Seen& seen) : ForwardingResponder(nullptr), seen_(seen) {}
  void send(http::Response&& response) override {
    require(!seen_.answer);
    const auto forgotten = std::move(gone_);  // it may hold us
    seen_.answer = std::move(response);
    seen_.ended = true;
  }
  void start_stream(http::Response head) override {
    require(!seen_.answer);
    seen_.answer = std::move(head);
    seen_.streams = true;
  }
  void write(std::string piece, std::function<void(bool)> sent) override {
    require(seen_.streams && !seen_.ended);
    seen_.stream += piece;
    if (sent) sent(true);
  }
  void end_stream() override {
    require(seen_.streams && !seen_.ended);
    const auto forgotten = std::move(gone_);
    seen_.ended = true;
  }
  void on_disconnect(std::function<void()> gone) override { gone_ = std::move(gone); }

 private:
  void pass(Call) override { require(false); }  // a request bin sends no broken answer
  Seen& seen_;
  std::function<void()> gone_;
};

/// Answers like a bin with rules: it records each call by itself.
class Unavailable final : public http::Handler {
 public:
  Unavailable(journal::CaptureLog& log, std::string bin) : log_(log), bin_(std::move(bin)) {}
  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override {
    http::Exchange exchange;
    exchange.bin = bin_;
    exchange.request = std::move(request);
    exchange.status = 418;
    log_.append(std::move(exchange));
    responder->send(http::Response(418));
  }

 private:
  journal::CaptureLog& log_;
  std::string bin_;
};

bool breaks_a_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

}  // namespace

requestbin::BinServerOptions BinWorld::options(journal::CaptureLog& log) {
  requestbin::BinServerOptions options;
  options.max_bins = kMostBins;
  options.max_waits = 5;
  options.max_requests = 6;
  options.enable_cors = true;
  options.compile_answers =
      [&log](const std::string& bin,
             const base::JsonReader& sessions) -> requestbin::BinServerOptions::MakeAnswerer {
    if (!sessions.elements().empty())
      return [&log, bin] { return std::make_shared<Unavailable>(log, bin); };
    sessions.error("no-session", "there is no session", "write one");
    return nullptr;
  };
  return options;
}

BinWorld::BinWorld()
    : log_(loop_, kLogBytes), awaits_(loop_, log_), server_(loop_, log_, awaits_, options(log_)) {
  require(log_.create_bin("a").has_value());
  journal::BinOptions small;
  small.limits = {3, 2000};
  require(log_.create_bin("small", small).has_value());
  match::Event event;
  event.topic = "t";
  event.key = "k";
  event.body = R"({"n":1})";
  log_.append(event, loop_.now(), loop_.wall_now());
}

BinWorld::~BinWorld() = default;

const Seen& BinWorld::ask(match::Request request) {
  auto& seen = *seen_.emplace_back(std::make_unique<Seen>());
  seen.request = request;
  server_.handle(std::move(request), std::make_shared<Responder>(seen));
  loop_.run_ready();
  return seen;
}

const Seen& BinWorld::ask(const std::string& method, const std::string& target, std::string body) {
  match::Request request;
  request.method = method;
  request.set_target(target);
  request.body = std::move(body);
  return ask(std::move(request));
}

void BinWorld::stop() {
  server_.stop();
  loop_.run_ready();
  for (const auto& seen : seen_) require(seen->answer && seen->ended);
}

void BinWorld::require_sound() const {
  std::uint64_t bytes = 0;
  for (const auto& bin : log_.bins()) {
    const auto records = log_.read(bin.name);
    require(records.size() == bin.held && bin.held <= bin.limits.records);
    std::uint64_t held_bytes = 0;
    journal::Seq last = log_.gone_through(bin.name);
    for (const auto& record : records) {
      held_bytes += record->cost();
      require(record->seq > last && record->bin == bin.name);
      require(log_.find(bin.name, record->id) == record);
      last = record->seq;
    }
    require(last <= bin.last && held_bytes == bin.held_bytes);
    bytes += held_bytes;
  }
  require(bytes == log_.bytes_held());
  // One record that is bigger than the room of all is held all the same.
  require(bytes <= log_.max_bytes() || log_.timeline(nullptr, 0, 2).size() == 1);
}

std::string BinWorld::newest_id() const {
  if (log_.appended() == 0) return {};
  const auto newest = log_.timeline(nullptr, log_.appended() - 1, 1);
  return newest.empty() ? std::string() : newest.front()->id;
}

void require_answer(const Seen& seen) {
  const auto& answer = *seen.answer;
  require(answer.status >= 200 && answer.status < 600);
  require(answer.status < 500 || answer.status == 503);
  bool clean_request = !breaks_a_line(seen.request.method) && !breaks_a_line(seen.request.target);
  for (const auto& field : seen.request.headers)
    clean_request = clean_request && !breaks_a_line(field.name) && !breaks_a_line(field.value);
  for (const auto& field : answer.headers)
    require(!clean_request || (!breaks_a_line(field.name) && !breaks_a_line(field.value)));
  const auto* type = answer.header("content-type");
  if (type == nullptr || !type->starts_with("application/json") || seen.request.method == "HEAD")
    return;
  const auto json = base::parse_json_body(seen.streams ? seen.stream : answer.body);
  require(json != nullptr);
  if (answer.status != 400 || !seen.request.path.starts_with("/api/v2/")) return;
  for (const char* key : {"error", "code", "hint"})
    require(json->is_object() && json->contains(key) && (*json)[key].is_string());
}

void run_requests(BinWorld& world, std::string_view input) {
  for (std::size_t i = 0; i < kMostBinRequests && !input.empty(); ++i) {
    std::string text(take(input, "\n---\n"));
    const auto id = world.newest_id();
    for (auto at = text.find("$ID"); at != std::string::npos; at = text.find("$ID", at + id.size()))
      text.replace(at, 3, id);
    if (text.starts_with("WAIT ")) {
      unsigned ms = 0;
      std::from_chars(text.data() + 5, text.data() + text.size(), ms);
      world.advance(std::chrono::milliseconds(ms));
      continue;
    }
    auto request = read_request(text);
    // What else there may be, the guard has refused.
    if (journal::is_target(request.method, request.target)) world.ask(std::move(request));
    world.require_sound();
  }
  world.stop();
  world.require_sound();
  for (const auto& seen : world.seen()) require_answer(*seen);
}

}  // namespace ricochet::fuzz
