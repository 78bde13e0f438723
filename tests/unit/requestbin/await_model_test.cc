// The engine against a naive model: after every step the model works each wait out again from the
// whole story so far, with no state of its own. Random, seeded.
#include <map>
#include <set>

#include "base/random.h"
#include "tests/unit/requestbin/fixture.h"

namespace ricochet::requestbin {
namespace {

using base::Duration;
using base::TimePoint;

/// What happened, in order. `seq` is the record's (kArrival) or how far the loss went (kLoss).
struct Happening {
  enum Kind { kArrival, kLoss, kCancel, kConclude, kRemoved } kind = kArrival;
  TimePoint at;
  std::string bin;
  Seq seq = 0;
  bool fits = false;
  AwaitId wait = 0;
  Reason reason = Reason::kNone;
};

struct ModelWait {
  Expectation expectation;
  TimePoint registered;
  std::size_t from = 0;  ///< index of the first happening after registration
};

struct Expected {
  Outcome outcome = Outcome::kPassed;
  Reason reason = Reason::kNone;
  TimePoint at;
  std::uint64_t observed = 0;
};

/// Works out one wait from the story. Deliberately another way than the engine: it first lists all
/// arrivals that could matter, then asks at each of them and at `now` what a reader of the rules
/// would say.
class Model {
 public:
  std::map<AwaitId, ModelWait> waits;
  std::vector<Happening> story;

  std::optional<Expected> judge(AwaitId id, TimePoint now) const {
    const auto& wait = waits.at(id);
    const auto& e = wait.expectation;
    // Before registration: what is gone, what is there.
    std::uint64_t observed = 0;
    std::optional<TimePoint> last;
    TimePoint first_met{};
    std::optional<Expected> end;
    const auto count = [&](const Happening& h) {
      ++observed;
      last = h.at;
      if (observed == e.count.min) first_met = h.at;
    };
    for (const auto& source : e.sources) {
      Seq gone = 0;
      Reason reason = Reason::kNone;
      for (std::size_t i = 0; i < wait.from; ++i) {
        const auto& h = story[i];
        if (h.kind == Happening::kLoss && h.bin == source.bin && h.seq > gone) {
          gone = h.seq;
          reason = h.reason;
        }
      }
      if (gone > source.after) return Expected{Outcome::kInconclusive, reason, wait.registered, 0};
    }
    for (std::size_t i = 0; i < wait.from; ++i) {
      const auto& h = story[i];
      if (!in_window(e, h) || !h.fits) continue;
      count(h);
      if (const auto at_once = at_arrival(e, observed, wait.registered)) return at_once;
    }
    // After it: time first, then the happening.
    for (std::size_t i = wait.from; i <= story.size(); ++i) {
      const bool over = i == story.size();
      const TimePoint at = over ? now : std::max(story[i].at, wait.registered);
      if ((end = by_time(wait, observed, last, first_met, at))) return end;
      if (over) return std::nullopt;
      const auto& h = story[i];
      if (h.kind == Happening::kArrival && in_window(e, h) && h.fits) {
        count(h);
        if ((end = at_arrival(e, observed, h.at))) return end;
        if ((end = by_time(wait, observed, last, first_met, h.at))) return end;
      }
      if (h.kind == Happening::kLoss) {
        for (const auto& source : e.sources) {
          if (source.bin == h.bin && h.seq > source.after)
            return Expected{Outcome::kInconclusive, h.reason, h.at, observed};
        }
      }
      if (h.kind == Happening::kCancel && h.wait == id)
        return Expected{Outcome::kCancelled, Reason::kCancelled, h.at, observed};
      if (h.kind == Happening::kConclude && h.wait == id && observed >= e.count.min)
        return Expected{Outcome::kPassed, Reason::kNone, h.at, observed};
      if (h.kind == Happening::kRemoved) {
        for (const auto& source : e.sources) {
          if (source.bin == h.bin)
            return Expected{Outcome::kError, Reason::kBinRemoved, h.at, observed};
        }
      }
    }
    return std::nullopt;
  }

 private:
  static bool in_window(const Expectation& e, const Happening& h) {
    if (h.kind != Happening::kArrival) return false;
    for (const auto& source : e.sources) {
      if (source.bin == h.bin && h.seq > source.after) return true;
    }
    return false;
  }
  static std::optional<Expected> at_arrival(const Expectation& e, std::uint64_t observed,
                                            TimePoint at) {
    if (e.count.max && observed > *e.count.max)
      return Expected{Outcome::kFailed, Reason::kTooMany, at, observed};
    if (!e.count.max && observed >= e.count.min)
      return Expected{Outcome::kPassed, Reason::kNone, at, observed};
    return std::nullopt;
  }
  static std::optional<Expected> by_time(const ModelWait& wait, std::uint64_t observed,
                                         std::optional<TimePoint> last, TimePoint first_met,
                                         TimePoint now) {
    const auto& e = wait.expectation;
    const TimePoint deadline = wait.registered + e.within;
    TimePoint due = deadline;
    const bool met = e.count.min > 0 && observed >= e.count.min;
    if (met) due = std::min((e.settle_fixed ? first_met : *last) + e.settle, deadline + e.settle);
    if (now < due) return std::nullopt;
    const TimePoint at = std::max(due, wait.registered);
    if (observed >= e.count.min) return Expected{Outcome::kPassed, Reason::kNone, at, observed};
    return Expected{Outcome::kFailed, observed == 0 ? Reason::kTimeout : Reason::kTooFew, at,
                    observed};
  }
};

class ModelTest : public testing::TestWithParam<std::uint64_t>, protected LogObserver {
 protected:
  static constexpr int kRounds = 60;
  static constexpr int kSteps = 120;

  explicit ModelTest() : random_(GetParam()) {}

  void on_append(const RecordPtr& record) override {
    note({Happening::kArrival, loop_.now(), record->bin, record->seq,
          record->request()->path == "/a", 0, Reason::kNone});
    engine_->arrived(record, loop_.now());
  }
  void on_evict(const std::string& bin, Seq through) override {
    lose(bin, through, Reason::kEvicted);
  }
  void on_clear(const std::string& bin, Seq through) override {
    lose(bin, through, Reason::kCleared);
  }
  void on_bin_removed(const std::string& bin) override {
    note({Happening::kRemoved, loop_.now(), bin, 0, false, 0, Reason::kNone});
    engine_->bin_removed(bin, loop_.now());
  }
  void lose(const std::string& bin, Seq through, Reason reason) {
    note({Happening::kLoss, loop_.now(), bin, through, false, 0, reason});
    if (reason == Reason::kEvicted) {
      engine_->evicted(bin, through, loop_.now());
    } else {
      engine_->cleared(bin, through, loop_.now());
    }
  }
  void note(Happening happening) { model_.story.push_back(std::move(happening)); }

  Duration some_time(int most_ms) {
    return std::chrono::milliseconds(random_.below(static_cast<std::uint64_t>(most_ms)));
  }
  std::string some_bin() { return random_.below(2) == 0 ? "b" : "c"; }

  void new_wait() {
    Expectation e;
    e.selector = std::make_shared<PathMatcher>("/a");
    e.sources.push_back({some_bin(), 0});
    if (random_.below(4) == 0) e.sources.push_back({e.sources[0].bin == "b" ? "c" : "b", 0});
    for (auto& source : e.sources) {
      if (!log_->has_bin(source.bin)) return;
      const auto cursor = log_->cursor(source.bin);
      // Mostly a window that is still whole; sometimes one that is not.
      source.after = random_.below(10) == 0 ? random_.below(cursor + 1)
                                            : cursor - random_.below(std::min<Seq>(cursor, 3) + 1);
    }
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
    e.within = some_time(60) + std::chrono::milliseconds(1);
    e.settle = random_.below(4) == 0 ? Duration::zero() : some_time(30);
    e.settle_fixed = random_.below(2) == 0;
    const auto from = model_.story.size();
    const auto id = engine_->start(e, loop_.now()).value();
    model_.waits[id] = {e, loop_.now(), from};
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
      if (random_.below(3) > 0) engine_->advance(loop_.now());  // sometimes the timer is late
    } else if (dice < 93 && !open_.empty()) {
      const auto id = some_open();
      note({Happening::kCancel, loop_.now(), "", 0, false, id, Reason::kNone});
      engine_->cancel(id, "test", loop_.now());
    } else if (dice < 96 && !open_.empty()) {
      const auto id = some_open();
      note({Happening::kConclude, loop_.now(), "", 0, false, id, Reason::kNone});
      engine_->conclude(id, "test", loop_.now());
    } else if (dice < 98) {
      if (log_->has_bin("b")) log_->clear("b");
    } else if (dice == 99 && random_.below(4) == 0) {
      log_->remove_bin("c");
    }
  }
  AwaitId some_open() {
    return *std::next(open_.begin(), static_cast<std::ptrdiff_t>(random_.below(open_.size())));
  }

  void call() {
    const auto bin = some_bin();
    if (!log_->has_bin(bin)) return;
    http::Exchange exchange;
    exchange.bin = bin;
    exchange.request.method = "GET";
    exchange.request.set_target(random_.below(3) == 0 ? "/x" : "/a");
    exchange.received = loop_.now();
    log_->append(std::move(exchange));
  }

  /// Every verdict is the model's, none is missing, none is early, none comes twice.
  void compare() {
    for (const auto& verdict : engine_->take_decided()) {
      ASSERT_EQ(open_.count(verdict.id), 1u) << "a second verdict";
      open_.erase(verdict.id);
      const auto expected = model_.judge(verdict.id, loop_.now());
      const auto told = verdict.message + " [wait " + std::to_string(verdict.id) + "]";
      ASSERT_TRUE(expected.has_value()) << "early: " << told;
      ASSERT_STREQ(to_string(verdict.outcome), to_string(expected->outcome)) << told;
      ASSERT_STREQ(to_string(verdict.reason), to_string(expected->reason)) << told;
      ASSERT_EQ(verdict.observed, expected->observed) << told;
      ASSERT_EQ(verdict.registered + verdict.waited, expected->at) << told;
    }
  }

  void round() {
    loop_.advance(seconds(1));
    log_ = std::make_unique<CaptureLog>(loop_);
    engine_ = std::make_unique<AwaitEngine>(*log_);
    model_ = Model();
    open_.clear();
    log_->add_observer(*this);
    BinOptions small;
    small.limits.records = 4 + random_.below(6);
    ASSERT_TRUE(log_->create_bin("b", small));
    ASSERT_TRUE(log_->create_bin("c"));
    for (int i = 0; i < kSteps; ++i) {
      step();
      compare();
      if (HasFatalFailure()) return;
    }
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
  std::unique_ptr<CaptureLog> log_;
  std::unique_ptr<AwaitEngine> engine_;
  Model model_;
  std::set<AwaitId> open_;
};

TEST_P(ModelTest, TheEngineSaysWhatTheRulesSay) {
  for (int i = 0; i < kRounds; ++i) {
    round();
    ASSERT_FALSE(HasFatalFailure()) << "seed " << GetParam() << ", round " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ModelTest, testing::Range<std::uint64_t>(1, 51));

}  // namespace
}  // namespace ricochet::requestbin
