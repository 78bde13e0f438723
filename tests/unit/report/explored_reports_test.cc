// What reports say of scenarios that were run again: with faults, until they passed, until they
// failed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "runner/report/console_reporter.h"
#include "runner/report/masked_reports.h"
#include "tests/support/golden.h"
#include "tests/unit/report/samples.h"

namespace ricochet::runner::test {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ScenarioResult run_of(const std::string& suite, const std::string& name, Outcome outcome) {
  ScenarioResult s;
  s.suite = suite;
  s.file = suite + "/" + name + ".json";
  s.name = s.own_name = name;
  s.outcome = outcome;
  s.took = milliseconds(120);
  if (outcome == Outcome::kFailed) s.cause = Remark("GET /a came twice");
  return s;
}

ScenarioResult with_fault(ScenarioResult s, const std::string& title, const std::string& flag) {
  s.name += ", " + title;
  s.exploration = {title, flag};
  return s;
}

ExploreSummary summary(const std::string& scenario, std::size_t held, std::size_t failed,
                       std::size_t not_judged = 0, std::size_t excepted = 0, std::size_t cut = 0) {
  ExploreSummary s;
  s.suite = "scenarios/cart";
  s.scenario = scenario;
  s.held = held;
  s.failed = failed;
  s.not_judged = not_judged;
  s.excepted = excepted;
  s.cut = cut;
  s.took = milliseconds(900);
  return s;
}

RunResult tell_explored(Reporter& report, bool side_by_side) {
  RunPlan plan;
  plan.seed = 7;
  plan.scenarios = 2;
  plan.jobs = 4;
  plan.suites_side_by_side = side_by_side;
  RunResult run;
  run.seed = 7;
  auto& suite = run.suites.emplace_back();
  suite.path = "scenarios/cart";
  report.run_started(plan);
  report.suite_started(suite.path);
  report.suite_ready(suite.path, "bus 127.0.0.1:1");
  for (const char* name : {"priced", "rejected"}) {
    suite.scenarios.push_back(run_of(suite.path, name, Outcome::kPassed));
    report.scenario_finished(suite.scenarios.back());
  }
  report.exploring(suite.path, {"redeliver", "crash"});
  for (const char* at : {"orders#0", "orders#1", "orders#1"}) {
    const bool fails = std::string(at) == "orders#1";
    suite.scenarios.push_back(
        with_fault(run_of(suite.path, "priced", fails ? Outcome::kFailed : Outcome::kPassed),
                   "after redelivery of " + std::string(at), "redeliver@" + std::string(at)));
    report.scenario_started(suite.scenarios.back());
    report.scenario_finished(suite.scenarios.back());
  }
  report.explored(summary("priced", 1, 2, 1, 2, 3));
  report.explored(summary("rejected", 2, 0));
  report.explored(summary("quiet", 0, 0));
  report.explored(summary("unclear", 0, 0, 2));
  EXPECT_TRUE(report.run_finished(run));
  return run;
}

TEST(ExploredReports, TheConsoleSumsUpEachScenario) {
  std::string all;
  for (const bool side_by_side : {false, true}) {
    std::ostringstream out;
    ConsoleReporter console(out);
    tell_explored(console, side_by_side);
    all += out.str() + "\n----\n";
  }
  ricochet::test::expect_golden("console/explored.txt", all);
}

TEST(ExploredReports, MaskedReportsPassOnEverythingWithoutSecrets) {
  struct Heard final : Reporter {
    void step_started(const ScenarioResult& scenario, const StepResult& step) override {
      lines.push_back("step " + scenario.name + ": " + step.title);
    }
    void exploring(const std::string& path, const std::vector<std::string>& faults) override {
      lines.push_back("exploring " + path + " " + faults.at(0));
    }
    void explored(const ExploreSummary& told) override {
      lines.push_back("explored " + told.scenario + " " + std::to_string(told.held));
    }
    void scenario_started(const ScenarioResult& scenario) override {
      lines.push_back(scenario.exploration->title + " | " + scenario.exploration->flag);
    }
    std::vector<std::string> lines;
  } heard;
  mask::Secrets secrets;
  secrets.add_name("API");
  secrets.learn("API", "s3cr3t/Value");
  MaskedReports masked(secrets, {&heard}, Hearing::kAtOnce);
  EXPECT_EQ(masked.hearing(), Hearing::kAtOnce);
  const auto secret = [](const std::string& text) { return text + " s3cr3t/Value"; };
  StepResult step;
  step.title = secret("publish");
  masked.step_started(run_of("a", secret("one"), Outcome::kSkipped), step);
  masked.exploring("a", {"crash"});
  masked.scenario_started(
      with_fault(run_of("a", "one", Outcome::kSkipped), secret("after"), secret("crash@")));
  masked.explored(summary(secret("one"), 3, 0));
  EXPECT_THAT(heard.lines, ElementsAre("step one ***1: publish ***1", "exploring a crash",
                                       "after ***1 | crash@ ***1", "explored one ***1 3"));
}

TEST(ExploredReports, TheConsoleTellsAtWhichTryOrRunItEnded) {
  auto flaky = run_of("a", "flaky", Outcome::kPassed),
       lasting = run_of("a", "lasting", Outcome::kPassed),
       broke = run_of("a", "broke", Outcome::kFailed);
  flaky.tries = 3;
  lasting.rounds = 20;
  broke.rounds = 7;
  RunResult run;
  run.suites.emplace_back().scenarios = {flaky, lasting, broke};
  std::ostringstream out;
  ConsoleReporter console(out);
  console.suite_started("a");
  for (const auto& s : run.suites[0].scenarios) console.scenario_finished(s);
  EXPECT_TRUE(console.run_finished(run));
  EXPECT_THAT(out.str(), HasSubstr("   ok  flaky   0.1 s   flaky: passed at try 3\n"));
  EXPECT_THAT(out.str(), HasSubstr("   ok  lasting   0.1 s   passed 20 times\n"));
  EXPECT_THAT(out.str(), HasSubstr("broke   0.1 s   in run 7\n"));
  EXPECT_THAT(out.str(), HasSubstr("\n2 passed, 1 failed, 1 of the passed flaky\n"));
}

TEST(ExploredReports, OfSeveralSuitesOnlySoManyFailuresAreListedAgain) {
  RunResult run;
  std::ostringstream out;
  ConsoleReporter console(out);
  for (const char* suite : {"a", "b"}) {
    auto& told = run.suites.emplace_back();
    console.suite_started(suite);
    for (int i = 0; i < 15; ++i) {
      told.scenarios.push_back(run_of(suite, "s" + std::to_string(i), Outcome::kFailed));
      console.scenario_finished(told.scenarios.back());
    }
  }
  EXPECT_TRUE(console.run_finished(run));
  EXPECT_THAT(out.str(), HasSubstr("\n FAIL  b/s4.json  s4\n  and 10 more\n"));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("again, only")));
}

}  // namespace
}  // namespace ricochet::runner::test
