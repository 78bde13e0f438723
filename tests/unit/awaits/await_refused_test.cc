// What the server refused: it proves no presence, and spoils every proof of an absence.
#include "tests/unit/awaits/engine_fixture.h"

namespace ricochet::awaits {
namespace {

using testing::HasSubstr;
using testing::Not;

class RefusedTest : public EngineTest {
 protected:
  void on_refused_elsewhere(const std::string& bin, journal::Seq seq,
                            const journal::RecordPtr& record) override {
    engine_.refused(bin, seq, record, loop_.now());
  }
  http::Exchange refusal(const std::string& bin) {
    auto call = exchange(bin, "/a", "POST");
    auto why = std::make_shared<http::Refused>();
    why->code = "body_too_large";
    why->reason = "the body is larger than 10MiB (--max-body)";
    why->bound = "--max-body 10MiB";
    why->listener = "bin";
    call.refused = why;
    call.status = 413;
    return call;
  }
  void refuse(const std::string& bin) { log_.append(refusal(bin)); }
  void refuse_somewhere(const std::vector<std::string>& bins) {
    log_.append_refused(refusal(""), bins);
  }
  static std::vector<Count> bounded() {
    return {Count::never(), Count::at_most(3), Count::exactly(1), Count::between(1, 3)};
  }
  void expect_undecided(const Verdict& v) {
    EXPECT_EQ(v.kind, VerdictKind::kInconclusive) << v.message;
    EXPECT_EQ(v.reason, Reason::kRefused);
    EXPECT_THAT(v.message, HasSubstr("the server refused a call"));
    EXPECT_THAT(v.message, HasSubstr("413, the body is larger than 10MiB (--max-body)"));
  }
};

TEST_F(RefusedTest, AnUpperBoundIsInconclusiveAtOnce) {
  bin("b");
  for (const auto& count : bounded()) {
    auto expectation = expect(count);
    expectation.sources[0].after = log_.cursor("b");
    start(expectation);
    refuse("b");
    expect_undecided(verdict());
  }
}

TEST_F(RefusedTest, SoItIsWhenTheRefusalWasThereBefore) {
  bin("b");
  refuse("b");
  call("b");
  loop_.advance(milliseconds(12));
  for (const auto& count : bounded()) {
    for (const bool now : {false, true}) {
      auto expectation = expect(count);
      expectation.now = now;
      if (now) expectation.within = expectation.settle = base::Duration::zero();
      start(expectation);
      const auto v = verdict();
      expect_undecided(v);
      EXPECT_THAT(v.hints, testing::Contains(
                               HasSubstr("the server refused a call 12 ms before: 413, the body")));
    }
  }
}

TEST_F(RefusedTest, WhenTheBinIsUnknownItCountsForEachThatItMayBe) {
  bin("b");
  bin("c");
  bin("d");
  start(expect(Count::never(), "/a", "b"));
  start(expect(Count::never(), "/a", "c"));
  const auto other = start(expect(Count::never(), "/a", "d"));
  refuse_somewhere({"b", "c"});
  const auto decided = engine_.take_decided();
  ASSERT_EQ(decided.size(), 2u);
  for (const auto& v : decided) expect_undecided(v);
  EXPECT_TRUE(engine_.is_pending(other));
  engine_.cancel(other, "over", loop_.now());
  engine_.take_decided();
  auto later = expect(Count::never());
  later.now = true;
  later.within = later.settle = base::Duration::zero();
  start(later);
  expect_undecided(verdict());
  later.sources[0].after = log_.cursor("b");
  start(later);
  EXPECT_TRUE(verdict().passed()) << "a cursor from behind it";
}

TEST_F(RefusedTest, AMinimumPassesAsBefore) {
  bin("b");
  refuse("b");
  start(expect(Count::at_least(1)));
  refuse("b");
  refuse_somewhere({"b"});
  EXPECT_TRUE(waiting()) << "a refused call counts for nothing";
  call("b");
  const auto v = verdict();
  EXPECT_TRUE(v.passed()) << v.message;
  EXPECT_EQ(v.observed, 1u);
}

TEST_F(RefusedTest, NoSelectorIsEverAsked) {
  bin("b");
  auto expectation = expect(Count::at_least(1));
  const auto selector = std::make_shared<PathMatcher>("/a");
  expectation.selector = selector;
  start(expectation);
  refuse("b");
  refuse("b");
  pass(seconds(6));
  const auto v = verdict();
  EXPECT_EQ(v.reason, Reason::kTimeout);
  EXPECT_EQ(selector->asked, 0);
  EXPECT_EQ(v.window, 0u);
  EXPECT_THAT(v.near, testing::IsEmpty());
  EXPECT_EQ(v.cursors[0].after, 2u) << "a next wait goes on behind them";
}

TEST_F(RefusedTest, AFailureNamesWhatWasRefusedInsteadOfNothingAtAll) {
  bin("b");
  start(expect(Count::at_least(1)));
  loop_.advance(seconds(1));
  refuse("b");
  pass(seconds(4));
  const auto v = verdict();
  EXPECT_EQ(v.reason, Reason::kTimeout);
  EXPECT_THAT(v.hints.front(),
              HasSubstr("the server refused a call 4.0 s before: 413, the body is larger than "
                        "10MiB (--max-body) (#1 of b, POST /a)"));
  for (const auto& hint : v.hints) EXPECT_THAT(hint, Not(HasSubstr("nothing at all")));
}

TEST_F(RefusedTest, OutsideOfTheWindowItDoesNotMatter) {
  bin("b");
  refuse("b");
  refuse_somewhere({"b"});
  auto expectation = expect(Count::never());
  expectation.sources[0].after = 2;
  start(expectation);
  pass(seconds(5));
  EXPECT_TRUE(verdict().passed());
  refuse("b");
  EXPECT_THAT(engine_.take_decided(), testing::IsEmpty());
}

TEST_F(RefusedTest, StrictOrderAndSpacingSayThatNothingCameBetween) {
  bin("b");
  auto strict = expect(Count::at_least(2));
  strict.steps.resize(2);
  for (auto& step : strict.steps) step.bin = "b";
  strict.order = Order::kStrict;
  auto loose = strict;
  loose.order = Order::kSubsequence;
  auto spaced = expect(Count::at_least(2));
  spaced.spacing.emplace();
  spaced.spacing->gaps = {seconds(1)};
  start(strict);
  start(spaced);
  const auto subsequence = start(loose);
  call("b");
  refuse("b");
  const auto decided = engine_.take_decided();
  ASSERT_EQ(decided.size(), 2u);
  for (const auto& v : decided) expect_undecided(v);
  call("b");
  EXPECT_EQ(verdict().id, subsequence);
}

TEST_F(RefusedTest, WhatIsDecidedStays) {
  bin("b");
  start(expect(Count::at_most(0)));
  call("b");
  refuse("b");
  EXPECT_EQ(verdict().reason, Reason::kTooMany);
}

}  // namespace
}  // namespace ricochet::awaits
