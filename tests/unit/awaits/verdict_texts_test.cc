// The lines of a verdict that a run seldom shows: what was answered, how many more there were,
// which gap was wrong.
#include "awaits/driver.h"
#include "base/json/document.h"
#include "tests/support/golden.h"
#include "tests/unit/awaits/engine_fixture.h"

namespace ricochet::awaits {
namespace {

using testing::HasSubstr;
using testing::Not;

Verdict failed(Reason reason, std::uint64_t observed, Count count = Count::exactly(2)) {
  Verdict verdict;
  verdict.kind = VerdictKind::kFailed;
  verdict.reason = reason;
  verdict.observed = observed;
  verdict.count = count;
  verdict.waited = milliseconds(40);
  return verdict;
}

TEST(VerdictMessage, ASurplusSaysWhichOneWasTooManyAndWhen) {
  const auto said = [](std::uint64_t observed, Count count) {
    return verdict_message(failed(Reason::kTooMany, observed, count), "x", "");
  };
  EXPECT_EQ(said(3, Count::exactly(2)), "expected x, but a 3rd came after 40 ms");
  EXPECT_EQ(said(5, Count::exactly(2)), "expected x, but 5 came, the 3rd after 40 ms");
  EXPECT_EQ(said(1, Count::never()), "expected x, but one came after 40 ms");
  EXPECT_EQ(said(2, Count::never()), "expected x, but 2 came, the first after 40 ms");
  EXPECT_EQ(said(12, Count::at_most(11)), "expected x, but a 12th came after 40 ms");
  EXPECT_EQ(said(22, Count::at_most(21)), "expected x, but a 22nd came after 40 ms");
}

TEST(VerdictMessage, EachReasonThatNothingCanBeSaidIsNamed) {
  const auto said = [](Reason reason) {
    auto verdict = failed(reason, 1);
    verdict.kind = VerdictKind::kInconclusive;
    return verdict_message(verdict, "2 calls", "#7 of hooks");
  };
  EXPECT_EQ(said(Reason::kTruncated),
            "cannot say whether there were 2 calls: the body of #7 of hooks was cut, and the "
            "selector needs it");
  EXPECT_EQ(said(Reason::kGaveUp),
            "cannot say whether there were 2 calls: a search over #7 of hooks gave up at its bound "
            "(docs/limits.md, Work) (1 seen by then)");
  EXPECT_EQ(said(Reason::kCleared),
            "cannot say whether there were 2 calls: records of #7 of hooks after the cursor were "
            "cleared (1 seen by then)");
  EXPECT_EQ(said(Reason::kEvicted),
            "cannot say whether there were 2 calls: records of #7 of hooks after the cursor were "
            "dropped for room (1 seen by then)");
}

TEST(VerdictWords, AreThoseOfTheApi) {
  const std::pair<Reason, const char*> reasons[] = {{Reason::kNone, ""},
                                                    {Reason::kTimeout, "timeout"},
                                                    {Reason::kTooFew, "too_few"},
                                                    {Reason::kTooMany, "too_many"},
                                                    {Reason::kWrongSpacing, "wrong_spacing"},
                                                    {Reason::kOutOfOrder, "out_of_order"},
                                                    {Reason::kEvicted, "evicted"},
                                                    {Reason::kCleared, "cleared"},
                                                    {Reason::kTruncated, "truncated"},
                                                    {Reason::kGaveUp, "gave_up"},
                                                    {Reason::kRefused, "refused"},
                                                    {Reason::kCancelled, "cancelled"},
                                                    {Reason::kBinRemoved, "bin_removed"}};
  for (const auto& [reason, word] : reasons) EXPECT_STREQ(to_string(reason), word);
  const std::pair<VerdictKind, const char*> kinds[] = {{VerdictKind::kPassed, "passed"},
                                                       {VerdictKind::kFailed, "failed"},
                                                       {VerdictKind::kInconclusive, "inconclusive"},
                                                       {VerdictKind::kCancelled, "cancelled"},
                                                       {VerdictKind::kError, "error"}};
  for (const auto& [kind, word] : kinds) EXPECT_STREQ(to_string(kind), word);
}

class VerdictTextTest : public EngineTest {};

TEST_F(VerdictTextTest, WhatWasAnsweredIsToldWithDelayRuleAndWhyNot) {
  bin("b");
  start(expect(Count::exactly(5)));
  auto slow = exchange("b", "/a");
  slow.delay = seconds(3);
  slow.rule = "stubs/photos.json:12";
  log_.append(slow);
  slow.why_not = "the quota of the rule was used up";
  log_.append(slow);
  auto stray = exchange("b", "/a");
  stray.status = 400;
  stray.matched = false;
  stray.why_not = "nearest is stubs/photos.json:3";
  log_.append(stray);
  auto broken = exchange("b", "/a");
  broken.status = 0;
  log_.append(broken);
  pass(seconds(6));
  test::expect_golden("awaits/answered.txt", render_verdict(verdict()));
}

TEST_F(VerdictTextTest, OfManyTheFirstAndTheNumberOfOthersAreTold) {
  bin("b");
  start(expect(Count::exactly(9)));
  for (int i = 0; i < 8; ++i) call("b");
  pass(seconds(6));
  EXPECT_THAT(render_verdict(verdict()), HasSubstr("  ... and 3 more\n"));
}

TEST_F(VerdictTextTest, AStepThatCameOftenIsCutForTheReport) {
  bin("b");
  auto expectation = expect(Count::at_least(6));
  for (const char* path : {"/a", "/b"}) {
    ExpectedStep step;
    step.bin = "b";
    step.selector = std::make_shared<PathMatcher>(path);
    expectation.steps.push_back(step);
  }
  expectation.selector = nullptr;
  expectation.steps[0].times = 5;
  start(expectation);
  for (int i = 0; i < 5; ++i) call("b", "/a");
  pass(seconds(6));
  auto v = verdict();
  EXPECT_EQ(v.message, "expected 2 steps in this order within 5s, but step 2 (/b) did not come");
  EXPECT_THAT(render_details(v), Not(HasSubstr("more")));
  keep_what_is_shown(v);
  test::expect_golden("awaits/step_cut.txt", render_verdict(v));
}

TEST_F(VerdictTextTest, TheGapThatIsWrongIsNamedAlsoBehindAThousandRightOnes) {
  bin("b", 5000);
  auto expectation = expect(Count::exactly(Verdict::kMaxKept + 3));
  expectation.within = std::chrono::hours(1);
  expectation.spacing.emplace();
  expectation.spacing->initial = milliseconds(10);
  expectation.spacing->factor = 1;
  start(expectation);
  for (std::size_t i = 0; i < Verdict::kMaxKept + 2; ++i) {
    call("b");
    loop_.advance(milliseconds(10));
  }
  loop_.advance(milliseconds(490));
  call("b");
  pass(seconds(1));
  const auto v = verdict();
  EXPECT_EQ(v.reason, Reason::kWrongSpacing);
  EXPECT_THAT(v.message, HasSubstr("1003 came, but gap 1002 was 500 ms, expected 10 ms"));
  EXPECT_EQ(v.spacing.size(), Verdict::kMaxKept);
}

TEST_F(VerdictTextTest, GapsBetweenStepsAreJudgedForTheRouteThatIsTold) {
  bin("b");
  auto expectation = expect(Count::at_least(3));
  expectation.selector = nullptr;
  for (const char* path : {"/a", "/b", "/c"}) {
    ExpectedStep step;
    step.bin = "b";
    step.selector = std::make_shared<PathMatcher>(path);
    expectation.steps.push_back(step);
  }
  expectation.spacing.emplace();
  expectation.spacing->gaps = {milliseconds(100), milliseconds(200)};
  start(expectation);
  call("b", "/a");
  loop_.advance(milliseconds(100));
  call("b", "/b");
  loop_.advance(milliseconds(20));
  call("b", "/other");
  call("b", "/c");
  const auto v = verdict();
  EXPECT_EQ(v.reason, Reason::kWrongSpacing);
  ASSERT_EQ(v.spacing.size(), 2u);
  EXPECT_TRUE(v.spacing[0].fits);
  EXPECT_EQ(v.spacing[1].describe(), "gap 2 was 20 ms, expected 200 ms (does not fit)");
  EXPECT_THAT(v.message, HasSubstr("3 came, but gap 2 was 20 ms, expected 200 ms (does not fit)"));
}

TEST_F(VerdictTextTest, ACallThatWasAnsweredOtherwiseIsANearMiss) {
  bin("b");
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("answer", R"({"status": 429})").value();
  auto expectation = expect(Count::at_least(1));
  expectation.answer = AnswerSelector::parse(base::JsonReader(document, diags, "await"));
  start(expectation);
  call("b");
  pass(seconds(6));
  test::expect_golden("awaits/answered_otherwise.txt", render_verdict(verdict()));
}

TEST_F(VerdictTextTest, AnEventThatCameBeforeTheValueWasKnownIsToldAsTooEarly) {
  bin("b");
  const auto event = [this](const std::string& type) {
    match::Event made;
    made.topic = "b";
    made.key = "7";
    made.body = type;
    log_.append(std::move(made), loop_.now(), loop_.wall_now());
  };
  auto expectation = expect(Count::at_least(2));
  expectation.selector = nullptr;
  expectation.correlate = Correlate{Correlation::parse("key").value(), std::nullopt};
  for (const char* body : {"made", "paid"}) {
    ExpectedStep step;
    step.bin = "b";
    step.name = body;
    step.selector = std::make_shared<BodyMatcher>(body);
    expectation.steps.push_back(step);
  }
  start(expectation);
  event("paid");
  event("made");
  pass(seconds(6));
  const auto v = verdict();
  EXPECT_EQ(v.reason, Reason::kOutOfOrder);
  EXPECT_EQ(v.step_brief, "step 2 came 0 ms before step 1: paid before made");
}

/// The second call to a place, with this body.
class OtherBodyTest : public VerdictTextTest {
 protected:
  Verdict second(const std::string& before, const std::string& then,
                 const std::string& target = "/a") {
    if (log_.has_bin("b")) log_.remove_bin("b");
    bin("b");
    auto expectation = expect(Count::exactly(1));
    expectation.selector = nullptr;
    start(expectation);
    call("b", "/a", "POST", before);
    call("b", target, "POST", then);
    return verdict();
  }
};

TEST_F(OtherBodyTest, WhatDiffersBetweenTheTwoSaysWhyItCameTwice) {
  EXPECT_THAT(
      second(R"({"id": 7, "try": 1, "at": "a"})", R"({"id": 7, "try": 2, "at": "b"})").hints,
      testing::ElementsAre("not the same call twice: from #1 to #2 of b $.try was the number 1, "
                           "then the number 2; $.at was the string \"a\", then the string \"b\""));
}

TEST_F(OtherBodyTest, NothingIsSaidOfWhatCannotBeCompared) {
  EXPECT_THAT(second("{}", "text").hints, testing::IsEmpty());
  EXPECT_THAT(second("text", "{}").hints, testing::IsEmpty());
  EXPECT_THAT(second(R"({"a": 1})", R"({"a":1})").hints, testing::IsEmpty()) << "the same value";
  EXPECT_THAT(second("{}", R"({"a": 1})", "/b").hints, testing::IsEmpty()) << "elsewhere";
  const std::string large = R"({"a": ")" + std::string(70'000, 'x') + "\"}";
  EXPECT_THAT(second("{}", large).hints, testing::IsEmpty());
}

}  // namespace
}  // namespace ricochet::awaits
