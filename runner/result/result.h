#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diag.h"
#include "base/duration.h"
#include "runner/result/bus_story.h"
#include "runner/result/made_of.h"
#include "runner/result/outcome.h"
#include "runner/result/symptom.h"
#include "runner/result/timeline.h"

namespace ricochet::runner {

struct StepResult {
  base::Location where;  ///< of the step in its file
  std::string kind;      ///< the key that says what it does: "expect"
  std::string title;     ///< "expect exactly 3 calls of photos: GET /a.jpg"
  Outcome outcome = Outcome::kSkipped;
  ErrorKind error = ErrorKind::kNone;
  Cause cause;                ///< for anything but passed
  BusStory bus;               ///< of a failed one: what became of what was published before it
  MadeOf made;                ///< of a failed one: what came of the record that it is about
  base::Duration started{0};  ///< since the scenario's start
  base::Duration took{0};
};

struct ScenarioResult {
  std::string suite;  ///< path of the suite's folder as the user would write it, "scenarios/photo"
  std::string name;   ///< with " [row 3]" for data rows
  std::string own_name;  ///< the same without what tells runs of one scenario apart
  std::string row;       ///< of a data row its label, "x=2", in which own_name ends in brackets
  /// It is a scenario that was run again with a fault.
  struct Exploration {
    std::string title;  ///< "after redelivery of orders#0", the end of the name
    std::string flag;   ///< "redeliver@orders#0", for --explore
  };
  std::optional<Exploration> exploration;
  std::string file;  ///< as the user would write it
  /// The same within the repository, or below the working folder: how the path was typed does not
  /// matter. Empty: not known, `file` then.
  std::string path;
  std::size_t line = 0;  ///< of the "scenario" key
  std::vector<std::string> tags;
  std::size_t worker = 0;  ///< which of several worlds of the suite it runs in, from 0
  /// Expectations of absence that were met, and of which nobody can see whether a service had read
  /// what was published before they ended: the bus is not ours.
  std::size_t window_only = 0;
  Outcome outcome = Outcome::kSkipped;
  ErrorKind error = ErrorKind::kNone;
  Cause cause;           ///< of what no step decided: why it was skipped, or could not begin
  base::Location where;  ///< of what decided it, when that is known
  std::vector<StepResult> steps;
  /// It passed at this try; 1: at the first. What kept it from passing before is among the
  /// warnings.
  std::size_t tries = 1;
  /// It was run until it failed, and this was the last of so many runs; 0: it was run once.
  std::size_t rounds = 0;
  std::vector<std::string> warnings;  ///< unused stubs, late calls of other scenarios
  Timeline timeline;                  ///< of one that did not pass
  Symptom symptom;                    ///< the same; of what kind its failure is
  std::string sut_output;  ///< what the services printed meanwhile, lines prefixed with their names
  base::WallTime started;
  base::Duration took{0};
};

/// What became of a scenario that was run again with faults.
struct ExploreSummary {
  std::string suite;  ///< as of ScenarioResult
  std::string scenario;
  std::size_t held = 0, failed = 0, not_judged = 0;  ///< runs
  std::size_t excepted = 0;  ///< faults that the scenario or its suite excepts
  std::size_t cut = 0;       ///< points beyond the limit
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
  /// Scenarios that passed, but not at the first try.
  std::size_t flaky() const;
  /// Runs of scenarios with a fault.
  std::size_t explorations() const;
};

}  // namespace ricochet::runner
