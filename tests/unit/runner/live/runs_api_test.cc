// /api/v2/runs without sockets: a run is told to the log, and asked about.
#include "runner/live/runs_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json/json.h"
#include "base/text/text.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/http/fake_responder.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

using base::Json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAreArray;

ScenarioResult scenario_named(const std::string& name) {
  ScenarioResult out;
  out.suite = "shop";
  out.file = "shop/" + name + ".json";
  out.name = out.own_name = name;
  out.line = 1;
  out.tags = {"slow"};
  return out;
}

class RunsApiTest : public testing::Test {
 protected:
  RunsApiTest() { api_.add_routes(router_); }

  /// Two scenarios are to run.
  void begin() {
    RunPlan plan;
    plan.seed = 7;
    plan.suites = 1;
    plan.scenarios = 2;
    plan.heads = {scenario_named("a"), scenario_named("b")};
    log_.run_started(plan);
    log_.suite_started("shop");
    log_.suite_ready("shop", "stub shop http://127.0.0.1:1");
  }
  void pass(const std::string& name) {
    ScenarioResult one = scenario_named(name);
    log_.scenario_started(one);
    StepResult step;
    step.title = "publish";
    step.outcome = Outcome::kPassed;
    log_.step_finished(one, step);
    one.steps.push_back(step);
    one.outcome = Outcome::kPassed;
    log_.scenario_traced(one, trace_);
    log_.scenario_finished(one);
  }
  void end() { static_cast<void>(log_.run_finished(RunResult())); }

  std::shared_ptr<test::FakeResponder> ask(const std::string& path,
                                           std::vector<match::Field> headers = {}) {
    match::Request request;
    request.method = "GET";
    request.set_target(path);
    request.headers = std::move(headers);
    auto responder = std::make_shared<test::FakeResponder>();
    router_.handle(std::move(request), responder);
    return responder;
  }
  Json get(const std::string& path, int status = 200) {
    const auto responder = ask("/api/v2/runs" + path);
    EXPECT_EQ(responder->answers.size(), 1U) << path;
    if (responder->answers.empty()) return {};
    EXPECT_EQ(responder->answers[0].status, status) << responder->answers[0].body;
    return Json::parse(responder->answers[0].body);
  }

  test::FakeLoop loop_;
  mask::Secrets secrets_;
  RunLog log_{"ricochet 0", secrets_, {2, 1000}};
  RunsApi api_{loop_, log_};
  http::Router router_;
  Trace trace_;
};

TEST_F(RunsApiTest, EveryRouteIsDescribed) {
  std::vector<std::string> described;
  const Json document = Json::parse(RunsApi::openapi());
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      if (method != "parameters") described.push_back(base::to_upper(method) + " " + path);
    }
  }
  described.insert(described.end(), {"GET /ui/run", "GET /ui/static/{name*}"});  // not of the API
  EXPECT_THAT(router_.routes(), UnorderedElementsAreArray(described));
}

TEST_F(RunsApiTest, ARunIsShownAsFarAsItGot) {
  EXPECT_EQ(get("")["runs"].size(), 0U);
  EXPECT_EQ(get("/latest", 404)["code"], "run/no-run");
  begin();
  log_.scenario_started(scenario_named("a"));
  const Json run = get("/latest");
  EXPECT_EQ(run["state"], "running");
  EXPECT_EQ(run["seed"], "7");
  EXPECT_EQ(run["scenarios"], 2);
  ASSERT_EQ(run["results"].size(), 2U);
  EXPECT_EQ(run["results"][0]["outcome"], "running");
  EXPECT_EQ(run["results"][0]["tags"], Json::array({"slow"}));
  EXPECT_EQ(run["results"][0]["summary"], "stub shop http://127.0.0.1:1");
  EXPECT_EQ(run["results"][1]["outcome"], "pending");
  EXPECT_EQ(run["passed"], 0);
}

TEST_F(RunsApiTest, ItEndsWithWhatEachScenarioCameTo) {
  begin();
  pass("a");
  pass("b");
  end();
  const Json run = get("/1");
  EXPECT_EQ(run["state"], "finished");
  EXPECT_EQ(run["results"][1]["outcome"], "passed");
  EXPECT_EQ(run["results"][1]["steps"][0]["title"], "publish");
  EXPECT_EQ(get("/1/results/0/trace")["records"], Json::array());
  EXPECT_EQ(get("/1/results/2/trace", 404)["code"], "run/no-result");
  EXPECT_EQ(get("/1/results/x/trace", 404)["code"], "run/no-result");
}

TEST_F(RunsApiTest, AScenarioThatRunsShowsTheWorldOfItsWorker) {
  const WorkFolder folder;
  const auto suite = make_suite(folder, R"({ "per_worker": true, "bins": ["hooks"] })");
  WorldOptions options;
  World first(loop_, suite, options);
  options.worker = 1;
  World second(loop_, suite, options);
  for (World* world : {&first, &second}) {
    world->log().create_bin("hooks").value();
    log_.up(*world);
  }
  begin();
  ScenarioResult one = scenario_named("a"), other = scenario_named("b");
  one.suite = other.suite = suite->folder;
  other.worker = 1;
  log_.scenario_started(one);
  log_.scenario_started(other);
  http::Exchange exchange;
  exchange.bin = "hooks";
  second.log().append(std::move(exchange));
  const Json run = get("/latest");
  for (std::size_t i = 0; i < run["results"].size(); ++i) {
    if (run["results"][i]["outcome"] != "running") continue;
    const bool is_other = run["results"][i]["scenario"] == "b";
    EXPECT_EQ(get("/1/results/" + std::to_string(i) + "/trace")["records"].size(),
              is_other ? 1U : 0U);
  }
  for (World* world : {&first, &second}) log_.gone(*world);
}

TEST_F(RunsApiTest, AnotherTryAndAFaultAreTold) {
  begin();
  log_.scenario_started(scenario_named("a"));
  StepResult step;
  step.title = "publish";
  log_.step_finished(scenario_named("a"), step);
  log_.scenario_started(scenario_named("a"));  // --retries
  EXPECT_EQ(get("/1")["results"][0]["steps"].size(), 0U);
  EXPECT_EQ(get("/1")["results"].size(), 2U);
  ScenarioResult fault = scenario_named("a");
  fault.name = "a, after redelivery of orders#0";
  log_.scenario_started(fault);
  ASSERT_EQ(get("/1")["results"].size(), 3U);
  EXPECT_EQ(get("/1")["results"][2]["outcome"], "running");
}

TEST_F(RunsApiTest, WhatNobodyPlannedIsCounted) {
  begin();
  pass("a");
  pass("b");
  ScenarioResult unmarked = scenario_named("work without a mark");
  unmarked.outcome = Outcome::kFailed;
  log_.scenario_finished(unmarked);
  const Json run = get("/1");
  EXPECT_EQ(run["results"].size(), 3U);
  EXPECT_EQ(run["scenarios"], 3);
  EXPECT_EQ(run["failed"], 1);
}

TEST_F(RunsApiTest, StepsAreToldWhenTheyBegin) {
  begin();
  const ScenarioResult a = scenario_named("a");
  log_.scenario_started(a);
  StepResult first, second;
  first.title = "expect 1 call";
  second.title = "publish";
  log_.step_started(a, first);
  log_.step_started(a, second);
  EXPECT_EQ(get("/1")["results"][0]["running"].size(), 2U) << "together";
  second.outcome = Outcome::kPassed;
  log_.step_finished(a, second);
  const Json shown = get("/1")["results"][0];
  ASSERT_EQ(shown["running"].size(), 1U);
  EXPECT_EQ(shown["running"][0]["title"], "expect 1 call");
  EXPECT_FALSE(shown["running"][0].contains("outcome"));
  const auto told = ask("/api/v2/runs/1/events?after=4");
  while (!told->pending.empty()) told->complete();
  EXPECT_THAT(told->all(), AllOf(HasSubstr("event: step_started\n"), HasSubstr("\"index\":0")));
}

TEST_F(RunsApiTest, EventsAreFollowedFromANumberOn) {
  begin();
  const auto all = ask("/api/v2/runs/1/events?after=0");
  while (!all->pending.empty()) all->complete();
  EXPECT_THAT(all->all(), HasSubstr("event: hello\ndata: {\"cursor\":3}"));
  EXPECT_THAT(all->all(), AllOf(HasSubstr("id: 1\nevent: run_started\n"),
                                HasSubstr("id: 3\nevent: suite_ready\n")));
  const auto later = ask("/api/v2/runs/latest/events", {{"Last-Event-ID", "2"}});
  while (!later->pending.empty()) later->complete();
  EXPECT_THAT(later->all(), AllOf(Not(HasSubstr("suite_started")), HasSubstr("suite_ready")));
  log_.scenario_started(scenario_named("b"));
  while (!later->pending.empty()) later->complete();
  EXPECT_THAT(later->all(),
              AllOf(HasSubstr("id: 4\nevent: scenario_started\n"), HasSubstr("\"index\":1")));
  end();
  begin();
  while (!later->pending.empty()) later->complete();
  EXPECT_THAT(later->all(), HasSubstr("event: next_run\ndata: {\"id\":2}"));
  EXPECT_EQ(get("/1/events?after=x", 400)["code"], "run/bad-event-id");
  EXPECT_EQ(get("/1/events?after=1000000", 400)["code"], "run/bad-event-id");
  EXPECT_EQ(get("/1/events?before=1", 400)["code"], "http/bad-query");
}

TEST_F(RunsApiTest, OneStreamTooManyIsRefused) {
  begin();
  std::vector<std::shared_ptr<test::FakeResponder>> open;
  for (std::size_t i = 0; i < RunsApi::kMaxReaders; ++i)
    open.push_back(ask("/api/v2/runs/1/events"));
  EXPECT_EQ(get("/1/events", 503)["code"], "run/too-many-readers");
  api_.stop();
  EXPECT_TRUE(open.front()->ended || open.front()->pending.size() == 1);
}

TEST_F(RunsApiTest, WhatHappenedMakesRoomAndSaysSo) {
  begin();
  trace_.lines.push_back({1, "shop", std::string(600, 'x')});
  pass("a");
  pass("b");
  EXPECT_EQ(get("/1/results/0/trace", 404)["code"], "run/trace-gone");
  EXPECT_EQ(get("/1/results/1/trace")["lines"].size(), 1U);
  end();
  begin();
  begin();
  EXPECT_EQ(get("/1", 404)["code"], "run/no-run");
  const Json runs = get("")["runs"];
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0]["id"], 3);  // the newest first
}

TEST_F(RunsApiTest, ThePageAndItsFilesStandBesideEachOther) {
  EXPECT_THAT(ask("/ui/run")->answers.at(0).body, HasSubstr("static/js/run_main.js"));
  EXPECT_EQ(ask("/ui/static/js/run_main.js")->answers.at(0).status, 200);
  EXPECT_EQ(ask("/ui/static/nothing.js")->answers.at(0).status, 404);
}

TEST(RunRecord, TheOldestEventsMakeRoom) {
  RunRecord record(1, "ricochet");
  record.note("line", {{"text", "first"}});
  EXPECT_EQ(record.gone_through(), 0u);
  const std::string large(1 << 20, 'x');
  for (int i = 0; i < 100; ++i) record.note("line", {{"text", large}});
  EXPECT_EQ(record.last(), 101u) << "numbers go on";
  EXPECT_GT(record.gone_through(), 0u);
  EXPECT_EQ(record.events().front().number, record.gone_through() + 1);
  EXPECT_EQ(record.events().back().number, 101u);
  std::size_t bytes = 0;
  for (const auto& event : record.events()) bytes += event.data.size();
  EXPECT_LE(bytes, RunRecord::kEventBytes);
  record.note("line", {{"text", std::string(2 * RunRecord::kEventBytes, 'x')}});
  EXPECT_EQ(record.events().size(), 1u) << "the newest is always held";
}

}  // namespace
}  // namespace ricochet::runner
