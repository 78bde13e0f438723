#include "runner/world/scenario_context.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

#include "runner/report/cause_text.h"
#include "runner/world/facts.h"
#include "runner/world/unmatched.h"
#include "tests/support/fake_loop.h"
#include "tests/support/golden.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A world that was never started: no sockets, no processes, but a log and waits on time that moves
/// only when told.
class ScenarioContextTest : public testing::Test {
 protected:
  ScenarioContextTest() {
    for (const auto& stub : suite_->stubs) world_.log().create_bin(stub.name).value();
    for (const auto& bin : suite_->bins) world_.log().create_bin(bin).value();
    for (const auto& topic : suite_->topics) {
      journal::BinOptions options;
      options.kind = journal::BinKind::kTopic;
      world_.log().create_bin(topic.name, options).value();
    }
  }

  void call(const std::string& bin, const std::string& target, bool matched = true,
            const std::string& why_not = {}) {
    http::Exchange exchange;
    exchange.bin = bin;
    exchange.request.method = "GET";
    exchange.request.set_target(target);
    exchange.received = loop_.now();
    exchange.received_wall = loop_.wall_now();
    exchange.status = matched ? 200 : 404;
    exchange.matched = matched;
    exchange.why_not = why_not;
    world_.log().append(std::move(exchange));
  }
  void begin() { context_.emplace(life_, scope_, stubs_); }

  /// Runs the step until it has ended or waits for time.
  void start(const std::string& text) {
    if (!context_) begin();
    steps_.push_back(std::make_unique<ParsedStep>(parse(text, suite_)));
    ASSERT_NE(steps_.back()->step, nullptr) << steps_.back()->diags.render_all();
    ended_.reset();
    boost::asio::co_spawn(loop_.context(), steps_.back()->step->run(*context_),
                          [this](const std::exception_ptr& error, StepOutcome outcome) {
                            EXPECT_EQ(error, nullptr);
                            ended_ = std::move(outcome);
                          });
    settle();
  }
  void settle() { loop_.run_ready(); }
  void advance(base::Duration by) { loop_.advance(by); }
  /// "passed", or what is wrong; "(waits)" while the step has not ended.
  std::string outcome() const {
    if (!ended_) return "(waits)";
    if (ended_->outcome == Outcome::kPassed) return "passed";
    return (ended_->outcome == Outcome::kFailed ? "failed: " : "error: ") +
           message_of(ended_->cause);
  }

  WorkFolder folder_;
  std::shared_ptr<const Suite> suite_ = steps_suite(folder_);
  ParsedStep start_ = parse(R"({ "pause": 1 })", suite_);
  test::FakeLoop loop_;
  World world_{loop_, suite_, WorldOptions()};
  ScenarioScope scope_{*start_.scenario, facts_for_check(*suite_, ""), 1, base::WallTime()};
  ScenarioLife life_{world_, *start_.scenario, scope_.mark()};
  ScenarioStubs stubs_{life_};
  std::optional<ScenarioContext> context_;
  std::vector<std::unique_ptr<ParsedStep>> steps_;
  std::optional<StepOutcome> ended_;
};

constexpr const char* kTwoCalls = R"({ "expect": { "calls": "photos", "exactly": 2 } })";
constexpr const char* kNoMore = R"({ "expect": { "calls": "photos", "never": true } })";

TEST_F(ScenarioContextTest, NothingIsPublishedWithoutABus) {
  start(R"({ "publish": { "topic": "orders", "text": "x" } })");
  ASSERT_TRUE(ended_);
  EXPECT_EQ(std::get<base::DiagList>(ended_->cause).all().front().code, "scenario/no-bus");
}

TEST_F(ScenarioContextTest, CallsFromBeforeTheScenarioDoNotCount) {
  call("photos", "/old");
  begin();
  start(R"({ "expect": { "calls": "photos" } })");
  EXPECT_EQ(outcome(), "(waits)");
  call("photos", "/new");
  settle();
  EXPECT_EQ(outcome(), "passed");
  EXPECT_EQ(context_->cursor("photos"), 1u);
  EXPECT_EQ(context_->cursor("webhooks"), 0u);
  EXPECT_EQ(context_->cursor("no such bin"), 0u);
}

TEST_F(ScenarioContextTest, CallsFromBeforeTheStepCount) {
  begin();
  call("photos", "/early");
  start(R"({ "expect": { "calls": "photos" } })");
  EXPECT_EQ(outcome(), "passed");
}

TEST_F(ScenarioContextTest, NeverLeavesOutWhatWasExpectedBefore) {
  begin();
  call("photos", "/a");
  call("photos", "/b");
  start(kTwoCalls);
  EXPECT_EQ(outcome(), "(waits)");
  advance(milliseconds(90));
  EXPECT_EQ(outcome(), "passed");
  start(kNoMore);
  advance(milliseconds(69));
  EXPECT_EQ(outcome(), "(waits)");
  advance(milliseconds(1));
  EXPECT_EQ(outcome(), "passed");
}

TEST_F(ScenarioContextTest, NeverLeavesOutMoreThanAVerdictKeeps) {
  begin();
  for (int i = 0; i < 1100; ++i) call("photos", "/a");
  start(R"({ "expect": { "calls": "photos", "exactly": 1100 } })");
  advance(milliseconds(90));
  ASSERT_EQ(outcome(), "passed");
  start(kNoMore);
  advance(milliseconds(70));
  EXPECT_EQ(outcome(), "passed");
  call("photos", "/a");
  start(kNoMore);
  advance(milliseconds(90));
  EXPECT_TRUE(outcome().starts_with("failed: ")) << outcome();
}

TEST_F(ScenarioContextTest, NeverSeesWhatNobodyExpected) {
  begin();
  call("photos", "/a");
  start(R"({ "expect": { "calls": "photos", "request": { "uri": "/a" } } })");
  EXPECT_EQ(outcome(), "passed");
  call("photos", "/b");
  start(kNoMore);
  advance(milliseconds(90));
  EXPECT_TRUE(outcome().starts_with("failed: ")) << outcome();
}

TEST_F(ScenarioContextTest, AFailedExpectationAccountsForNothing) {
  begin();
  call("photos", "/a");
  start(kTwoCalls);
  advance(seconds(3));
  EXPECT_TRUE(outcome().starts_with("failed: ")) << outcome();
  EXPECT_TRUE(std::holds_alternative<awaits::Verdict>(ended_->cause));
  start(kNoMore);
  advance(milliseconds(90));
  EXPECT_TRUE(outcome().starts_with("failed: ")) << outcome();
}

TEST_F(ScenarioContextTest, OfTooManyAllAreCountedThatComeWhileItSettles) {
  begin();
  start(kTwoCalls);
  advance(milliseconds(5));
  for (int i = 0; i < 3; ++i) call("photos", "/a");
  settle();
  advance(milliseconds(60));
  for (int i = 0; i < 3; ++i) call("photos", "/a");
  EXPECT_EQ(outcome(), "(waits)");
  advance(milliseconds(30));
  EXPECT_EQ(outcome(),
            "failed: expected exactly 2 calls of photos: anything within 3s, but 6 came, the 3rd "
            "after 5 ms");
  const auto& verdict = std::get<awaits::Verdict>(ended_->cause);
  EXPECT_EQ(verdict.observed, 6u);
  EXPECT_EQ(verdict.reason, awaits::Reason::kTooMany);
}

TEST_F(ScenarioContextTest, ACrashWhileTooManyAreCountedLeavesTheVerdict) {
  begin();
  start(kTwoCalls);
  for (int i = 0; i < 3; ++i) call("photos", "/a");
  settle();
  Trouble trouble;
  trouble.kind = ErrorKind::kSutCrashed;
  trouble.message = "mailer ended with status 1";
  world_.interrupt(trouble);
  settle();
  EXPECT_TRUE(outcome().starts_with("failed: ")) << outcome();
}

TEST_F(ScenarioContextTest, AnExpectationFailsAtItsDeadline) {
  start(R"({ "expect": { "calls": "photos", "within": "1s" } })");
  advance(milliseconds(999));
  EXPECT_EQ(outcome(), "(waits)");
  advance(milliseconds(1));
  EXPECT_TRUE(outcome().starts_with("failed: ")) << outcome();
}

TEST_F(ScenarioContextTest, APauseTakesItsTime) {
  start(R"({ "pause": "200ms" })");
  advance(milliseconds(199));
  EXPECT_EQ(outcome(), "(waits)");
  advance(milliseconds(1));
  EXPECT_EQ(outcome(), "passed");
}

TEST_F(ScenarioContextTest, TroubleEndsEveryWait) {
  Trouble trouble;
  trouble.kind = ErrorKind::kSutCrashed;
  trouble.message = "mailer ended with status 1";
  for (const char* step : {R"({ "pause": "1h" })", R"({ "expect": { "calls": "photos" } })"}) {
    start(step);
    EXPECT_EQ(outcome(), "(waits)") << step;
    world_.interrupt(trouble);
    settle();
    EXPECT_EQ(outcome(), "error: mailer ended with status 1") << step;
    EXPECT_EQ(ended_->error, ErrorKind::kSutCrashed);
    start(step);
    EXPECT_EQ(outcome(), "error: mailer ended with status 1") << "while it lasts: " << step;
    life_.clear_trouble();
  }
}

TEST_F(ScenarioContextTest, PublishingNeedsABus) {
  start(R"({ "publish": { "topic": "orders", "text": "x" } })");
  EXPECT_EQ(outcome(), "error: the suite has no bus");
  EXPECT_EQ(ended_->error, ErrorKind::kInput);
  EXPECT_TRUE(context_->published().empty());
}

TEST_F(ScenarioContextTest, AnAckNeedsSomethingPublished) {
  start(R"({ "expect": { "ack": "g" } })");
  EXPECT_EQ(outcome(), "error: nothing was published before this \"ack\"");
  EXPECT_EQ(ended_->error, ErrorKind::kInput);
}

TEST_F(ScenarioContextTest, OneThatFailedTellsTheCallsThatMayBeTheCause) {
  begin();
  for (int i = 1; i <= 4; ++i) call("photos", "/" + std::to_string(i), false, "uri: no");
  call("photos", "/quota", true, "the quota is used up");
  http::Exchange cut;
  cut.bin = "webhooks";
  cut.request.method = "POST";
  cut.request.set_target("/cut");
  cut.request.body_truncated = true;
  cut.received = loop_.now();
  world_.log().append(cut);
  http::Exchange refused = cut;
  refused.request.set_target("/large");
  refused.status = 413;
  auto why = std::make_shared<http::Refused>();
  why->reason = "the body is larger than 10MiB (--max-body)";
  why->listener = "bin";
  refused.refused = why;
  world_.log().append_refused(http::Exchange(refused), {"photos", "webhooks"});
  world_.log().append(refused);
  ScenarioResult result;
  result.outcome = Outcome::kPassed;
  add_call_warnings(*context_, result);
  EXPECT_EQ(result.warnings, std::vector<std::string>{"the stub could not answer GET /quota to "
                                                      "photos: the quota is used up"});
  result.warnings.clear();
  result.outcome = Outcome::kFailed;
  add_call_warnings(*context_, result);
  std::string all;
  for (const auto& warning : result.warnings) all += warning + "\n";
  test::expect_golden("runner/call_warnings.txt", all);
}

TEST_F(ScenarioContextTest, UnmatchedCallsFailTheScenarioWithTheirReasons) {
  call("photos", "/before", false);
  begin();
  EXPECT_EQ(unmatched_outcome(*context_).outcome, Outcome::kPassed);
  loop_.advance(milliseconds(40));
  call("photos", "/fine");
  call("webhooks", "/bins-have-no-stubs", false);
  for (int i = 1; i <= 6; ++i) call("photos", "/" + std::to_string(i), false, "uri: no");
  EXPECT_EQ(context_->unmatched_calls().size(), 6u);
  const StepOutcome outcome = unmatched_outcome(*context_);
  EXPECT_EQ(outcome.outcome, Outcome::kFailed);
  const auto& unmet = std::get<Unmet>(outcome.cause);
  EXPECT_EQ(unmet.message, "6 calls that no stub knew: GET /1");
  ASSERT_EQ(unmet.actual.size(), 5u);
  EXPECT_EQ(unmet.actual[0].what, "GET /1 to photos after 40 ms, answered 404");
  EXPECT_EQ(unmet.actual[0].why, "uri: no");
  EXPECT_EQ(unmet.more, 1u);
}

TEST_F(ScenarioContextTest, UnmatchedCallsThatMadeRoomAreCountedAllTheSame) {
  journal::BinOptions small;
  small.limits = {3, 1 << 20};
  ASSERT_TRUE(world_.log().change_bin("photos", small));
  begin();
  for (int i = 1; i <= 30; ++i) call("photos", "/nope" + std::to_string(i), false);
  for (int i = 1; i <= 6; ++i) call("photos", "/fine");
  const StepOutcome outcome = unmatched_outcome(*context_);
  EXPECT_EQ(outcome.outcome, Outcome::kFailed);
  const auto& unmet = std::get<Unmet>(outcome.cause);
  EXPECT_EQ(unmet.message, "30 calls that no stub knew: GET /nope1");
  EXPECT_EQ(unmet.more, 25u);
}

}  // namespace
}  // namespace ricochet::runner
