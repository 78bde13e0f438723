// All that happened, as data for the page of a run.
#include "runner/world/trace.h"

#include "tests/unit/runner/steps_fixture.h"

namespace ricochet::runner {
namespace {

class TraceTest : public StepsFixture {
 protected:
  /// A pause ends before the loop does.
  void TearDown() override { loop_.advance(std::chrono::seconds(2)); }
  Trace trace(std::optional<std::uint64_t> scope = 0) {
    ScenarioResult result;
    result.steps = told_;
    return trace_since(world_, start_, result, scope);
  }
  const TraceStart start_{world_};
};

TEST_F(TraceTest, HasTheRecordsAndEventsOfTheBusSinceItsBegin) {
  start(R"({ "pause": "1s" })");
  loop_.advance(milliseconds(3));
  answered("photos", "/a", 503);
  event("orders", "k", "x");
  world_.feed().produced({{"orders", 0}, {"of-shop", "127.0.0.1"}, 0, 1, "", 4, ""});
  loop_.advance(milliseconds(2));
  const auto all = trace();
  ASSERT_EQ(all.records.size(), 2u);
  EXPECT_EQ(all.records[0]["bin"], "photos");
  EXPECT_EQ(all.records[0]["answer"]["status"], 503);
  EXPECT_EQ(all.records[1]["bin"], "orders");
  ASSERT_EQ(all.bus.size(), 1u);
  EXPECT_EQ(all.bus[0]["topic"], "orders");
  EXPECT_EQ(all.ended_us - all.began_us, 5000);
  EXPECT_EQ(all.records_left_out, 0u);
  std::vector<std::string> bins;
  for (const auto& bin : all.bins) bins.push_back(bin["name"].get<std::string>());
  EXPECT_EQ(bins,
            (std::vector<std::string>{"invoices", "orders", "photo-events", "photos", "webhooks"}));
}

TEST_F(TraceTest, HasTheVerdictOfAStepThatWasNotMetUnderItsTitle) {
  start(R"({ "expect": { "calls": "photos", "within": "20ms" } })");
  loop_.advance(milliseconds(20));
  ASSERT_EQ(ended_, Outcome::kFailed);
  const auto all = trace();
  ASSERT_EQ(all.awaits.size(), 1u);
  EXPECT_EQ(all.awaits[0]["name"], "expect at least 1 call of photos: anything");
  EXPECT_EQ(all.awaits[0]["reason"], "timeout");
}

TEST_F(TraceTest, HasWhatWasAwaitedWhenItWasStopped) {
  start(R"({ "expect": { "calls": "photos" } })");
  Trouble trouble;
  trouble.kind = ErrorKind::kSutCrashed;
  trouble.message = "mailer ended with status 1";
  world_.interrupt(trouble);
  loop_.run_ready();
  ASSERT_EQ(ended_, Outcome::kError);
  ASSERT_EQ(trace().awaits.size(), 1u);
  EXPECT_EQ(trace().awaits[0]["outcome"], "cancelled");
}

TEST_F(TraceTest, LeavesOutWhatIsKnownAsAnothers) {
  start(R"({ "pause": "1s" })");
  std::uint64_t next = 0;
  world_.log().tell_apart([&next](const journal::Record&) { return next++; });
  for (int i = 0; i < 3; ++i) answered("photos", "/" + std::to_string(i), 200);
  const auto targets = [](const Trace& all) {
    std::string text;
    for (const auto& record : all.records) text += record["target"].get<std::string>() + " ";
    return text;
  };
  EXPECT_EQ(targets(trace(2)), "/0 /2 ") << "nobody's and its own";
  EXPECT_EQ(targets(trace(std::nullopt)), "/0 /1 /2 ");
}

TEST_F(TraceTest, OfWhatIsBeyondItsBoundTheNewestIsKept) {
  start(R"({ "pause": "1s" })");
  for (std::size_t i = 0; i < kTraceRecords + 2; ++i)
    answered("photos", "/" + std::to_string(i), 200);
  const auto all = trace();
  EXPECT_EQ(all.records_left_out, 2u);
  ASSERT_EQ(all.records.size(), kTraceRecords);
  EXPECT_EQ(all.records[0]["target"], "/2");
}

}  // namespace
}  // namespace ricochet::runner
