// The engine against a naive model: after every step the model works each wait out again from the
// whole story so far, with no state of its own. Random, seeded.
#include <algorithm>
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
  enum Kind { kArrival, kLoss, kDelete, kCancel, kConclude, kRemoved } kind = kArrival;
  TimePoint at;        ///< when the engine learnt of it, never running back
  TimePoint received;  ///< kArrival: what the record says, which may be earlier or later
  std::string bin;
  Seq seq = 0;
  std::string path;  ///< kArrival
  std::string id;    ///< kArrival: what it is correlated by; empty: nothing
  bool preflight = false;
  std::vector<Seq> seqs;  ///< kDelete
  AwaitId wait = 0;
  Reason reason = Reason::kNone;
};

/// What the model knows of a wait: paths instead of compiled selectors.
struct ModelWait {
  Expectation expectation;
  std::string path;                ///< empty: every record
  std::vector<std::string> paths;  ///< of the steps
  TimePoint registered;
  std::size_t from = 0;  ///< index of the first happening after registration
};

struct Expected {
  Outcome outcome = Outcome::kPassed;
  Reason reason = Reason::kNone;
  TimePoint at;
  std::uint64_t observed = 0;
};

/// Works out one wait from the story. Deliberately another way than the engine: it keeps the list
/// of all arrivals that could matter and judges the whole list again after each of them.
class Model {
 public:
  std::map<AwaitId, ModelWait> waits;
  std::vector<Happening> story;

  std::optional<Expected> judge(AwaitId id, TimePoint now) const {
    const auto& wait = waits.at(id);
    const auto& e = wait.expectation;
    for (const auto& source : e.sources) {
      if (const auto reason = lost_before(wait, source))
        return Expected{Outcome::kInconclusive, *reason, wait.registered, 0};
    }
    std::vector<Arrival> seen;
    for (std::size_t i = 0; i < wait.from; ++i) {
      const auto& h = story[i];
      if (!in_window(e, h) || deleted_before(wait, h)) continue;
      seen.push_back({&h, std::min(h.received, wait.registered)});
      if (auto end = at_arrival(wait, seen, wait.registered)) return end;
    }
    // After it: time first, then the happening.
    for (std::size_t i = wait.from; i <= story.size(); ++i) {
      const bool over = i == story.size();
      const TimePoint at = over ? now : std::max(story[i].at, wait.registered);
      if (auto end = by_time(wait, seen, at)) return end;
      if (over) return std::nullopt;
      const auto& h = story[i];
      const auto observed = tally(wait, seen).observed;
      if (in_window(e, h)) {
        seen.push_back({&h, h.at});
        if (auto end = at_arrival(wait, seen, h.at)) return end;
        if (auto end = by_time(wait, seen, h.at)) return end;
      }
      for (const auto& source : e.sources) {
        if (source.bin != h.bin) continue;
        if (h.kind == Happening::kLoss && h.seq > source.after)
          return Expected{Outcome::kInconclusive, h.reason, h.at, observed};
        if (h.kind == Happening::kDelete && h.seqs.back() > source.after)
          return Expected{Outcome::kInconclusive, Reason::kCleared, h.at, observed};
        if (h.kind == Happening::kRemoved)
          return Expected{Outcome::kError, Reason::kBinRemoved, h.at, observed};
      }
      if (h.kind == Happening::kCancel && h.wait == id)
        return Expected{Outcome::kCancelled, Reason::kCancelled, h.at, observed};
      if (h.kind == Happening::kConclude && h.wait == id && observed >= e.count.min)
        return Expected{Outcome::kPassed, Reason::kNone, h.at, observed};
    }
    return std::nullopt;
  }

 private:
  struct Arrival {
    const Happening* what;
    TimePoint at;
  };
  struct Tally {
    std::uint64_t observed = 0;
    std::optional<TimePoint> first_met, last;
    bool broken = false;  ///< strict order
    bool all_but_order = false;
  };

  static bool in_window(const Expectation& e, const Happening& h) {
    if (h.kind != Happening::kArrival || (h.preflight && !e.preflights)) return false;
    return std::any_of(e.sources.begin(), e.sources.end(), [&h](const Source& source) {
      return source.bin == h.bin && h.seq > source.after;
    });
  }
  std::optional<Reason> lost_before(const ModelWait& wait, const Source& source) const {
    Seq gone = 0;
    Reason reason = Reason::kNone;
    for (std::size_t i = 0; i < wait.from; ++i) {
      const auto& h = story[i];
      if (h.kind == Happening::kLoss && h.bin == source.bin && h.seq > gone) {
        gone = h.seq;
        reason = h.reason;
      }
    }
    if (gone > source.after) return reason;
    for (std::size_t i = 0; i < wait.from && !source.from_held; ++i) {
      const auto& h = story[i];
      if (h.kind == Happening::kDelete && h.bin == source.bin && h.seqs.back() > source.after)
        return Reason::kCleared;
    }
    return std::nullopt;
  }
  bool deleted_before(const ModelWait& wait, const Happening& arrival) const {
    for (std::size_t i = 0; i < wait.from; ++i) {
      const auto& h = story[i];
      if (h.kind == Happening::kDelete && h.bin == arrival.bin &&
          std::find(h.seqs.begin(), h.seqs.end(), arrival.seq) != h.seqs.end())
        return true;
    }
    return false;
  }
  static bool fits_step(const ModelWait& wait, std::size_t step, const Happening& h) {
    const auto& path = wait.paths[step];  // steps may overlap: an empty one takes everything
    return wait.expectation.steps[step].bin == h.bin && (path.empty() || path == h.path);
  }

  /// The arrivals that may count: of the path, and of one correlation value.
  static std::vector<Arrival> candidates(const ModelWait& wait, const std::vector<Arrival>& seen,
                                         std::size_t& start) {
    const auto& e = wait.expectation;
    const auto fits = [&](const Happening& h) { return wait.path.empty() || h.path == wait.path; };
    std::optional<std::string> value = e.correlate ? e.correlate->value : std::nullopt;
    const Happening* first = nullptr;
    if (e.correlate && !value) {
      for (const auto& [h, at] : seen) {
        if (h->id.empty() || !fits(*h)) continue;
        bool counts = e.steps.empty();
        for (std::size_t i = 0; i < e.steps.size(); ++i) {
          if (i == 0 || e.order == Order::kAny) counts = counts || fits_step(wait, i, *h);
        }
        if (!counts) continue;
        value = h->id;
        first = h;
        break;
      }
    }
    std::vector<Arrival> all;
    start = 0;
    for (const auto& arrival : seen) {
      const auto& h = *arrival.what;
      if (!fits(h) || (e.correlate && (!value || h.id != *value))) continue;
      if (first == &h) start = all.size();
      all.push_back(arrival);
    }
    return all;
  }

  /// The most slots of steps that the arrivals can fill, by trying everything.
  static std::uint64_t most_filled(const ModelWait& wait, const std::vector<Arrival>& all,
                                   std::vector<bool>& used, std::size_t step, std::uint64_t time) {
    const auto& steps = wait.expectation.steps;
    if (step == steps.size()) return 0;
    const bool last = time + 1 >= steps[step].times;
    std::uint64_t best = most_filled(wait, all, used, step + 1, 0);  // this slot stays empty
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (used[i] || !fits_step(wait, step, *all[i].what)) continue;
      used[i] = true;
      best = std::max(
          best, 1 + most_filled(wait, all, used, last ? step + 1 : step, last ? 0 : time + 1));
      used[i] = false;
    }
    return best;
  }

  static Tally tally(const ModelWait& wait, const std::vector<Arrival>& seen) {
    const auto& e = wait.expectation;
    std::size_t start = 0;
    const auto all = candidates(wait, seen, start);
    Tally tally;
    if (e.steps.empty()) {
      for (const auto& arrival : all) {
        tally.last = arrival.at;
        if (++tally.observed == e.count.min) tally.first_met = arrival.at;
      }
      return tally;
    }
    std::vector<bool> used(all.size(), false);
    const auto filled = most_filled(wait, all, used, 0, 0);
    if (e.order == Order::kAny) {
      tally.observed = filled;
      return tally;
    }
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < e.steps.size(); ++i)
      wanted.insert(wanted.end(), e.steps[i].times, i);
    for (std::size_t i = start; i < all.size() && tally.observed < wanted.size(); ++i) {
      if (fits_step(wait, wanted[tally.observed], *all[i].what)) {
        ++tally.observed;
      } else if (e.order == Order::kStrict && tally.observed > 0) {
        tally.broken = true;
        break;
      }
    }
    tally.all_but_order = tally.broken || filled == wanted.size();
    return tally;
  }

  static std::optional<Expected> at_arrival(const ModelWait& wait, const std::vector<Arrival>& seen,
                                            TimePoint at) {
    const auto& count = wait.expectation.count;
    const auto now = tally(wait, seen);
    if (now.broken) return Expected{Outcome::kFailed, Reason::kOutOfOrder, at, now.observed};
    if (count.max && now.observed > *count.max)
      return Expected{Outcome::kFailed, Reason::kTooMany, at, now.observed};
    if (!count.max && now.observed >= count.min)
      return Expected{Outcome::kPassed, Reason::kNone, at, now.observed};
    return std::nullopt;
  }
  static std::optional<Expected> by_time(const ModelWait& wait, const std::vector<Arrival>& seen,
                                         TimePoint now) {
    const auto& e = wait.expectation;
    const auto so_far = tally(wait, seen);
    const TimePoint deadline = wait.registered + e.within;
    TimePoint due = deadline;
    const bool met = e.count.min > 0 && so_far.observed >= e.count.min;
    if (met)
      due = std::min((e.settle_fixed ? *so_far.first_met : *so_far.last) + e.settle,
                     deadline + e.settle);
    if (now < due) return std::nullopt;
    const TimePoint at = std::max(due, wait.registered);
    if (so_far.observed >= e.count.min)
      return Expected{Outcome::kPassed, Reason::kNone, at, so_far.observed};
    const auto reason = so_far.all_but_order   ? Reason::kOutOfOrder
                        : so_far.observed == 0 ? Reason::kTimeout
                                               : Reason::kTooFew;
    return Expected{Outcome::kFailed, reason, at, so_far.observed};
  }
};

class ModelTest : public testing::TestWithParam<std::uint64_t>, protected LogObserver {
 protected:
  static constexpr int kRounds = 60;
  static constexpr int kSteps = 120;

  explicit ModelTest() : random_(GetParam()) {}

  void on_append(const RecordPtr& record) override {
    Happening h;
    h.kind = Happening::kArrival;
    engine_time_ = h.at = std::max(engine_time_, std::min(record->received, loop_.now()));
    h.received = record->received;
    h.bin = record->bin;
    h.seq = record->seq;
    h.path = record->request()->path;
    if (const auto* id = record->request()->header("x-id")) h.id = *id;
    h.preflight = record->is_preflight();
    model_.story.push_back(std::move(h));
    engine_->arrived(record, loop_.now());
  }
  void on_evict(const std::string& bin, Seq through) override {
    note(Happening::kLoss, bin, through, Reason::kEvicted);
    engine_->evicted(bin, through, loop_.now());
  }
  void on_clear(const std::string& bin, Seq through) override {
    note(Happening::kLoss, bin, through, Reason::kCleared);
    engine_->cleared(bin, through, loop_.now());
  }
  void on_delete(const std::string& bin, const std::vector<Seq>& seqs) override {
    note(Happening::kDelete, bin);
    model_.story.back().seqs = seqs;
    engine_->deleted(bin, seqs, loop_.now());
  }
  void on_bin_removed(const std::string& bin) override {
    note(Happening::kRemoved, bin);
    engine_->bin_removed(bin, loop_.now());
  }
  void note(Happening::Kind kind, const std::string& bin = {}, Seq seq = 0,
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
  std::string some_bin() { return random_.below(2) == 0 ? "b" : "c"; }

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

  void some_steps(ModelWait& wait) {
    auto& e = wait.expectation;
    const auto number = 1 + random_.below(3);
    std::uint64_t times = 0;
    for (std::uint64_t i = 0; i < number; ++i) {
      ExpectedStep step;
      step.bin = e.sources[random_.below(e.sources.size())].bin;
      const auto dice = random_.below(5);
      wait.paths.push_back(dice < 2 ? "/a" : dice < 4 ? "/b" : "");
      if (dice < 4) step.selector = std::make_shared<PathMatcher>(wait.paths.back());
      step.times = 1 + random_.below(2);
      times += step.times;
      e.steps.push_back(std::move(step));
    }
    e.count = Count::at_least(times);
    e.order = static_cast<Order>(random_.below(3));
  }

  void new_wait() {
    ModelWait wait;
    Expectation& e = wait.expectation;
    e.sources.push_back({some_bin(), 0});
    if (random_.below(4) == 0) e.sources.push_back({e.sources[0].bin == "b" ? "c" : "b", 0});
    for (auto& source : e.sources) {
      if (!log_->has_bin(source.bin)) return;
      const auto cursor = log_->cursor(source.bin);
      // Mostly a window that is still whole; sometimes one that is not.
      source.from_held = random_.below(4) == 0;
      source.after = random_.below(10) == 0 ? random_.below(cursor + 1)
                                            : cursor - random_.below(std::min<Seq>(cursor, 3) + 1);
    }
    if (random_.below(3) == 0) {
      some_steps(wait);
    } else {
      some_count(e);
      wait.path = random_.below(8) == 0 ? "" : "/a";
      if (!wait.path.empty()) e.selector = std::make_shared<PathMatcher>(wait.path);
    }
    if (random_.below(4) == 0) {
      e.correlate.emplace();
      e.correlate->by = Correlation::parse("header:X-Id").value();
      if (random_.below(2) == 0) e.correlate->value = "1";
    }
    e.preflights = random_.below(4) == 0;
    e.within = some_time(60) + std::chrono::milliseconds(1);
    e.settle = random_.below(4) == 0 ? Duration::zero() : some_time(30);
    e.settle_fixed = random_.below(2) == 0;
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
    std::vector<Seq> seqs;
    for (const auto& record : log_->read(bin)) {
      if (random_.below(3) == 0) seqs.push_back(record->seq);
    }
    log_->remove(bin, seqs);
  }

  void call() {
    const auto bin = some_bin();
    if (!log_->has_bin(bin)) return;
    http::Exchange exchange;
    exchange.bin = bin;
    exchange.request.method = "GET";
    exchange.request.set_target(some_path());
    if (const auto id = random_.below(3); id > 0)
      exchange.request.headers.push_back({"X-Id", std::to_string(id)});
    if (random_.below(10) == 0) {
      exchange.request.method = "OPTIONS";
      exchange.request.headers.push_back({"Origin", "http://a"});
      exchange.request.headers.push_back({"Access-Control-Request-Method", "POST"});
    }
    exchange.received = loop_.now();
    // The loop may come late to a request, and clocks of others may be ahead.
    if (random_.below(3) == 0) exchange.received -= some_time(30);
    if (random_.below(8) == 0) exchange.received += some_time(30);
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
    engine_time_ = TimePoint::min();
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
  std::unique_ptr<CaptureLog> log_;
  std::unique_ptr<AwaitEngine> engine_;
  Model model_;
  std::set<AwaitId> open_;
  TimePoint engine_time_ = TimePoint::min();
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
