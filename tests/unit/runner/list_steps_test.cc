// Steps that hold steps, and what steps hand to those behind them.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

#include "runner/report/cause_text.h"
#include "runner/steps/step_runner.h"
#include "runner/world/facts.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

using std::chrono::milliseconds;

/// Runs the "steps" of a scenario in a world that was never started; time moves when told.
class ListSteps : public testing::Test {
 protected:
  ListSteps() {
    for (const auto& stub : suite_->stubs) world_.log().create_bin(stub.name).value();
    for (const auto& bin : suite_->bins) world_.log().create_bin(bin).value();
  }

  void start(const std::string& steps) {
    scenario_ =
        make_scenario("{ \"scenario\": \"s\",\n  \"steps\": [\n" + steps + " ] }", suite_, diags_);
    ASSERT_NE(scenario_, nullptr) << diags_.render_all();
    scope_.emplace(*scenario_, facts_for_check(*suite_, ""), 1, base::WallTime());
    stubs_.emplace(world_, *scenario_);
    context_.emplace(world_, *scenario_, *scope_, *stubs_);
    runner_.emplace(*context_, [this](StepResult step) { told_.push_back(std::move(step)); });
    boost::asio::co_spawn(loop_.context(),
                          runner_->run(*scenario_->reader(diags_).find("steps"), ""),
                          [this](const std::exception_ptr& error, StepOutcome outcome) {
                            EXPECT_EQ(error, nullptr);
                            ended_ = outcome.outcome;
                          });
    loop_.run_ready();
  }
  void call(const std::string& target, const std::string& body) {
    http::Exchange exchange;
    exchange.bin = "photos";
    exchange.request.method = "POST";
    exchange.request.set_target(target);
    exchange.request.headers.push_back({"X-Trace", "t-1"});
    exchange.request.body = body;
    exchange.received = loop_.now();
    exchange.status = 200;
    exchange.matched = true;
    world_.log().append(std::move(exchange));
    loop_.run_ready();
  }
  /// One line for each that was told: "ok 0s: title".
  std::string told() const {
    std::string out;
    for (const auto& step : told_) {
      const char* word = step.outcome == Outcome::kPassed    ? "ok"
                         : step.outcome == Outcome::kFailed  ? "failed"
                         : step.outcome == Outcome::kSkipped ? "skipped"
                                                             : "error";
      out += std::string(word) + " " + base::format_duration(step.started) + ": " + step.title;
      const std::string why = message_of(step.cause);
      out += (why.empty() ? "" : " | " + why) + "\n";
    }
    return out;
  }

  WorkFolder folder_;
  std::shared_ptr<const Suite> suite_ = steps_suite(folder_);
  test::FakeLoop loop_;
  World world_{loop_, suite_, WorldOptions()};
  base::DiagList diags_;
  std::shared_ptr<const Scenario> scenario_;
  std::optional<ScenarioScope> scope_;
  std::optional<ScenarioStubs> stubs_;
  std::optional<ScenarioContext> context_;
  std::optional<StepRunner> runner_;
  std::vector<StepResult> told_;
  std::optional<Outcome> ended_;
};

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

}  // namespace
}  // namespace ricochet::runner
