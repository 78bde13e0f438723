// The words and members by which programs read a run.
#include "runner/report/json_of_result.h"

#include <gtest/gtest.h>

#include "base/json/json.h"
#include "tests/unit/report/samples.h"

namespace ricochet::runner::test {
namespace {

TEST(JsonOfResult, EachKindOfErrorHasItsWord) {
  const std::pair<ErrorKind, const char*> words[] = {{ErrorKind::kInput, "input"},
                                                     {ErrorKind::kEnvironment, "environment"},
                                                     {ErrorKind::kSutCrashed, "service-crashed"},
                                                     {ErrorKind::kBug, "bug"},
                                                     {ErrorKind::kInterrupted, "interrupted"}};
  for (const auto& [kind, word] : words) {
    StepResult step;
    step.outcome = Outcome::kError;
    step.error = kind;
    ScenarioResult scenario;
    scenario.outcome = Outcome::kError;
    scenario.error = kind;
    EXPECT_EQ(step_to_json(step)["error"], word);
    EXPECT_EQ(scenario_to_json(scenario)["error"], word);
  }
  EXPECT_FALSE(step_to_json(StepResult()).contains("error"));
  EXPECT_FALSE(scenario_to_json(ScenarioResult()).contains("error"));
}

TEST(JsonOfResult, AStepHasPlaceTimesAndOneLineOfItsCause) {
  StepResult step;
  step.title = "expect exactly 1 call\x1b[31m";
  step.outcome = Outcome::kFailed;
  step.started = std::chrono::microseconds(1500);
  step.took = std::chrono::milliseconds(20);
  step.where.file = "s.json";
  step.where.line = 3;
  step.where.column = 5;
  step.where.pointer = "/steps/0";
  step.cause = Remark("it\ndid not come");
  EXPECT_EQ(step_to_json(step),
            base::Json::parse(R"({"title": "expect exactly 1 call", "outcome": "failed",
              "started_ms": 1.5, "took_ms": 20.0,
              "at": {"file": "s.json", "line": 3, "column": 5, "pointer": "/steps/0"},
              "message": "it did not come"})"));
}

TEST(JsonOfResult, TotalsCountEachOutcomeAndWhatWasFlaky) {
  RunResult run;
  auto& scenarios = run.suites.emplace_back().scenarios;
  for (const Outcome outcome :
       {Outcome::kPassed, Outcome::kPassed, Outcome::kFailed, Outcome::kError, Outcome::kSkipped})
    scenarios.emplace_back().outcome = outcome;
  scenarios[0].tries = 2;
  EXPECT_EQ(
      totals_to_json(run),
      base::Json::parse(R"({"passed": 2, "failed": 1, "errors": 1, "skipped": 1, "flaky": 1})"));
}

TEST(ErrorKinds, AreTakenFromWhoseFaultAFindingIs) {
  using Kind = base::Diag::Kind;
  EXPECT_EQ(error_kind_of(Kind::kInput), ErrorKind::kInput);
  EXPECT_EQ(error_kind_of(Kind::kUsage), ErrorKind::kInput);
  EXPECT_EQ(error_kind_of(Kind::kEnvironment), ErrorKind::kEnvironment);
  EXPECT_EQ(error_kind_of(Kind::kInternal), ErrorKind::kBug);
}

}  // namespace
}  // namespace ricochet::runner::test
