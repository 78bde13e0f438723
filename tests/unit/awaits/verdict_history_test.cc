// What stays known of waits that are over, and of the ways to end one from outside.
#include "awaits/verdict_history.h"

#include "awaits/driver.h"
#include "tests/unit/awaits/engine_fixture.h"

namespace ricochet::awaits {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class HistoryTest : public EngineTest {
 protected:
  void on_delete(const std::string& bin, const std::vector<journal::Seq>& seqs) override {
    engine_.deleted(bin, seqs, loop_.now());
  }
};

TEST_F(HistoryTest, TheNewestVerdictsComeFirst) {
  bin("b");
  std::vector<AwaitId> ids;
  for (int i = 0; i < 3; ++i) {
    auto expectation = expect(Count::at_least(1));
    expectation.sources[0].after = log_.cursor("b");
    ids.push_back(start(expectation));
    call("b");
  }
  engine_.take_decided();
  const auto newest = engine_.decided(2);
  ASSERT_EQ(newest.size(), 2u);
  EXPECT_EQ(newest[0]->id, ids[2]);
  EXPECT_EQ(newest[1]->id, ids[1]);
  EXPECT_EQ(engine_.decided(9).size(), 3u);
}

TEST_F(HistoryTest, ARecordKnowsWhichWaitsCountedIt) {
  bin("b");
  auto open = expect(Count::at_least(2));
  open.name = "open";
  const auto first = start(open);
  auto over = expect(Count::at_least(1));
  over.name = "over";
  const auto second = start(over);
  start(expect(Count::at_least(1), "/other"));
  const auto record = call("b");
  const auto other = call("b", "/unknown");
  const auto by = engine_.counted_by(*record);
  ASSERT_EQ(by.size(), 2u);
  EXPECT_EQ(by[0].id, first);
  EXPECT_EQ(by[0].name, "open");
  EXPECT_EQ(by[0].verdict, std::nullopt);
  EXPECT_EQ(by[1].id, second);
  EXPECT_EQ(by[1].verdict, VerdictKind::kPassed);
  EXPECT_EQ(by[1].sources[0].bin, "b");
  EXPECT_THAT(engine_.counted_by(*other), IsEmpty());
}

TEST_F(HistoryTest, WhatItKeepsIsBounded) {
  VerdictHistory none(0, seconds(1));
  none.add(Verdict(), Expectation(), loop_.now());
  EXPECT_THAT(none.newest(5), IsEmpty());
  EXPECT_FALSE(none.watching());
  bin("b", 100, 64u << 20);
  VerdictHistory bytes(100, seconds(1));
  for (AwaitId id = 1; id <= 3; ++id) {
    Verdict verdict;
    verdict.id = id;
    verdict.matched = {call("b", "/a", "POST", std::string(VerdictHistory::kMaxBytes / 2, 'x'))};
    bytes.add(std::move(verdict), Expectation(), loop_.now());
  }
  ASSERT_EQ(bytes.newest(5).size(), 1u) << "two of them are more than it may keep";
  EXPECT_EQ(bytes.find(3)->id, 3u);
  EXPECT_EQ(bytes.find(2), nullptr);
}

TEST_F(HistoryTest, OnlySoManyWaitsAreWatchedForWhatComesLate) {
  bin("b");
  for (std::size_t i = 0; i <= VerdictHistory::kMaxWatched; ++i) {
    auto expectation = expect(Count::at_least(1));
    expectation.late_grace = seconds(60);
    start(expectation);
  }
  pass(seconds(6));
  const auto decided = engine_.take_decided();
  call("b");
  EXPECT_EQ(engine_.verdict(decided.front().id)->late, std::nullopt) << "the oldest gave way";
  EXPECT_TRUE(engine_.verdict(decided[1].id)->late.has_value());
  EXPECT_TRUE(engine_.verdict(decided.back().id)->late.has_value());
}

TEST_F(HistoryTest, ALateArrivalMustFitTheValueThatWasFollowed) {
  bin("b");
  auto expectation = expect(Count::at_least(1));
  expectation.correlate = Correlate{Correlation::parse("query:id").value(), "7"};
  expectation.late_grace = seconds(60);
  const auto id = start(expectation);
  pass(seconds(6));
  engine_.take_decided();
  call("b", "/a?id=8");
  EXPECT_EQ(engine_.verdict(id)->late, std::nullopt);
  call("b", "/a?id=7");
  ASSERT_TRUE(engine_.verdict(id)->late.has_value());
  EXPECT_EQ(engine_.verdict(id)->late->record->seq, 2u);
  EXPECT_EQ(engine_.verdict(id)->late->late, seconds(1));
}

TEST_F(HistoryTest, OfSeveralValuesAnyCountsToCorrelateBy) {
  bin("b");
  for (const char* by : {"query:id", "json:$.ids[*]"}) {
    auto expectation = expect(Count::at_most(0));
    expectation.correlate = Correlate{Correlation::parse(by).value(), "7"};
    const auto id = start(expectation);
    call("b", "/a?id=8&id=7", "POST", R"({"ids":[8,7]})");
    const auto v = verdict();
    EXPECT_EQ(v.id, id);
    EXPECT_FALSE(v.passed()) << by;
  }
}

TEST_F(HistoryTest, TwoCursorsOfOneBinAreTheEarlierOne) {
  bin("b");
  call("b");
  call("b");
  auto expectation = expect(Count::exactly(2));
  expectation.sources = {{"b", 2}, {"b", 0}};
  start(expectation);
  pass(seconds(6));
  const auto v = verdict();
  EXPECT_TRUE(v.passed()) << v.message;
  EXPECT_EQ(v.sources.size(), 1u);
}

TEST_F(HistoryTest, ADeletedRecordOfTheWindowLeavesTheWaitOpen) {
  bin("b");
  call("b");
  const auto counts = start(expect(Count::at_least(3)));
  auto later = expect(Count::at_least(1));
  later.sources[0].after = 1;
  start(later);
  engine_.deleted("b", {1}, loop_.now());
  const auto v = verdict();
  EXPECT_EQ(v.id, counts);
  EXPECT_EQ(v.reason, Reason::kCleared);
  EXPECT_EQ(v.message,
            "cannot say whether there were at least 3 calls of b: /a within 5s: records of b after "
            "the cursor were cleared (1 seen by then)");
  EXPECT_TRUE(waiting()) << "its window begins behind it";
}

/// The same, by what the log tells a driver.
class DriverEndsTest : public LogTest {
 protected:
  AwaitId begin(Expectation expectation) {
    return driver_
        .start(std::move(expectation), [this](Verdict v) { verdicts_.push_back(std::move(v)); })
        .value();
  }
  AwaitDriver driver_{loop_, log_};
  std::vector<Verdict> verdicts_;
};

TEST_F(DriverEndsTest, EvidenceEndsAWaitThatOnlyWaitsForTime) {
  bin("b");
  const auto id = begin(expect(Count::exactly(1)));
  EXPECT_FALSE(driver_.conclude(id, "acked")) << "it still waits for a call";
  call("b");
  EXPECT_TRUE(driver_.conclude(id, "acked, no open exchange"));
  EXPECT_FALSE(driver_.conclude(id, "again"));
  loop_.run_ready();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_TRUE(verdicts_[0].passed());
  EXPECT_THAT(render_verdict(verdicts_[0]),
              testing::HasSubstr("evidence: acked, no open exchange\n"));
  EXPECT_THAT(driver_.decided(5), testing::SizeIs(1));
}

TEST_F(DriverEndsTest, ADeletedRecordAndARefusalElsewhereAreHeardOf) {
  bin("b");
  bin("c");
  const auto record = call("b");
  begin(expect(Count::never(), "/other"));
  EXPECT_EQ(log_.remove("b", {record->seq}), 1u);
  loop_.run_ready();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_EQ(verdicts_[0].reason, Reason::kCleared);
  auto refused = exchange("", "/a");
  auto why = std::make_shared<http::Refused>();
  why->reason = "the body is larger than 10MiB (--max-body)";
  refused.refused = why;
  refused.status = 413;
  begin(expect(Count::never(), "/a", "c"));
  log_.append_refused(std::move(refused), {"c"});
  loop_.run_ready();
  ASSERT_EQ(verdicts_.size(), 2u);
  EXPECT_EQ(verdicts_[1].reason, Reason::kRefused);
}

}  // namespace
}  // namespace ricochet::awaits
