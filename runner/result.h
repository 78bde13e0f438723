#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/diag.h"
#include "base/duration.h"

namespace ricochet::runner {

/// JUnit's distinction: `failed` is an expectation that was not met (the service is wrong), `error`
/// is everything that kept us from finding out, `skipped` was not tried.
enum class Outcome { kPassed, kFailed, kError, kSkipped };

/// Why an error is an error; decides the exit code.
enum class ErrorKind {
  kNone,
  kInput,        ///< the scenario or a file it names is wrong: exit 3
  kEnvironment,  ///< port, broker, SUT not ready, log too small for a verdict: exit 4
  kSutCrashed,   ///< the service under test ended by itself: exit 5
  kBug,          ///< ours: exit 70
  kInterrupted,  ///< Ctrl-C or SIGTERM: exit 130
};

struct StepResult {
  base::Location where;  ///< of the step in its file
  std::string title;     ///< "expect exactly 3 calls of photos: GET /a.jpg"
  Outcome outcome = Outcome::kSkipped;
  ErrorKind error = ErrorKind::kNone;
  std::string message;        ///< one line, for anything but passed
  std::string details;        ///< the whole story, several lines, no colour
  base::Duration started{0};  ///< since the scenario's start
  base::Duration took{0};
};

struct ScenarioResult {
  std::string suite;  ///< path of the suite's folder as the user would write it, "scenarios/photo"
  std::string name;   ///< with " [row 3]" for data rows
  std::string file;   ///< as the user would write it
  std::size_t line = 0;  ///< of the "scenario" key
  std::vector<std::string> tags;
  Outcome outcome = Outcome::kSkipped;
  ErrorKind error = ErrorKind::kNone;
  std::string message;   ///< of the first step that did not pass, or why it was skipped
  std::string details;   ///< the whole story
  base::Location where;  ///< of the step that did not pass
  std::vector<StepResult> steps;
  std::vector<std::string> warnings;  ///< unused stubs, late calls of other scenarios
  std::string sut_output;  ///< what the services printed meanwhile, lines prefixed with their names
  base::WallTime started;
  base::Duration took{0};
};

struct SuiteResult {
  std::string path;  ///< "scenarios/photo"
  base::WallTime started;
  base::Duration took{0};
  std::vector<ScenarioResult> scenarios;
};

struct RunResult {
  std::uint64_t seed = 0;
  base::WallTime started;
  base::Duration took{0};
  bool interrupted = false;
  std::vector<SuiteResult> suites;

  std::size_t count(Outcome outcome) const;
};

/// Of the whole run: 130 interrupted, else 70, 3, 4, 5 by the gravest error, else 1 when something
/// failed, else 0. A run in which nothing was selected is 2.
int exit_code(const RunResult& run);

}  // namespace ricochet::runner
