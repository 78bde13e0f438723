#pragma once
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>
#include <vector>

#include "runner/report/cause_text.h"
#include "runner/steps/step_runner.h"
#include "runner/world/facts.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {

using std::chrono::milliseconds;

/// Runs the "steps" of a scenario in a world that was never started; time moves when told.
class StepsFixture : public testing::Test {
 protected:
  StepsFixture() {
    for (const auto& stub : suite_->stubs) world_.log().create_bin(stub.name).value();
    for (const auto& bin : suite_->bins) world_.log().create_bin(bin).value();
    for (const auto& topic : suite_->topics) {
      journal::BinOptions options;
      options.kind = journal::BinKind::kTopic;
      world_.log().create_bin(topic.name, std::move(options)).value();
    }
  }

  void start(const std::string& steps) {
    scenario_ =
        make_scenario("{ \"scenario\": \"s\",\n  \"steps\": [\n" + steps + " ] }", suite_, diags_);
    ASSERT_NE(scenario_, nullptr) << diags_.render_all();
    scope_.emplace(*scenario_, facts_for_check(*suite_, ""), 1, base::WallTime());
    life_.emplace(world_, *scenario_, scope_->mark());
    stubs_.emplace(*life_);
    context_.emplace(*life_, *scope_, *stubs_);
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
  /// A call that is answered with this status.
  void answered(const std::string& bin, const std::string& target, int status) {
    http::Exchange exchange;
    exchange.bin = bin;
    exchange.request.method = "GET";
    exchange.request.set_target(target);
    exchange.received = loop_.now();
    exchange.status = status;
    exchange.matched = true;
    world_.log().append(std::move(exchange));
    loop_.run_ready();
  }
  void event(match::Event event) {
    world_.log().append(std::move(event), loop_.now(), loop_.wall_now());
    loop_.run_ready();
  }
  void event(const std::string& topic, const std::string& key, const std::string& text,
             std::vector<match::Field> headers = {}) {
    match::Event made;
    made.topic = topic;
    made.key = key;
    made.body = text;
    made.headers = std::move(headers);
    event(std::move(made));
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
  std::optional<ScenarioLife> life_;
  std::optional<ScenarioStubs> stubs_;
  std::optional<ScenarioContext> context_;
  std::optional<StepRunner> runner_;
  std::vector<StepResult> told_;
  std::optional<Outcome> ended_;
};

}  // namespace ricochet::runner
