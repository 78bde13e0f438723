// Steps that hold steps, and what steps hand to those behind them.
#include <gmock/gmock.h>

#include "tests/unit/runner/steps_fixture.h"

namespace ricochet::runner {
namespace {

class ListSteps : public StepsFixture {};

TEST_F(ListSteps, RepeatRunsItsStepsInEachRound) {
  start(
      R"({ "repeat": { "times": 2, "steps": [ { "pause": "${iteration}0ms" } ] } }, { "pause": "1ms" })");
  loop_.advance(milliseconds(40));
  EXPECT_EQ(ended_, Outcome::kPassed);
  EXPECT_EQ(told(),
            "ok 0s: round 1: pause 10ms\nok 10ms: round 2: pause 20ms\nok 30ms: pause 1ms\n");
}

TEST_F(ListSteps, TogetherRunsItsListsSideBySide) {
  start(
      R"({ "together": [ [ { "pause": "30ms" } ], [ { "pause": "10ms" }, { "pause": "5ms" } ] ] })");
  loop_.advance(milliseconds(29));
  EXPECT_EQ(ended_, std::nullopt);
  loop_.advance(milliseconds(1));
  EXPECT_EQ(ended_, Outcome::kPassed);
  EXPECT_EQ(told(),
            "ok 0s: list 2: pause 10ms\nok 10ms: list 2: pause 5ms\nok 0s: list 1: pause 30ms\n");
}

TEST_F(ListSteps, FramesStandInsideFrames) {
  start(
      R"({ "repeat": { "times": 2, "steps": [ { "together": [ [ { "pause": "2ms" } ], [ { "pause": "1ms" } ] ] } ] } })");
  loop_.advance(milliseconds(10));
  EXPECT_EQ(told(),
            "ok 0s: round 1: list 2: pause 1ms\nok 0s: round 1: list 1: pause 2ms\n"
            "ok 2ms: round 2: list 2: pause 1ms\nok 2ms: round 2: list 1: pause 2ms\n");
}

TEST_F(ListSteps, BehindAnInnerRepeatTheRoundIsThatOfTheOuter) {
  start(R"({ "repeat": { "times": 2, "steps": [
             { "repeat": { "times": 3, "steps": [ { "pause": "${iteration}ms" } ] } },
             { "pause": "${iteration}0ms" } ] } })");
  loop_.advance(milliseconds(100));
  EXPECT_EQ(ended_, Outcome::kPassed);
  EXPECT_EQ(told_.at(3).title, "round 1: pause 10ms");
  EXPECT_EQ(told_.at(7).title, "round 2: pause 20ms");
}

TEST_F(ListSteps, RepeatsSideBySideCountEachForItself) {
  start(R"({ "together": [
      [ { "repeat": { "times": 2, "steps": [ { "pause": "3ms" }, { "pause": "10${iteration}ms" } ] } } ],
      [ { "repeat": { "times": 6, "steps": [ { "pause": "2ms" }, { "pause": "20${iteration}ms" } ] } } ] ] })");
  loop_.advance(milliseconds(2000));
  EXPECT_EQ(ended_, Outcome::kPassed);
  for (const char* title : {"list 1: round 1: pause 101ms", "list 1: round 2: pause 102ms",
                            "list 2: round 4: pause 204ms", "list 2: round 6: pause 206ms"})
    EXPECT_NE(told().find(title), std::string::npos) << title << "\n" << told();
}

TEST_F(ListSteps, OutsideOfARepeatThereIsNoRound) {
  start(
      R"({ "repeat": { "times": 2, "steps": [ { "pause": "1ms" } ] } }, { "pause": "${iteration}ms" })");
  loop_.advance(milliseconds(5));
  EXPECT_EQ(ended_, Outcome::kError) << told();
}

TEST_F(ListSteps, AFailureInsideEndsTheListAndSkipsTheRest) {
  start(R"({ "repeat": { "times": 3, "steps": [
             { "expect": { "calls": "photos", "within": "5ms" } }, { "pause": "1ms" } ] } },
           { "pause": "7ms" })");
  loop_.advance(milliseconds(10));
  EXPECT_EQ(ended_, Outcome::kFailed);
  ASSERT_EQ(told_.size(), 3u);
  EXPECT_EQ(told_[0].outcome, Outcome::kFailed);
  EXPECT_EQ(told_[1].title, "round 1: pause 1ms");
  EXPECT_EQ(told_[1].outcome, Outcome::kSkipped);
  EXPECT_EQ(told_[2].title, "pause 7ms");
  EXPECT_EQ(told_[2].outcome, Outcome::kSkipped);
}

TEST_F(ListSteps, TheOtherListRunsOnWhenOneFails) {
  start(
      R"({ "together": [ [ { "expect": { "calls": "photos", "within": "5ms" } } ], [ { "pause": "20ms" } ] ] })");
  loop_.advance(milliseconds(19));
  EXPECT_EQ(ended_, std::nullopt);
  loop_.advance(milliseconds(1));
  EXPECT_EQ(ended_, Outcome::kFailed);
  ASSERT_EQ(told_.size(), 2u);
  EXPECT_EQ(told_[1].outcome, Outcome::kPassed);
}

TEST_F(ListSteps, WhatIsCapturedKeepsItsTypeAndReachesLaterSteps) {
  start(
      R"({ "expect": { "calls": "photos", "capture": { "n": "json:$.n", "trace": "header:x-trace" } } },
           { "pause": "${n}ms" }, { "expect": { "calls": "photos", "request": { "uri": "/${trace}/${n}" }, "within": "1ms" } })");
  call("/a", R"({"n": 7})");
  loop_.advance(milliseconds(9));
  EXPECT_EQ(ended_, Outcome::kFailed);
  ASSERT_EQ(told_.size(), 3u);
  EXPECT_EQ(told_[1].title, "pause 7ms");
  EXPECT_NE(told_[2].title.find("/t-1/7"), std::string::npos) << told_[2].title;
}

TEST_F(ListSteps, WhatIsNotThereToCaptureFailsTheStep) {
  start(R"({ "expect": { "calls": "photos", "capture": { "n": "json:$.nothing" } } })");
  call("/a", R"({"n": 7})");
  EXPECT_EQ(ended_, Outcome::kFailed);
  ASSERT_EQ(told_.size(), 1u);
  EXPECT_EQ(message_of(told_[0].cause), "the call has no json:$.nothing to capture");
}

TEST_F(ListSteps, AStepThatCannotBeReadIsAnErrorWithItsOwnFindings) {
  start(
      R"({ "expect": { "calls": "photos", "capture": { "topic": "json:$.n" } } }, { "publish": { "topic": "${topic}", "text": "x" } })");
  call("/a", R"({"n": "nowhere"})");
  EXPECT_EQ(ended_, Outcome::kError);
  ASSERT_EQ(told_.size(), 2u);
  EXPECT_EQ(message_of(told_[1].cause), "the suite has no topic \"nowhere\"");
  EXPECT_EQ(told_[1].title, "publish");
}

TEST_F(ListSteps, ACountThatWasReachedBeforeTheWaitMustStayQuietFromTheWaitOn) {
  call("/a", "");
  start(R"({ "expect": { "calls": "photos", "exactly": 1 } }, { "pause": "300ms" },
           { "expect": { "calls": "photos", "exactly": 1 } })");
  EXPECT_FALSE(ended_.has_value());
  call("/a", "");
  loop_.advance(milliseconds(90));
  EXPECT_EQ(told_.at(0).outcome, Outcome::kPassed);
  loop_.advance(milliseconds(300));
  EXPECT_FALSE(ended_.has_value()) << "what followed the step before may come yet";
  call("/a", "");
  loop_.advance(milliseconds(90));
  EXPECT_EQ(ended_, Outcome::kFailed);
  EXPECT_NE(message_of(told_.back().cause).find("2"), std::string::npos) << told();
}

/// As `x${n}` is, wherever only a text can stand.
TEST_F(ListSteps, ANumberIsATextWhereOnlyATextCanStand) {
  start(
      R"({ "expect": { "calls": "photos", "capture": { "n": "json:$.n" } } },
           { "expect": { "calls": "photos", "within": "1ms", "request": { "headers": { "h": "${n}" }, "text": "${n}" } } })");
  call("/a", R"({"n": 7})");
  loop_.advance(milliseconds(2));
  EXPECT_EQ(ended_, Outcome::kFailed) << message_of(told_.back().cause);
  ASSERT_EQ(told_.size(), 2u);
  EXPECT_NE(told_[1].title.find("\"7\""), std::string::npos) << told_[1].title;
}

/// It would take away the condition that it stands in.
TEST_F(ListSteps, ANullThatATemplateCameToIsAnError) {
  for (const char* where :
       {R"("exactly": "${n}")", R"("request": { "text": "${n}" })",
        R"("request": { "headers": { "h": { "contain": "${n}" } } })", R"("within": "${n}")"}) {
    told_.clear();
    start(
        R"({ "expect": { "calls": "photos", "capture": { "n": "json:$.n" } } }, { "expect": { "calls": "photos", )" +
        std::string(where) + " } }");
    call("/a", R"({"n": null})");
    EXPECT_EQ(ended_, Outcome::kError) << where;
    ASSERT_EQ(told_.size(), 2u) << where;
    const auto* found = std::get_if<base::DiagList>(&told_[1].cause);
    ASSERT_NE(found, nullptr) << where;
    EXPECT_EQ(found->all().front().code, "scenario/null-value") << where;
    EXPECT_THAT(message_of(told_[1].cause), testing::HasSubstr("has come to null: \"${n}\""))
        << where;
  }
}

TEST_F(ListSteps, AnEmptyTextIsABodyThatIsEmpty) {
  start(R"({ "expect": { "calls": "photos", "request": { "text": "" }, "within": "1s" } })");
  call("/a", "x");
  ASSERT_TRUE(told_.empty()) << told();
  call("/a", "");
  EXPECT_EQ(ended_, Outcome::kPassed) << told();
}

/// Nothing else that a template may come to is taken for "nothing is asked for".
TEST_F(ListSteps, WhateverJsonAVarHoldsIsComparedAsItIs) {
  for (const std::string value : {"null", "0", "false", "[]", "{}"}) {
    told_.clear();
    start(
        R"({ "expect": { "calls": "photos", "request": { "uri": "/a" }, "capture": { "n": "json:$.n" } } },
           { "expect": { "calls": "photos", "request": { "uri": "/b", "json": "${n}" }, "within": "1s" } })");
    call("/a", "{\"n\": " + value + "}");
    call("/b", "7");
    ASSERT_EQ(told_.size(), 1u) << value << ": another value does not fit\n" << told();
    call("/b", value);
    EXPECT_EQ(ended_, Outcome::kPassed) << value << "\n" << told();
  }
}

}  // namespace
}  // namespace ricochet::runner
