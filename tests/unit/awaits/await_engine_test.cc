#include "base/json/document.h"
#include "match/matcher.h"
#include "match/work.h"
#include "tests/unit/awaits/engine_fixture.h"

namespace ricochet::awaits {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

TEST_F(EngineTest, AMinimumPassesAtTheNthArrival) {
  bin("b");
  start(expect(Count::at_least(2)));
  call("b");
  call("b", "/other");
  EXPECT_TRUE(waiting());
  pass(milliseconds(40));
  call("b");
  const auto v = verdict();
  EXPECT_EQ(v.kind, VerdictKind::kPassed);
  EXPECT_EQ(v.observed, 2u);
  EXPECT_EQ(v.window, 3u);
  EXPECT_EQ(v.waited, milliseconds(40));
  EXPECT_EQ(v.cursors.front().after, 3u);
  EXPECT_EQ(engine_.next_deadline(), std::nullopt);
}

TEST_F(EngineTest, RecordsThatAreThereAlreadyCount) {
  bin("b");
  call("b");
  const auto cursor = log_.cursor("b");
  call("b");
  auto expectation = expect(Count::at_least(1));
  expectation.sources[0].after = cursor;
  start(expectation);
  EXPECT_EQ(verdict().matched.front()->seq, 2u);
}

TEST_F(EngineTest, AnUpperBoundHoldsForSettle) {
  bin("b");
  start(expect(Count::exactly(2)));
  call("b");
  pass(milliseconds(50));
  call("b");
  pass(milliseconds(99));
  EXPECT_TRUE(waiting());
  pass(milliseconds(1));
  const auto v = verdict();
  EXPECT_TRUE(v.passed());
  EXPECT_EQ(v.waited, milliseconds(150));
  EXPECT_EQ(v.settled, milliseconds(100));
  EXPECT_EQ(v.evidence, "window only");
}

TEST_F(EngineTest, QuietRestartsWithEachMatchAndFixedDoesNot) {
  bin("b");
  auto quiet = expect(Count::between(1, 5));
  auto fixed = quiet;
  fixed.settle_fixed = true;
  start(quiet);
  const auto fixed_id = start(fixed);
  call("b");
  pass(milliseconds(60));
  call("b");
  pass(milliseconds(40));
  EXPECT_EQ(verdict().id, fixed_id);
  pass(milliseconds(59));
  EXPECT_TRUE(waiting());
  pass(milliseconds(1));
  EXPECT_EQ(verdict().observed, 2u);
}

TEST_F(EngineTest, QuietIsBoundedByWithinPlusSettle) {
  bin("b");
  auto expectation = expect(Count::between(1, 1000));
  expectation.within = milliseconds(200);
  start(expectation);
  for (int i = 0; i < 29; ++i) {
    call("b");
    pass(milliseconds(10));
    ASSERT_TRUE(waiting()) << i;
  }
  call("b");
  pass(milliseconds(10));
  const auto v = verdict();
  EXPECT_TRUE(v.passed());
  EXPECT_EQ(v.waited, milliseconds(300));
}

TEST_F(EngineTest, TooManyFailsAtOnce) {
  bin("b");
  start(expect(Count::exactly(1)));
  call("b");
  pass(milliseconds(30));
  call("b");
  const auto v = verdict();
  EXPECT_EQ(v.kind, VerdictKind::kFailed);
  EXPECT_EQ(v.reason, Reason::kTooMany);
  EXPECT_THAT(v.matched, SizeIs(2));
  EXPECT_EQ(v.message, "expected exactly 1 call of b: /a within 5s, but a 2nd came after 30 ms");
}

TEST_F(EngineTest, NeverRunsItsWindowAndFailsAtOnceWhenBroken) {
  bin("b");
  auto never = expect(Count::never());
  never.within = milliseconds(200);
  start(never);
  start(never);
  call("b", "/other");
  pass(milliseconds(199));
  EXPECT_TRUE(waiting());
  pass(milliseconds(1));
  EXPECT_THAT(engine_.take_decided(), SizeIs(2));
  never.sources[0].after = log_.cursor("b");
  start(never);
  call("b");
  EXPECT_EQ(verdict().message, "expected no calls of b: /a for 200ms, but 1 had come already");
}

TEST_F(EngineTest, AtMostRunsItsWindow) {
  bin("b");
  auto expectation = expect(Count::at_most(1));
  start(expectation);
  call("b");
  pass(milliseconds(4999));
  EXPECT_TRUE(waiting());
  pass(milliseconds(1));
  EXPECT_TRUE(verdict().passed());
}

TEST_F(EngineTest, TheDeadlineTellsNothingFromTooFew) {
  bin("b");
  start(expect(Count::at_least(1)));
  pass(seconds(5));
  auto v = verdict();
  EXPECT_EQ(v.reason, Reason::kTimeout);
  EXPECT_EQ(v.message, "expected at least 1 call of b: /a within 5s, but none came");
  start(expect(Count::exactly(3)));
  call("b");
  pass(seconds(6));
  v = verdict();
  EXPECT_EQ(v.reason, Reason::kTooFew);
  EXPECT_EQ(v.waited, seconds(5)) << "decided for the deadline, however late the timer";
  EXPECT_EQ(v.message, "expected exactly 3 calls of b: /a within 5s, but only 1 came");
}

TEST_F(EngineTest, WhatArrivesAtTheDeadlineIsLateAndSaidSo) {
  bin("b");
  const auto id = start(expect(Count::at_least(1)));
  loop_.advance(seconds(5));  // the timer has not run yet
  call("b");
  EXPECT_EQ(verdict().reason, Reason::kTimeout);
  EXPECT_THAT(engine_.verdict(id)->hints.back(), HasSubstr("arrived 0 ms after the deadline"));
}

TEST_F(EngineTest, ArrivalTimeCountsNotTheMomentTheLoopCameToIt) {
  bin("b");
  start(expect(Count::at_least(1)));
  auto late = exchange("b", "/a");
  loop_.advance(seconds(6));
  late.received = loop_.now() - seconds(2);
  log_.append(std::move(late));
  EXPECT_TRUE(verdict().passed());
}

TEST_F(EngineTest, ALateArrivalIsNotedWithinTheGrace) {
  bin("b");
  const auto id = start(expect(Count::at_least(1)));
  pass(seconds(5));
  verdict();
  const auto before = engine_.verdict(id)->hints.size();
  pass(milliseconds(300));
  call("b");
  call("b");
  ASSERT_THAT(engine_.verdict(id)->hints, SizeIs(before + 1));
  EXPECT_EQ(engine_.verdict(id)->hints.back(),
            "a fitting call, #1 of b, arrived 300 ms after the deadline");
}

TEST_F(EngineTest, CancellationNamesItsReason) {
  bin("b");
  const auto id = start(expect(Count::exactly(2)));
  call("b");
  EXPECT_EQ(engine_.cancel_all("the service photo-service exited with status 139", loop_.now()),
            1u);
  const auto v = verdict();
  EXPECT_EQ(v.kind, VerdictKind::kCancelled);
  EXPECT_THAT(
      v.message,
      HasSubstr("cancelled: the service photo-service exited with status 139 (1 seen by then)"));
  EXPECT_FALSE(engine_.cancel(id, "again", loop_.now()));
}

TEST_F(EngineTest, EvidenceEndsWhatOnlyWaitsForTime) {
  bin("b");
  const auto never = start(expect(Count::never()));
  const auto exactly = start(expect(Count::exactly(1)));
  EXPECT_FALSE(engine_.conclude(exactly, "acked", loop_.now())) << "it still waits for a call";
  EXPECT_TRUE(engine_.conclude(never, "acked, no open exchange", loop_.now()));
  EXPECT_EQ(verdict().evidence, "acked, no open exchange");
  call("b");
  EXPECT_TRUE(engine_.conclude(exactly, "acked", loop_.now()));
  EXPECT_TRUE(verdict().passed());
}

TEST_F(EngineTest, SeveralBinsCountTogetherAndARemovedOneEndsTheWait) {
  bin("b");
  bin("c");
  auto expectation = expect(Count::at_least(2));
  expectation.sources.push_back({"c", 0});
  start(expectation);
  start(expectation);
  call("b");
  call("c");
  EXPECT_THAT(engine_.take_decided(), SizeIs(2));
  expectation.count = Count::at_least(9);
  start(expectation);
  log_.remove_bin("c");
  const auto v = verdict();
  EXPECT_EQ(v.kind, VerdictKind::kError);
  EXPECT_EQ(v.reason, Reason::kBinRemoved);
  call("b");
  EXPECT_EQ(engine_.next_deadline(), std::nullopt);
}

TEST_F(EngineTest, SpacingIsJudgedWhenTheCountIsMet) {
  bin("b");
  auto expectation = expect(Count::exactly(3));
  Spacing spacing;
  spacing.initial = milliseconds(100);
  spacing.factor = 2;
  spacing.tolerance = 0.2;
  expectation.spacing = spacing;
  start(expectation);
  call("b");
  pass(milliseconds(90));
  call("b");
  pass(milliseconds(3));
  call("b");
  pass(milliseconds(100));
  const auto v = verdict();
  EXPECT_EQ(v.reason, Reason::kWrongSpacing);
  EXPECT_THAT(v.message, HasSubstr("3 came, but gap 2 was 3 ms, expected 200 ms (does not fit)"));
  EXPECT_THAT(v.spacing, SizeIs(2));
  expectation.sources[0].after = log_.cursor("b");
  start(expectation);
  call("b");
  pass(milliseconds(119));
  call("b");
  pass(milliseconds(161));
  call("b");
  pass(milliseconds(100));
  EXPECT_TRUE(verdict().passed());
}

TEST_F(EngineTest, AGapMayBeTooLongByTwiceAsMuchAsTooShort) {
  bin("b");
  const struct {
    int gap_ms;
    bool fits;
  } cases[] = {{79, false}, {80, true}, {140, true}, {141, false}};
  for (const auto& c : cases) {
    auto expectation = expect(Count::exactly(2));
    expectation.sources[0].after = log_.cursor("b");
    expectation.spacing.emplace();
    expectation.spacing->gaps = {milliseconds(100)};
    start(expectation);
    call("b");
    pass(milliseconds(c.gap_ms));
    call("b");
    pass(milliseconds(100));
    EXPECT_EQ(verdict().passed(), c.fits) << c.gap_ms;
  }
}

TEST_F(EngineTest, EachArrivalAsksEachSelectorThatItMayFitOnce) {
  bin("b");
  bin("c");
  const auto matcher = std::make_shared<PathMatcher>("/a");
  auto expectation = expect(Count::at_least(1000));
  expectation.selector = matcher;
  for (int i = 0; i < 10; ++i) start(expectation);
  call("b");
  call("b", "/x");
  call("c");
  EXPECT_EQ(matcher->asked, 10);
  EXPECT_THAT(engine_.pending(), SizeIs(10));
  EXPECT_EQ(engine_.pending().front().observed, 1u);
}

TEST_F(EngineTest, MatchedRecordsKeptAreBoundedButCounted) {
  bin("b", 100'000, 1u << 30);
  auto expectation = expect(Count::at_most(1500));
  start(expectation);
  for (int i = 0; i < 1501; ++i) call("b");
  const auto v = verdict();
  EXPECT_EQ(v.observed, 1501u);
  EXPECT_THAT(v.matched, SizeIs(Verdict::kMaxKept));
  EXPECT_EQ(v.matched.back()->seq, 1501u) << "the one too many is there";
  EXPECT_THAT(engine_.verdict(v.id)->matched, SizeIs(5));
}

TEST_F(EngineTest, AZeroDeadlineAsksWhatIsThereNow) {
  bin("b");
  call("b");
  auto now = expect(Count::exactly(1));
  now.within = now.settle = base::Duration::zero();
  start(now);
  EXPECT_TRUE(verdict().passed());
  now.count = Count::at_least(2);
  start(now);
  EXPECT_EQ(verdict().reason, Reason::kTooFew);
}

TEST_F(EngineTest, TheWorkOfPatternsIsBoundedForAllThatAWaitLooksAt) {
  bin("b", 100, 64u << 20);
  const std::string body(501'000, 'a');
  for (int i = 0; i < 20; ++i) call("b", "/1", "POST", body);
  auto expectation = expect(Count::at_least(1));
  base::DiagList diags;
  const auto object = base::JsonDocument::parse("await", R"({"text":{"match":".*a.*b"}})").value();
  expectation.selector = match::Matcher::compile(base::JsonReader(object, diags, "await"));
  const auto bound = match::kWorkAtLeast + match::kWorkPerByte * body.size() + 40 * body.size();
  start(expectation);
  EXPECT_GT(match::Work::used(), 0u);
  EXPECT_LT(match::Work::used(), bound);
  for (int i = 0; i < 20; ++i) start(expectation);
  call("b", "/1", "POST", body);
  EXPECT_LT(match::Work::used(), bound);
}

}  // namespace
}  // namespace ricochet::awaits
