// The engine against a naive model: after every step the model works each wait out again from the
// whole story so far, with no state of its own. Random, seeded.
#include <algorithm>
#include <set>

#include "base/random.h"
#include "tests/unit/awaits/await_model.h"
#include "tests/unit/awaits/fixture.h"
#include "tests/unit/awaits/where_matcher.h"

namespace ricochet::awaits {
namespace {

using base::Duration;
using base::TimePoint;
using model::Happening;
using model::Model;
using model::ModelWait;

class ModelTest : public testing::TestWithParam<std::uint64_t>, protected journal::LogObserver {
 protected:
  static constexpr int kRounds = 225;
  static constexpr int kSteps = 120;

  explicit ModelTest() : random_(GetParam()) {}

  void on_append(const journal::RecordPtr& record) override {
    Happening h;
    h.kind = record->refused ? Happening::kRefused : Happening::kArrival;
    engine_time_ = h.at = std::max(engine_time_, std::min(record->received, loop_.now()));
    h.received = record->received;
    h.bin = record->bin;
    h.seq = record->seq;
    h.path = record->request() != nullptr ? record->request()->path : *record->event()->key;
    const auto& message = record->message();
    if (const auto* id = message.header("x-id")) h.id = *id;
    if (const auto* kept = message.header("x-kept")) h.kept = *kept;
    h.heavy = message.header("x-heavy") != nullptr;
    if (record->event() != nullptr) h.partition = record->event()->partition;
    h.scope = record->scope;
    h.preflight = record->is_preflight();
    model_.story.push_back(std::move(h));
    engine_->arrived(record, loop_.now());
  }
  void on_refused_elsewhere(const std::string& bin, journal::Seq seq,
                            const journal::RecordPtr& record) override {
    Happening h;
    h.kind = Happening::kRefused;
    engine_time_ = h.at = std::max(engine_time_, std::min(record->received, loop_.now()));
    h.bin = bin;
    h.seq = seq;
    h.scope = record->scope;
    h.preflight = record->is_preflight();
    model_.story.push_back(std::move(h));
    engine_->refused(bin, seq, record, loop_.now());
  }
  void on_evict(const std::string& bin, journal::Seq through) override {
    note(Happening::kLoss, bin, through, Reason::kEvicted);
    engine_->evicted(bin, through, loop_.now());
  }
  void on_clear(const std::string& bin, journal::Seq through) override {
    note(Happening::kLoss, bin, through, Reason::kCleared);
    engine_->cleared(bin, through, loop_.now());
  }
  void on_delete(const std::string& bin, const std::vector<journal::Seq>& seqs) override {
    note(Happening::kDelete, bin);
    model_.story.back().seqs = seqs;
    engine_->deleted(bin, seqs, loop_.now());
  }
  void on_bin_removed(const std::string& bin) override {
    note(Happening::kRemoved, bin);
    engine_->bin_removed(bin, loop_.now());
  }
  void note(Happening::Kind kind, const std::string& bin = {}, journal::Seq seq = 0,
            Reason reason = Reason::kNone, AwaitId wait = 0) {
    Happening h;
    h.kind = kind;
    h.at = tick();
    h.bin = bin;
    h.seq = seq;
    h.reason = reason;
    h.wait = wait;
    model_.story.push_back(std::move(h));
  }
  /// The engine learns the time with whatever it is told.
  TimePoint tick() { return engine_time_ = std::max(engine_time_, loop_.now()); }

  Duration some_time(int most_ms) {
    return std::chrono::milliseconds(random_.below(static_cast<std::uint64_t>(most_ms)));
  }
  std::string some_bin() {
    const auto dice = random_.below(5);
    return dice < 2 ? "b" : dice < 4 ? "c" : "t";
  }

  std::string some_path() {
    const auto dice = random_.below(6);
    return dice < 3 ? "/a" : dice < 5 ? "/b" : "/x";
  }

  void some_count(Expectation& e) {
    switch (random_.below(5)) {
      case 0:
        e.count = Count::exactly(1 + random_.below(3));
        break;
      case 1:
        e.count = Count::at_least(1 + random_.below(4));
        break;
      case 2:
        e.count = Count::at_most(random_.below(3));
        break;
      case 3:
        e.count = Count::between(1, 1 + random_.below(4));
        break;
      default:
        e.count = Count::never();
    }
  }

  void some_spacing(Expectation& e) {
    e.spacing.emplace();
    if (random_.below(2) == 0) {
      e.spacing->gaps.assign(1 + random_.below(e.count.min - 1),
                             std::chrono::milliseconds(5 + random_.below(15)));
    } else {
      e.spacing->initial = std::chrono::milliseconds(5 + random_.below(10));
      e.spacing->factor = 1.5;
    }
    e.spacing->tolerance = 0.9;
  }

  void some_steps(ModelWait& wait) {
    auto& e = wait.expectation;
    const auto number = 1 + random_.below(3);
    std::uint64_t times = 0;
    for (std::uint64_t i = 0; i < number; ++i) {
      ExpectedStep step;
      step.bin = e.sources[random_.below(e.sources.size())].bin;
      const auto dice = random_.below(5);
      wait.paths.push_back(dice < 2 ? "/a" : dice < 4 ? "/b" : "");
      if (dice < 4) step.selector = std::make_shared<WhereMatcher>(wait.paths.back());
      step.times = 1 + random_.below(2);
      if (random_.below(2) == 0) step.lane = "other";  // for Order::kPerKey only
      times += step.times;
      e.steps.push_back(std::move(step));
    }
    e.count = Count::at_least(times);
    e.order = static_cast<Order>(random_.below(4));
    if (e.order != Order::kPerKey && random_.below(3) == 0)
      e.keeps.push_back(Correlation::parse("header:X-Kept").value());
  }

  void new_wait() {
    ModelWait wait;
    Expectation& e = wait.expectation;
    e.sources.push_back({some_bin(), 0});
    if (const auto other = some_bin(); random_.below(3) == 0 && other != e.sources[0].bin)
      e.sources.push_back({other, 0});
    const std::uint64_t scope = random_.below(2) == 0 ? 0 : 1 + random_.below(2);
    for (auto& source : e.sources) {
      if (!log_->has_bin(source.bin)) return;
      source.scope = scope;
      const auto cursor = log_->cursor(source.bin);
      // Mostly a window that is still whole; sometimes one that is not.
      source.from_held = random_.below(4) == 0;
      source.after = random_.below(10) == 0
                         ? random_.below(cursor + 1)
                         : cursor - random_.below(std::min<journal::Seq>(cursor, 3) + 1);
    }
    if (random_.below(3) == 0) {
      some_steps(wait);
    } else {
      some_count(e);
      if (e.count.min > 1 && random_.below(2) == 0) some_spacing(e);
      wait.path = random_.below(8) == 0 ? "" : "/a";
      if (!wait.path.empty()) e.selector = std::make_shared<WhereMatcher>(wait.path);
    }
    if (e.keeps.empty() && random_.below(4) == 0) {
      e.correlate.emplace();
      e.correlate->by = Correlation::parse("header:X-Id").value();
      if (random_.below(2) == 0) e.correlate->value = "1";
    }
    e.preflights = random_.below(4) == 0;
    e.within = some_time(60) + std::chrono::milliseconds(1);
    e.settle = random_.below(4) == 0 ? Duration::zero() : some_time(30);
    e.settle_fixed = random_.below(2) == 0;
    e.past_quiet = random_.below(2) == 0;
    if (random_.below(12) == 0) {
      e.now = true;
      e.within = e.settle = Duration::zero();
    }
    tick();
    wait.from = model_.story.size();
    wait.registered = loop_.now();
    const auto id = engine_->start(e, loop_.now()).value();
    model_.waits[id] = std::move(wait);
    open_.insert(id);
  }

  void step() {
    const auto dice = random_.below(100);
    if (dice < 22) {
      new_wait();
    } else if (dice < 62) {
      call();
    } else if (dice < 90) {
      loop_.advance(some_time(25));
      if (random_.below(3) > 0) {  // sometimes the timer is late
        tick();
        engine_->advance(loop_.now());
      }
    } else if (dice < 93 && !open_.empty()) {
      const auto id = some_open();
      note(Happening::kCancel, "", 0, Reason::kNone, id);
      engine_->cancel(id, "test", loop_.now());
    } else if (dice < 96 && !open_.empty()) {
      const auto id = some_open();
      note(Happening::kConclude, "", 0, Reason::kNone, id);
      engine_->conclude(id, "test", loop_.now());
    } else if (dice < 97) {
      if (log_->has_bin("b")) log_->clear("b");
    } else if (dice < 99) {
      some_deletion(some_bin());
    } else if (dice == 99 && random_.below(4) == 0) {
      log_->remove_bin("c");
    }
  }
  AwaitId some_open() {
    return *std::next(open_.begin(), static_cast<std::ptrdiff_t>(random_.below(open_.size())));
  }

  void some_deletion(const std::string& bin) {
    std::vector<journal::Seq> seqs;
    for (const auto& record : log_->read(bin)) {
      if (random_.below(3) == 0) seqs.push_back(record->seq);
    }
    log_->remove(bin, seqs);
  }

  std::vector<match::Field> some_headers() {
    std::vector<match::Field> out;
    if (const auto id = random_.below(3); id > 0) out.push_back({"X-Id", std::to_string(id)});
    if (const auto kept = random_.below(4); kept > 0)
      out.push_back({"X-Kept", std::to_string(kept)});
    if (const auto scope = random_.below(4); scope > 0)
      out.push_back({"X-Scope", std::to_string(scope)});
    if (random_.below(12) == 0) out.push_back({"X-Heavy", "1"});
    return out;
  }
  /// The loop may come late to a request, and clocks of others may be ahead.
  TimePoint received() {
    auto at = loop_.now();
    if (random_.below(3) == 0) at -= some_time(30);
    if (random_.below(8) == 0) at += some_time(30);
    return at;
  }

  void event() {
    match::Event event;
    event.topic = "t";
    event.key = some_path();
    event.partition = static_cast<std::int32_t>(random_.below(2));
    event.headers = some_headers();
    log_->append(std::move(event), received(), loop_.wall_now());
  }

  void call() {
    const auto bin = some_bin();
    if (!log_->has_bin(bin)) return;
    if (bin == "t") return event();
    http::Exchange exchange;
    exchange.bin = bin;
    exchange.request.method = "GET";
    exchange.request.set_target(some_path());
    exchange.request.headers = some_headers();
    if (random_.below(10) == 0) {
      exchange.request.method = "OPTIONS";
      exchange.request.headers.push_back({"Origin", "http://a"});
      exchange.request.headers.push_back({"Access-Control-Request-Method", "POST"});
    }
    exchange.received = received();
    if (random_.below(15) == 0) return refuse(std::move(exchange));
    log_->append(std::move(exchange));
  }

  void refuse(http::Exchange exchange) {
    auto why = std::make_shared<http::Refused>();
    why->listener = "test";
    exchange.refused = why;
    exchange.status = 413;
    std::vector<std::string> may_be;
    switch (random_.below(4)) {
      case 0:
        may_be = {"b", "c"};
        break;
      case 1:
        may_be = {exchange.bin};
        break;
      default:
        log_->append(std::move(exchange));  // its bin is known
        return;
    }
    log_->append_refused(std::move(exchange), may_be);
  }

  /// Every verdict is the model's, none is missing, none is early, none comes twice.
  void compare() {
    for (const auto& verdict : engine_->take_decided()) {
      ASSERT_EQ(open_.count(verdict.id), 1u) << "a second verdict";
      open_.erase(verdict.id);
      const auto expected = model_.judge(verdict.id, loop_.now());
      const auto told = verdict.message + " [wait " + std::to_string(verdict.id) + "]";
      ASSERT_TRUE(expected.has_value()) << "early: " << told;
      ASSERT_STREQ(to_string(verdict.kind), to_string(expected->kind)) << told;
      ASSERT_STREQ(to_string(verdict.reason), to_string(expected->reason)) << told;
      ASSERT_EQ(verdict.observed, expected->observed) << told;
      ASSERT_EQ(verdict.registered + verdict.waited, expected->at) << told;
      const auto& e = model_.waits.at(verdict.id).expectation;
      const std::string sort = e.steps.empty()    ? "count"
                               : !e.keeps.empty() ? "route"
                                                  : to_string(e.order);
      seen_.insert(sort + " " + to_string(verdict.kind));
      seen_.insert(sort + " " + to_string(verdict.reason));
    }
  }

  void round() {
    loop_.advance(seconds(1));
    log_ = std::make_unique<journal::CaptureLog>(loop_);
    engine_ = std::make_unique<AwaitEngine>(*log_);
    model_ = Model();
    open_.clear();
    engine_time_ = TimePoint::min();
    log_->add_observer(*this);
    log_->tell_apart([](const journal::Record& record) -> std::uint64_t {
      const auto* scope = record.message().header("x-scope");
      return scope == nullptr ? 0 : static_cast<std::uint64_t>(scope->front() - '0');
    });
    journal::BinOptions small;
    small.limits.records = 4 + random_.below(6);
    ASSERT_TRUE(log_->create_bin("b", small));
    ASSERT_TRUE(log_->create_bin("c"));
    journal::BinOptions topic;
    topic.kind = journal::BinKind::kTopic;
    ASSERT_TRUE(log_->create_bin("t", topic));
    for (int i = 0; i < kSteps; ++i) {
      step();
      compare();
      if (HasFatalFailure()) return;
    }
    tick();
    engine_->advance(loop_.now());
    compare();
    for (const auto id : open_) {
      ASSERT_FALSE(model_.judge(id, loop_.now()).has_value()) << "a lost wake-up of wait " << id;
      ASSERT_TRUE(engine_->is_pending(id));
    }
    ASSERT_EQ(engine_->pending().size(), open_.size());
    loop_.advance(seconds(1));
    engine_->advance(loop_.now());
    compare();
    ASSERT_TRUE(open_.empty()) << "every wait has an end";
    log_.reset();
  }

  base::Random random_;
  test::FakeLoop loop_;
  std::unique_ptr<journal::CaptureLog> log_;
  std::unique_ptr<AwaitEngine> engine_;
  Model model_;
  std::set<AwaitId> open_;
  std::set<std::string> seen_;  ///< of all rounds: "per_key out_of_order", "route passed"
  TimePoint engine_time_ = TimePoint::min();
};

TEST_P(ModelTest, TheEngineSaysWhatTheRulesSay) {
  for (int i = 0; i < kRounds; ++i) {
    round();
    ASSERT_FALSE(HasFatalFailure()) << "seed " << GetParam() << ", round " << i;
  }
  for (const std::string sort : {"count", "route", "per_key", "any", "subsequence", "strict"}) {
    EXPECT_TRUE(seen_.contains(sort + " passed")) << sort;
    EXPECT_TRUE(seen_.contains(sort + " " + to_string(Reason::kGaveUp))) << sort;
  }
  for (const std::string sort : {"per_key", "strict"})
    EXPECT_TRUE(seen_.contains(sort + " " + to_string(Reason::kOutOfOrder))) << sort;
}

INSTANTIATE_TEST_SUITE_P(Seeds, ModelTest, testing::Range<std::uint64_t>(1, 41));

}  // namespace
}  // namespace ricochet::awaits
