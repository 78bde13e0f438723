#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "runner/result/result.h"
#include "runner/result/trace.h"

namespace ricochet::runner {

struct RunPlan {
  std::uint64_t seed = 0;
  base::WallTime started;
  std::size_t suites = 0;
  std::size_t scenarios = 0;
  std::size_t jobs = 1;              ///< scenarios of a suite at a time, at most
  bool suites_side_by_side = false;  ///< what the suites tell may come in between each other
  /// Of those, in their order, what is known before they run.
  std::vector<ScenarioResult> heads;
};

/// When a report hears of what goes on at a time.
enum class Hearing {
  kInOrder,  ///< one suite after the other, one scenario after the other
  kBySuite,  ///< the scenarios of a suite in their order, suites whenever they have something to
             ///< say
  kAtOnce    ///< everything when it happens
};

/// Hears of a run while it goes on, on the loop's thread. Every report implements what it needs of
/// it.
class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual Hearing hearing() const { return Hearing::kInOrder; }
  virtual void run_started(const RunPlan&) {}
  virtual void suite_started(const std::string& /*path*/) {}
  /// What was set up for the suite: "bus embedded 127.0.0.1:40001, stubs photos ..., photo-service
  /// ready in 3.1 s".
  virtual void suite_ready(const std::string& /*path*/, const std::string& /*summary*/) {}
  virtual void scenario_started(const ScenarioResult& /*name, file and line are set*/) {}
  /// Told to those only who hear it at once; title, place and start of the step are set.
  virtual void step_started(const ScenarioResult&, const StepResult&) {}
  virtual void step_finished(const ScenarioResult&, const StepResult&) {}
  /// All that happened, right before scenario_finished; only if somebody asked for it
  /// (RunOptions::trace).
  virtual void scenario_traced(const ScenarioResult&, const Trace&) {}
  virtual void scenario_finished(const ScenarioResult&) {}
  /// The scenarios of the suite that passed are run again from here on, with these faults.
  virtual void exploring(const std::string& /*path*/, const std::vector<std::string>& /*faults*/) {}
  /// Behind the runs of one scenario with faults, each of which was told as a scenario.
  virtual void explored(const ExploreSummary&) {}
  /// Always called, also after an interruption; files are written here.
  virtual base::Status run_finished(const RunResult&) { return {}; }
};

}  // namespace ricochet::runner
