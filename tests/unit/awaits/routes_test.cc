// Orders and routes against a naive reading of the rules: try every way to give records to steps.
// Random, seeded.
#include "awaits/routes.h"

#include <algorithm>

#include "base/random.h"
#include "tests/unit/awaits/fixture.h"

namespace ricochet::awaits {
namespace {

/// What is random of an event: its type, key, trace and partition.
struct Draw {
  std::string bin, type, key, trace;
  std::int32_t partition = 0;
};

/// Fits events of this type and key; nothing asked for is everything.
class TypeMatcher : public match::Matcher {
 public:
  TypeMatcher(std::string type, std::string key) : type_(std::move(type)), key_(std::move(key)) {}
  bool matches(const match::Subject& subject) const override {
    const auto& event = *subject.event();
    return (type_.empty() || event.body == type_) && (key_.empty() || event.key == key_);
  }
  std::vector<match::Condition> explain(const match::Subject&) const override { return {}; }
  std::string describe() const override { return type_; }
  bool needs_body() const override { return true; }
  std::map<std::string, std::string> path_variables(const match::Subject&) const override {
    return {};
  }

 private:
  std::string type_;
  std::string key_;
};

class RoutesTest : public testing::TestWithParam<std::uint64_t> {
 protected:
  RoutesTest() : random_(GetParam()) {}

  std::string one_of(std::initializer_list<const char*> words) {
    return *(words.begin() + random_.below(words.size()));
  }

  void draw_steps() {
    wanted_ = Expectation();
    types_.clear();
    keys_.clear();
    wanted_.order = static_cast<Order>(random_.below(4));
    const bool lanes = wanted_.order == Order::kPerKey;
    const auto number = 1 + random_.below(3);
    for (std::uint64_t i = 0; i < number; ++i) {
      ExpectedStep step;
      step.bin = one_of({"a", "b"});
      step.times = 1 + random_.below(2);
      types_.push_back(one_of({"x", "y", ""}));
      keys_.push_back(lanes ? one_of({"1", "2"}) : "");
      step.lane = step.bin + keys_.back();
      step.selector = std::make_shared<TypeMatcher>(types_.back(), keys_.back());
      wanted_.steps.push_back(std::move(step));
    }
    if (!lanes && random_.below(2) == 0) {
      wanted_.keeps.push_back(Correlation::parse("key").value());
      if (random_.below(2) == 0)
        wanted_.keeps.push_back(Correlation::parse("header:trace").value());
    }
  }

  void draw_event() {
    Draw draw;
    draw.bin = one_of({"a", "b"});
    draw.type = one_of({"x", "y", "z"});
    draw.key = one_of({"1", "2"});
    draw.trace = one_of({"t", "u", ""});
    draw.partition = static_cast<std::int32_t>(random_.below(8) == 0 ? 1 : 0);
    auto record = std::make_shared<journal::Record>();
    match::Event event;
    event.topic = draw.bin;
    event.key = draw.key;
    event.body = draw.type;
    event.partition = draw.partition;
    if (!draw.trace.empty()) event.headers.push_back({"trace", draw.trace});
    record->bin = draw.bin;
    record->gseq = record->seq = draws_.size() + 1;
    record->content = std::move(event);
    draws_.push_back(std::move(draw));
    records_.push_back(std::move(record));
  }

  bool fits(std::size_t step, const Draw& draw) const {
    return wanted_.steps[step].bin == draw.bin &&
           (types_[step].empty() || types_[step] == draw.type) &&
           (keys_[step].empty() || keys_[step] == draw.key);
  }
  bool same_route(const Draw& a, const Draw& b) const {
    if (wanted_.keeps.empty()) return true;
    return a.key == b.key && (wanted_.keeps.size() == 1 || a.trace == b.trace);
  }
  bool on_a_route(const Draw& draw) const {
    return wanted_.keeps.size() < 2 || !draw.trace.empty();
  }

  /// Whether the slots from `slot` on can be given records, those before having `given`.
  bool assign(const std::vector<std::size_t>& slots, std::vector<std::size_t>& given) const {
    const auto slot = given.size();
    if (slot == slots.size()) return true;
    for (std::size_t i = 0; i < draws_.size(); ++i) {
      if (!fits(slots[slot], draws_[i]) || !on_a_route(draws_[i])) continue;
      bool allowed = true;
      for (std::size_t before = 0; before < slot; ++before) {
        const auto& step = wanted_.steps[slots[slot]];
        const auto& earlier = wanted_.steps[slots[before]];
        const bool ordered = wanted_.order == Order::kSubsequence ||
                             (wanted_.order == Order::kPerKey && step.lane == earlier.lane);
        allowed = allowed && given[before] != i && (!ordered || given[before] < i) &&
                  same_route(draws_[given[before]], draws_[i]);
      }
      if (!allowed) continue;
      given.push_back(i);
      if (assign(slots, given)) return true;
      given.pop_back();
    }
    return false;
  }

  /// Strict, read as it is said: from the first that fits the first step, each is the next one, and
  /// none comes behind the last.
  bool strictly(const std::vector<std::size_t>& slots) const {
    for (std::size_t first = 0; first < draws_.size(); ++first) {
      bool begun_before = false;  // each route has one sequence: from its first that fits
      for (std::size_t i = 0; i < first; ++i) {
        begun_before = begun_before || (fits(slots[0], draws_[i]) && on_a_route(draws_[i]) &&
                                        same_route(draws_[i], draws_[first]));
      }
      if (begun_before) continue;
      std::size_t at = 0;
      bool whole = true;
      for (std::size_t i = first; i < draws_.size() && whole; ++i) {
        if (!on_a_route(draws_[i]) || !same_route(draws_[first], draws_[i])) continue;
        whole = at < slots.size() && fits(slots[at], draws_[i]);
        ++at;
      }
      if (whole && at == slots.size()) return true;
    }
    return false;
  }

  /// A key whose events that were taken lie in two partitions has no order.
  bool in_one_partition() const {
    for (std::size_t i = 1; i < draws_.size(); ++i) {
      if (draws_[i].partition != draws_[0].partition) return false;
    }
    return true;
  }

  bool naive() const {
    std::vector<std::size_t> slots;
    for (std::size_t i = 0; i < wanted_.steps.size(); ++i)
      slots.insert(slots.end(), wanted_.steps[i].times, i);
    std::vector<std::size_t> given;
    return wanted_.order == Order::kStrict ? strictly(slots) : assign(slots, given);
  }

  base::Random random_;
  Expectation wanted_;
  std::vector<std::string> types_;
  std::vector<std::string> keys_;
  std::vector<Draw> draws_;
  std::vector<journal::RecordPtr> records_;
};

TEST_P(RoutesTest, AgreesWithTryingEverything) {
  int whole = 0, open = 0;
  for (int round = 0; round < 300; ++round) {
    draw_steps();
    draws_.clear();
    records_.clear();
    Routes routes(wanted_);
    for (int i = 0; i < 9; ++i) {
      draw_event();
      if (wanted_.order == Order::kPerKey && !in_one_partition()) break;
      const match::Subject subject(*records_.back()->event());
      const auto before = routes.best().taken();
      const bool changed = routes.consider(records_.back(), subject);
      ASSERT_TRUE(changed || routes.best().taken() == before);
      // What broke a strict order stays broken, so the naive reading says no as well.
      ASSERT_EQ(routes.best().complete(), naive())
          << to_string(wanted_.order) << ", round " << round << ", after " << i + 1 << ": "
          << routes.what_is_wrong();
      if (routes.best().complete() && !wanted_.strict()) break;
    }
    if (routes.best().complete()) {
      ++whole;
      EXPECT_EQ(routes.what_is_wrong(), "");
      EXPECT_EQ(routes.best().records().size(), routes.best().slots());
    } else {
      ++open;
      EXPECT_NE(routes.what_is_wrong(), "");
    }
  }
  EXPECT_GT(whole, 30);
  EXPECT_GT(open, 30);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RoutesTest, testing::Range<std::uint64_t>(1, 21));

class RouteTexts : public testing::Test {
 protected:
  void step(const std::string& bin, const std::string& type, const std::string& key = {}) {
    ExpectedStep step;
    step.bin = bin;
    step.lane = bin + key;
    step.selector = std::make_shared<TypeMatcher>(type, key);
    wanted_.steps.push_back(std::move(step));
  }
  void keep(const std::string& place) {
    wanted_.keeps.push_back(Correlation::parse(place).value());
  }
  void event(const std::string& bin, const std::string& type, const std::string& key,
             const std::string& trace, std::int32_t partition = 0) {
    if (!routes_) routes_.emplace(wanted_);
    auto record = std::make_shared<journal::Record>();
    match::Event event;
    event.body = type;
    event.key = key;
    event.partition = partition;
    if (!trace.empty()) event.headers.push_back({"traceparent", trace});
    record->bin = bin;
    record->gseq = ++gseq_;
    record->seq = ++seq_[bin];
    record->content = std::move(event);
    const match::Subject subject(*record->event());
    routes_->consider(record, subject);
  }

  Expectation wanted_;
  std::optional<Routes> routes_;
  std::uint64_t gseq_ = 0;
  std::map<std::string, std::uint64_t> seq_;
};

TEST_F(RouteTexts, ALostHeaderIsNamed) {
  step("orders", "new");
  step("orders-retry", "new");
  step("orders-dlq", "new");
  keep("key");
  keep("header:traceparent");
  event("orders", "new", "7", "t-1");
  event("orders-retry", "new", "7", "t-1");
  event("orders-dlq", "new", "7", "");
  EXPECT_FALSE(routes_->best().complete());
  EXPECT_EQ(routes_->what_is_wrong(),
            "step 3 (new) came as #1 of orders-dlq, but header:traceparent was absent, expected "
            "\"t-1\"");
}

TEST_F(RouteTexts, AnotherRouteIsNoStray) {
  step("orders", "new");
  step("orders-dlq", "new");
  keep("key");
  event("orders", "new", "7", "");
  event("orders", "new", "8", "");
  EXPECT_EQ(routes_->what_is_wrong(),
            "step 2 (new) did not come (of 2 routes, this one got furthest)");
  event("orders-dlq", "new", "8", "");
  EXPECT_TRUE(routes_->best().complete());
  EXPECT_EQ(routes_->best().records().front()->seq, 2u);
}

TEST_F(RouteTexts, WithoutTheFirstValueThereIsNothingToKeep) {
  step("orders", "new");
  keep("header:traceparent");
  event("orders", "new", "7", "");
  EXPECT_EQ(routes_->what_is_wrong(),
            "step 1 (new) came as #1 of orders, but header:traceparent was absent");
}

TEST_F(RouteTexts, AKeyInTwoPartitionsHasNoOrder) {
  wanted_.order = Order::kPerKey;
  step("orders", "new", "7");
  step("orders", "paid", "7");
  step("orders", "new", "8");
  event("orders", "new", "7", "", 0);
  event("orders", "paid", "7", "", 2);
  EXPECT_TRUE(routes_->broken());
  EXPECT_EQ(routes_->what_is_wrong(),
            "step 2 (paid) came as #2 of orders in partition 2, #1 of orders of its key lies in "
            "partition 0: between partitions Kafka keeps no order");
}

TEST_F(RouteTexts, TheLaneThatIsOutOfOrderIsNamed) {
  wanted_.order = Order::kPerKey;
  step("orders", "new", "7");
  step("orders", "paid", "7");
  step("orders", "new", "8");
  event("orders", "paid", "7", "");
  event("orders", "new", "8", "");
  event("orders", "new", "7", "");
  EXPECT_TRUE(routes_->best().out_of_order());
  EXPECT_EQ(routes_->what_is_wrong(),
            "step 2 (paid) came early by 0 ms, before step 1 (new): as #1 of orders, before #3");
}

}  // namespace
}  // namespace ricochet::awaits
