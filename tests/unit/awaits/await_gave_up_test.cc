// A search that gave up at its bound says nothing: neither a pass nor a failure may rest on it.
#include "match/give_up.h"
#include "tests/unit/awaits/engine_fixture.h"

namespace ricochet::awaits {
namespace {

using testing::HasSubstr;

/// Looks for the body of a POST, and gives up on the body "heavy".
class HeavyMatcher final : public BodyMatcher {
 public:
  using BodyMatcher::BodyMatcher;
  bool matches(const match::Subject& subject) const override {
    if (subject.message().body == "heavy") ++match::give_ups();
    return BodyMatcher::matches(subject);
  }
};

class GaveUpTest : public EngineTest {
 protected:
  Expectation heavy(Count count) {
    Expectation expectation = expect(count);
    expectation.selector = std::make_shared<HeavyMatcher>("light");
    return expectation;
  }
  void expect_unknown() {
    const auto v = verdict();
    EXPECT_EQ(v.kind, VerdictKind::kInconclusive);
    EXPECT_EQ(v.reason, Reason::kGaveUp);
    EXPECT_THAT(v.message, HasSubstr("a search over #1 of b gave up at its bound"));
  }
};

TEST_F(GaveUpTest, WhatSaysThatSomethingDidNotComeIsInconclusive) {
  for (const Count count :
       {Count::never(), Count::exactly(1), Count::at_most(1), Count::between(1, 2)}) {
    bin("b");
    start(heavy(count));
    call("b", "/a", "POST", "heavy");
    expect_unknown();
    log_.remove_bin("b");
  }
}

TEST_F(GaveUpTest, WhatWasThereBeforeCountsAlike) {
  bin("b");
  call("b", "/a", "POST", "heavy");
  start(heavy(Count::never()));
  expect_unknown();
}

TEST_F(GaveUpTest, AnotherRecordMayFitInItsPlace) {
  bin("b");
  start(heavy(Count::at_least(1)));
  call("b", "/a", "POST", "heavy");
  EXPECT_TRUE(waiting());
  call("b", "/a", "POST", "light");
  EXPECT_TRUE(verdict().passed());
}

TEST_F(GaveUpTest, WithoutOneNobodyKnows) {
  bin("b");
  start(heavy(Count::at_least(1)));
  call("b", "/a", "POST", "heavy");
  pass(std::chrono::hours(1));
  expect_unknown();
}

TEST_F(GaveUpTest, AStepMayHaveBeenMetByIt) {
  for (const Order order : {Order::kAny, Order::kSubsequence, Order::kStrict}) {
    bin("b");
    Expectation expectation = expect(Count::at_least(1));
    expectation.count = Count::at_least(2);
    expectation.selector = nullptr;
    expectation.order = order;
    for (const char* body : {"light", "lighter"}) {
      ExpectedStep step;
      step.bin = "b";
      step.selector = std::make_shared<HeavyMatcher>(body);
      expectation.steps.push_back(step);
    }
    start(expectation);
    call("b", "/a", "POST", "heavy");
    call("b", "/a", "POST", "lighter");
    pass(std::chrono::hours(1));
    expect_unknown();
    log_.remove_bin("b");
  }
}

}  // namespace
}  // namespace ricochet::awaits
