// `ricochet run --ui` and `--watch`: a run on a page, and what a changed file touches once more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "base/file.h"
#include "tests/e2e/run/served_suite.h"

namespace ricochet::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ProgramStart live(const ServedSuite& suite, std::vector<std::string> more) {
  std::vector<std::string> args = {"run", "suite"};
  args.insert(args.end(), more.begin(), more.end());
  return ricochet(std::move(args), suite.folder.path());
}

TEST(RunUi, ShowsTheRunAndStaysUntilCtrlC) {
  const ServedSuite suite;
  suite.add_price("good.json", "good", "first");
  suite.add_price("bad.json", "bad", "another");
  const Marker marker;
  ProgramStart start = live(suite, {"--ui", "--ui-port", "0"});
  start.env[marker.name] = marker.value;
  Program program(std::move(start));
  ASSERT_TRUE(program.wait_for("Ctrl-C ends it"));
  EXPECT_THAT(program.err(), AllOf(HasSubstr("page http://127.0.0.1:"),
                                   HasSubstr("the page stays at http://127.0.0.1:"),
                                   HasSubstr("stub shop  http://127.0.0.1:")));
  const auto port = port_after(program.err(), "page http://127.0.0.1:");
  const auto run = get_json(port, "/api/v2/runs/latest");
  EXPECT_EQ(run["state"], "finished");
  EXPECT_EQ(run["failed"], 1);
  ASSERT_EQ(run["results"].size(), 2U);
  EXPECT_EQ(run["results"][0]["scenario"], "bad");
  EXPECT_EQ(run["results"][0]["outcome"], "failed");
  const auto trace = get_json(port, "/api/v2/runs/1/results/0/trace");
  EXPECT_EQ(trace["records"][0]["target"], "/price");
  EXPECT_THAT(get(port, "/ui/run").body, HasSubstr("static/js/run_main.js"));
  // What is up can be tried by hand.
  EXPECT_EQ(get(port_after(program.err(), "stub shop  http://127.0.0.1:"), "/price").body, "first");
  EXPECT_EQ(get_json(port, "/api/v2/bins/shop/requests")["requests"].size(), 3U);
  EXPECT_EQ(end_of(program), 1);
  EXPECT_THAT(test::wait_for_no_process_with_env(marker.assignment()), IsEmpty());
}

/// What is planned and what ended are found by their names, which must be masked alike.
TEST(RunUi, ARowWithASecretIsOneResult) {
  const SmallSuite suite(R"({ "bins": ["hooks"], "secrets": ["card"] })");
  suite.folder.write("suite/pay.json", R"({ "scenario": "pay",
    "rows": [ { "card": "4111111111111111" } ], "steps": [ { "pause": "1ms" } ] })");
  Program program(ricochet({"run", "suite", "--ui", "--ui-port", "0"}, suite.folder.path()));
  ASSERT_TRUE(program.wait_for("Ctrl-C ends it"));
  const auto port = port_after(program.err(), "page http://127.0.0.1:");
  const auto run = get_json(port, "/api/v2/runs/latest");
  ASSERT_EQ(run["results"].size(), 1U) << run;
  EXPECT_EQ(run["results"][0]["outcome"], "passed");
  EXPECT_THAT(run.dump(), AllOf(HasSubstr("card=***1"), Not(HasSubstr("4111111111111111"))));
  EXPECT_EQ(end_of(program), 0);
}

TEST(RunUi, IsLiveWhileItRuns) {
  const ServedSuite suite;
  suite.add_quiet("long.json", "long", "60s");
  Program program(live(suite, {"--ui", "--ui-port", "0", "--token", "open-sesame"}));
  ASSERT_TRUE(program.wait_for("seller ready after"));
  const auto port = port_after(program.err(), "page http://127.0.0.1:");
  EXPECT_EQ(get(port, "/api/v2/runs").status, 401);
  test::RawClient reader(port);
  reader.send(
      "GET /api/v2/runs/latest/events?after=0 HTTP/1.1\r\nHost: localhost\r\n"
      "Authorization: Bearer open-sesame\r\n\r\n");
  EXPECT_THAT(reader.read_until("event: scenario_started"), HasSubstr("event: run_started"));
  const auto run = nlohmann::json::parse(
      get(port, "/api/v2/runs/latest", "Authorization: Bearer open-sesame\r\n").body);
  EXPECT_EQ(run["results"][0]["outcome"], "running");
  const auto trace = nlohmann::json::parse(
      get(port, "/api/v2/runs/latest/results/0/trace", "Authorization: Bearer open-sesame\r\n")
          .body);
  EXPECT_TRUE(trace.is_object()) << trace;
  EXPECT_EQ(end_of(program), 130);
  EXPECT_THAT(program.out(), HasSubstr("interrupted by SIGINT"));
}

TEST(RunUi, ShowsAllThatRunWhileTheyRun) {
  const SmallSuite suite(R"({ "bins": ["hooks"], "scope": { "header": "X-Test" } })");
  for (const std::string n : {"2", "3"})
    suite.folder.write("suite/" + n + ".json", R"({ "scenario": ")" + n + R"(", "steps": [
        { "request": { "method": "post", "url": "${bins.hooks.url}", "text": "x" } },
        { "expect": { "calls": "hooks", "at_least": )" +
                                                   n + R"(, "within": "60s" } } ] })");
  Program program(
      ricochet({"run", "suite", "--jobs", "2", "--ui", "--ui-port", "0"}, suite.folder.path()));
  ASSERT_TRUE(program.wait_for("bins http://127.0.0.1:"));
  const auto port = port_after(program.err(), "page http://127.0.0.1:");
  for (const std::string n : {"2", "3"}) {
    test::RawClient reader(port);
    reader.send("GET /api/v2/runs/latest/events?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    reader.read_until("expect at least " + n + " calls of hooks");
  }
  const auto run = get_json(port, "/api/v2/runs/latest");
  for (const std::size_t index : {0, 1}) {
    const auto& result = run["results"][index];
    EXPECT_EQ(result["outcome"], "running");
    EXPECT_EQ(result["steps"].size(), 1U);
    ASSERT_EQ(result["running"].size(), 1U);
    EXPECT_THAT(result["running"][0]["title"].get<std::string>(), HasSubstr("expect at least"));
    const auto trace =
        get_json(port, "/api/v2/runs/latest/results/" + std::to_string(index) + "/trace");
    EXPECT_EQ(trace["records"][0]["bin"], "hooks") << trace;
  }
  EXPECT_EQ(end_of(program), 130);
}

TEST(RunUi, EndsWithTheRunWhereNobodyIsThere) {
  const ServedSuite suite;
  suite.add_price("good.json", "good", "first");
  for (const std::string flag : {"--ui", "--watch"}) {
    ProgramStart start = live(suite, {flag, "--ui", "--ui-port", "0"});
    start.env["CI"] = "true";
    const auto end = test::run_program(std::move(start));
    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(end.err, HasSubstr("CI is set, and this is not a terminal: it ends with the run"));
  }
}

/// `run --watch` with two scenarios, the first round over.
class Watching : public testing::Test {
 protected:
  void SetUp() override {
    suite_.add_price("a.json", "a", "first");
    suite_.add_price("b.json", "b", "first");
    program_.emplace(live(suite_, {"--watch"}));
    ASSERT_TRUE(program_->wait_for("watching"));
    ASSERT_THAT(program_->out(), HasSubstr("2 passed, 0 failed"));
    ASSERT_EQ(suite_.starts(), 1U);
  }
  ServedSuite suite_;
  std::optional<Program> program_;
};

TEST_F(Watching, AScenarioThatChangesRunsAloneAndServicesStay) {
  suite_.add_price("a.json", "a, renamed", "first");
  ASSERT_TRUE(program_->wait_for("changed: suite/a.json; 1 scenario runs again"));
  ASSERT_TRUE(program_->wait_for("a, renamed"));
  ASSERT_TRUE(program_->wait_for("1 passed, 0 failed"));
  EXPECT_EQ(suite_.starts(), 1U);
  EXPECT_EQ(end_of(*program_), 0);
}

TEST_F(Watching, AStubFileTouchesItsSuiteAndServicesStay) {
  suite_.sell("second");
  ASSERT_TRUE(program_->wait_for("changed: suite/shop.stub.json; 2 scenarios run again"));
  ASSERT_TRUE(program_->wait_for("0 passed, 2 failed"));
  ASSERT_TRUE(program_->wait_for("2 scenarios do not pass, first a (suite/a.json:1)"));
  suite_.add_price("a.json", "a", "second");
  ASSERT_TRUE(program_->wait_for("1 passed, 0 failed"));
  ASSERT_TRUE(program_->wait_for("1 scenario does not pass: b (suite/b.json:1)"));
  EXPECT_EQ(suite_.starts(), 1U);
  EXPECT_EQ(end_of(*program_, SIGTERM), 1) << "b does not pass, although a was the last to run";
}

TEST_F(Watching, TheSuiteAndItsServicesAreSetUpAnew) {
  suite_.folder.write("suite/seller.sh",
                      "#!/bin/sh\necho start >> starts.txt\necho 'seller is up, the new one'\n"
                      "while :; do sleep 0.02; done\n");
  ASSERT_TRUE(program_->wait_for("changed: suite/seller.sh; 2 scenarios run again"));
  ASSERT_TRUE(program_->wait_for("seller ready after"));
  suite_.folder.write("suite/marker.json",
                      R"({ "scenario": "a new file", "steps": [ { "pause": "1ms" } ] })");
  ASSERT_TRUE(program_->wait_for("changed: suite/marker.json; 1 scenario runs again"));
  ASSERT_TRUE(program_->wait_for("a new file"));
  EXPECT_EQ(suite_.starts(), 2U);
}

TEST_F(Watching, WhatIsWrongIsToldAndRunsWhenItIsMended) {
  suite_.folder.write("suite/a.json", R"({ "scenario": "a", "stepps": [] })");
  ASSERT_TRUE(program_->wait_for("did you mean \"steps\"?"));
  EXPECT_THAT(program_->err(), Not(HasSubstr("changed:")));
  suite_.add_price("a.json", "a, mended", "first");
  ASSERT_TRUE(program_->wait_for("changed: suite/a.json; 1 scenario runs again"));
  ASSERT_TRUE(program_->wait_for("a, mended"));
}

TEST_F(Watching, AServiceThatEndedMeanwhileIsToldAndStartedAgain) {
  suite_.folder.write("suite/gone", "");
  ASSERT_TRUE(program_->wait_for("seller exited with status 0 while it was needed"));
  std::filesystem::remove(suite_.folder / "suite/gone");
  suite_.add_price("a.json", "a, again", "first");
  ASSERT_TRUE(program_->wait_for("a, again"));
  ASSERT_TRUE(program_->wait_for("1 passed, 0 failed"));
  EXPECT_EQ(suite_.starts(), 2U);
}

TEST_F(Watching, ASuiteThatWasWrongIsSetUpAnew) {
  std::string text = base::read_file(suite_.folder / "suite/ricochet.json").value();
  suite_.folder.write("suite/ricochet.json", text.substr(0, text.rfind('}')));
  ASSERT_TRUE(program_->wait_for("error[json/syntax]"));
  suite_.folder.write("suite/other.stub.json", R"([ { "response": { "text": "second" } } ])");
  text.replace(text.find("shop.stub.json"), 14, "other.stub.json");
  suite_.folder.write("suite/ricochet.json", text);
  ASSERT_TRUE(program_->wait_for("0 passed, 2 failed"));
  EXPECT_EQ(suite_.starts(), 2U);
}

TEST_F(Watching, AStubFileThatWasWrongLeavesServicesAlone) {
  suite_.folder.write("suite/shop.stub.json", "[");
  ASSERT_TRUE(program_->wait_for("error[json/syntax]"));
  suite_.sell("second");
  ASSERT_TRUE(program_->wait_for("0 passed, 2 failed"));
  EXPECT_EQ(suite_.starts(), 1U);
  EXPECT_EQ(end_of(*program_), 1);
}

TEST_F(Watching, ASessionThatWasTakenAwayDoesNotAnswer) {
  const std::string steps = R"("steps": [ { "request": { "url": "${stubs.shop.url}/own",
      "expect": { "status": 200 } } } ] })";
  suite_.folder.write("suite/a.json", R"({ "scenario": "own", "stubs": { "shop": [
      { "request": { "uri": "/own" }, "response": { "text": "x" } } ] }, )" +
                                          steps);
  ASSERT_TRUE(program_->wait_for("1 passed, 0 failed"));
  suite_.folder.write("suite/a.json", R"({ "scenario": "own", )" + steps);
  ASSERT_TRUE(program_->wait_for("0 passed, 1 failed"));
}

TEST_F(Watching, PositionsOfStubsBeginAgain) {
  // For each scenario, and so for each round.
  suite_.folder.write("suite/shop.stub.json", R"([ { "request": { "uri": "/price" },
      "response": { "seq": [ { "text": "second" }, { "text": "third" } ] } } ])");
  ASSERT_TRUE(program_->wait_for("0 passed, 2 failed"));
  suite_.add_price("a.json", "a, once more", "second");
  ASSERT_TRUE(program_->wait_for("1 passed, 0 failed"));
}

TEST_F(Watching, AFileThatIsMovedInRunsAndOneThatGoesIsTold) {
  suite_.folder.write("c.json", R"({ "scenario": "moved in", "steps": [ { "pause": "1ms" } ] })");
  std::filesystem::rename(suite_.folder / "c.json", suite_.folder / "suite/c.json");
  ASSERT_TRUE(program_->wait_for("changed: suite/c.json; 1 scenario runs again"));
  ASSERT_TRUE(program_->wait_for("1 passed, 0 failed"));
  suite_.folder.write("suite/a.json", "{");
  ASSERT_TRUE(program_->wait_for("suite/a.json is not a scenario any more"));
  std::filesystem::remove(suite_.folder / "suite/b.json");
  ASSERT_TRUE(program_->wait_for("suite/b.json is gone"));
  EXPECT_EQ(end_of(*program_), 0);
}

TEST(Watch, BeginsWithFilesThatAreWrong) {
  const ServedSuite suite;
  suite.add_price("b.json", "b", "first");
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "stepps": [] })");
  Program program(live(suite, {"--watch"}));
  ASSERT_TRUE(program.wait_for("watching"));
  EXPECT_THAT(program.out(), Not(HasSubstr("passed")));
  suite.add_price("a.json", "a", "first");
  ASSERT_TRUE(program.wait_for("2 passed, 0 failed"));
  EXPECT_EQ(end_of(program), 0);
}

TEST(Watch, ThePageShowsEachRun) {
  const ServedSuite suite;
  suite.add_price("a.json", "a", "first");
  Program program(live(suite, {"--watch", "--ui", "--ui-port", "0"}));
  ASSERT_TRUE(program.wait_for("watching"));
  const auto port = port_after(program.err(), "page http://127.0.0.1:");
  suite.add_price("a.json", "a, renamed", "first");
  ASSERT_TRUE(program.wait_for("1 scenario runs again"));
  test::RawClient reader(port);
  reader.send("GET /api/v2/runs/2/events?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  reader.read_until("event: run_finished");
  EXPECT_EQ(get_json(port, "/api/v2/runs")["runs"].size(), 2U);
  EXPECT_EQ(get_json(port, "/api/v2/runs/1")["results"][0]["scenario"], "a");
  EXPECT_EQ(get_json(port, "/api/v2/runs/2")["results"][0]["scenario"], "a, renamed");
}

}  // namespace
}  // namespace ricochet::e2e
