#include "runner/result.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ricochet::runner {
namespace {

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
    EXPECT_EQ(exit_code(run_of(c.ended)), c.code) << "with " << c.ended.size() << " scenarios";
    auto reversed = c.ended;
    std::reverse(reversed.begin(), reversed.end());
    EXPECT_EQ(exit_code(run_of(reversed)), c.code)
        << "reversed, " << c.ended.size() << " scenarios";
  }
}

TEST(ExitCode, AnInterruptBeatsEverythingEvenNothing) {
  RunResult run = run_of({kPass});
  run.interrupted = true;
  EXPECT_EQ(exit_code(run), 130);
  run.suites.clear();
  EXPECT_EQ(exit_code(run), 130);
}

TEST(ExitCode, AnErrorKindOfAScenarioThatIsNoErrorDoesNotCount) {
  EXPECT_EQ(exit_code(run_of({{Outcome::kSkipped, ErrorKind::kSutCrashed}})), 0);
  EXPECT_EQ(exit_code(run_of({{Outcome::kFailed, ErrorKind::kInput}})), 1);
}

TEST(ExitCode, ASuiteWithoutScenariosIsNothingSelected) {
  RunResult run;
  run.suites.emplace_back();
  EXPECT_EQ(exit_code(run), 2);
}

TEST(RunResult, CountsOutcomesOverAllSuites) {
  const RunResult run = run_of({kPass, kFail, kPass, kSkip, kInput, kCrash});
  EXPECT_EQ(run.count(Outcome::kPassed), 2u);
  EXPECT_EQ(run.count(Outcome::kFailed), 1u);
  EXPECT_EQ(run.count(Outcome::kSkipped), 1u);
  EXPECT_EQ(run.count(Outcome::kError), 2u);
}

}  // namespace
}  // namespace ricochet::runner
