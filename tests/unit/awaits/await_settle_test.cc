// Quiet that an upper bound or a strict order is believed by, and when it begins.
#include "tests/unit/awaits/engine_fixture.h"

namespace ricochet::awaits {
namespace {

TEST_F(EngineTest, QuietTimeBeforeTheWaitCountsForWhoSaysSo) {
  bin("b");
  call("b");
  pass(milliseconds(100));
  auto expectation = expect(Count::exactly(1));
  expectation.past_quiet = true;
  start(expectation);
  const auto v = verdict();
  EXPECT_TRUE(v.passed());
  EXPECT_EQ(v.waited, milliseconds(0));
}

TEST_F(EngineTest, WhatWasCountedBeforeTheWaitMustStillStayQuietForSettle) {
  for (const auto& count : {Count::exactly(1), Count::between(1, 2)}) {
    for (const bool fixed : {false, true}) {
      const std::string name = std::string(count.min == count.max ? "e" : "b") + (fixed ? "f" : "");
      SCOPED_TRACE(name);
      bin(name);
      call(name);
      pass(milliseconds(500));
      auto expectation = expect(count);
      expectation.sources[0].bin = name;
      expectation.settle_fixed = fixed;
      start(expectation);
      pass(milliseconds(99));
      EXPECT_TRUE(waiting()) << "what came long ago says nothing of a cause of just now";
      pass(milliseconds(1));
      const auto v = verdict();
      EXPECT_TRUE(v.passed());
      EXPECT_EQ(v.waited, milliseconds(100));
      EXPECT_EQ(v.settled, milliseconds(600));
    }
  }
}

TEST_F(EngineTest, BehindTheLastOfStrictStepsNothingMayComeForSettle) {
  for (const bool early : {false, true}) {
    for (const bool more : {false, true}) {
      SCOPED_TRACE(std::string(early ? "early" : "late") + (more ? ", one more" : ""));
      const std::string name = std::string(early ? "e" : "l") + (more ? "m" : "");
      bin(name);
      const auto all = [&] {
        call(name);
        call(name);
        if (more) call(name);
      };
      if (early) all();
      pass(milliseconds(500));
      auto expectation = expect(Count::at_least(2));
      expectation.sources[0].bin = name;
      expectation.steps.resize(2);
      for (auto& step : expectation.steps) step.bin = name;
      expectation.order = Order::kStrict;
      start(expectation);
      if (!early) all();
      if (!more) {
        pass(milliseconds(99));
        EXPECT_TRUE(waiting());
        pass(milliseconds(1));
      }
      const auto v = verdict();
      EXPECT_EQ(v.passed(), !more);
      EXPECT_EQ(v.reason, more ? Reason::kOutOfOrder : Reason::kNone);
      EXPECT_EQ(v.step_problem, !more ? ""
                                      : "#3 of " + name +
                                            " (GET /a) came behind the last step, #2 of " + name +
                                            " (anything in " + name + ")");
    }
  }
}

TEST_F(EngineTest, OneTooManyAfterWhatWasCountedBeforeTheWait) {
  bin("b");
  call("b");
  pass(milliseconds(500));
  start(expect(Count::exactly(1)));
  pass(milliseconds(50));
  call("b");
  EXPECT_EQ(verdict().reason, Reason::kTooMany);
}

}  // namespace
}  // namespace ricochet::awaits
