#include "cli/exit_codes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ricochet::cli {
namespace {

using runner::ErrorKind;
using runner::Outcome;
using runner::RunResult;
using runner::ScenarioResult;
using runner::SuiteResult;

struct Ended {
  Outcome outcome;
  ErrorKind error = ErrorKind::kNone;
};

constexpr Ended kPass{Outcome::kPassed};
constexpr Ended kFail{Outcome::kFailed};
constexpr Ended kSkip{Outcome::kSkipped};
constexpr Ended kInput{Outcome::kError, ErrorKind::kInput};
constexpr Ended kEnvironment{Outcome::kError, ErrorKind::kEnvironment};
constexpr Ended kCrash{Outcome::kError, ErrorKind::kSutCrashed};
constexpr Ended kOurs{Outcome::kError, ErrorKind::kBug};
constexpr Ended kUnknown{Outcome::kError, ErrorKind::kNone};
constexpr Ended kStopped{Outcome::kError, ErrorKind::kInterrupted};

/// Every scenario in a suite of its own, so that the verdict is seen to span suites.
RunResult run_of(const std::vector<Ended>& all) {
  RunResult run;
  for (const auto& ended : all) {
    ScenarioResult scenario;
    scenario.outcome = ended.outcome;
    scenario.error = ended.error;
    SuiteResult suite;
    suite.scenarios.push_back(scenario);
    run.suites.push_back(suite);
  }
  return run;
}

TEST(ExitCode, EveryKindOfDiagHasOne) {
  using Kind = base::Diag::Kind;
  EXPECT_EQ(exit_code_of(Kind::kInput), 3);
  EXPECT_EQ(exit_code_of(Kind::kEnvironment), 4);
  EXPECT_EQ(exit_code_of(Kind::kUsage), 2);
  EXPECT_EQ(exit_code_of(Kind::kNotFound), 3);
  EXPECT_EQ(exit_code_of(Kind::kConflict), 4);
  EXPECT_EQ(exit_code_of(Kind::kInternal), 70);
}

TEST(ExitCode, AFindingInARunMeansWhatItMeansElsewhere) {
  using Kind = base::Diag::Kind;
  for (const Kind kind :
       {Kind::kInput, Kind::kEnvironment, Kind::kNotFound, Kind::kConflict, Kind::kInternal}) {
    ScenarioResult scenario;
    scenario.outcome = Outcome::kError;
    scenario.error = runner::error_kind_of(kind);
    RunResult run;
    run.suites.emplace_back().scenarios.push_back(scenario);
    EXPECT_EQ(exit_code_of(run), exit_code_of(kind));
  }
}

TEST(ExitCode, TheGravestDecides) {
  const struct {
    std::vector<Ended> ended;
    int code;
  } cases[] = {
      {{}, 2},
      {{kPass}, 0},
      {{kSkip}, 0},
      {{kPass, kSkip}, 0},
      {{kPass, kFail}, 1},
      {{kCrash}, 5},
      {{kFail, kCrash}, 5},
      {{kEnvironment}, 4},
      {{kCrash, kEnvironment, kFail}, 4},
      {{kInput}, 3},
      {{kEnvironment, kInput, kCrash, kFail}, 3},
      {{kOurs}, 70},
      {{kUnknown}, 70},
      {{kInput, kOurs, kEnvironment}, 70},
      {{kStopped}, 130},
      {{kOurs, kInput, kEnvironment, kCrash, kFail, kPass, kStopped}, 130},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(exit_code_of(run_of(c.ended)), c.code) << "with " << c.ended.size() << " scenarios";
    auto reversed = c.ended;
    std::reverse(reversed.begin(), reversed.end());
    EXPECT_EQ(exit_code_of(run_of(reversed)), c.code)
        << "reversed, " << c.ended.size() << " scenarios";
  }
}

TEST(ExitCode, AnInterruptBeatsEverythingEvenNothing) {
  RunResult run = run_of({kPass});
  run.interrupted = true;
  EXPECT_EQ(exit_code_of(run), 130);
  run.suites.clear();
  EXPECT_EQ(exit_code_of(run), 130);
}

TEST(ExitCode, AnErrorKindOfAScenarioThatIsNoErrorDoesNotCount) {
  EXPECT_EQ(exit_code_of(run_of({{Outcome::kSkipped, ErrorKind::kSutCrashed}})), 0);
  EXPECT_EQ(exit_code_of(run_of({{Outcome::kFailed, ErrorKind::kInput}})), 1);
}

TEST(ExitCode, ASuiteWithoutScenariosIsNothingSelected) {
  RunResult run;
  run.suites.emplace_back();
  EXPECT_EQ(exit_code_of(run), 2);
}

}  // namespace
}  // namespace ricochet::cli
