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
  /// Of those, in their order, what is known before they run.
  std::vector<ScenarioResult> heads;
};

/// Hears of a run while it goes on. Calls come in order, on the loop's thread. Every report
/// implements what it needs of it.
class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void run_started(const RunPlan&) {}
  virtual void suite_started(const std::string& /*path*/) {}
  /// What was set up for the suite: "bus embedded 127.0.0.1:40001, stubs photos ..., photo-service
  /// ready in 3.1 s".
  virtual void suite_ready(const std::string& /*summary*/) {}
  virtual void scenario_started(const ScenarioResult& /*name, file and line are set*/) {}
  virtual void step_finished(const ScenarioResult&, const StepResult&) {}
  /// All that happened, right before scenario_finished; only if somebody asked for it
  /// (RunOptions::trace).
  virtual void scenario_traced(const ScenarioResult&, const Trace&) {}
  virtual void scenario_finished(const ScenarioResult&) {}
  /// The scenarios of the suite that passed are run again from here on, with these faults.
  virtual void exploring(const std::vector<std::string>& /*faults*/) {}
  /// Behind the runs of one scenario with faults, each of which was told as a scenario.
  virtual void explored(const ExploreSummary&) {}
  /// Always called, also after an interruption; files are written here.
  virtual base::Status run_finished(const RunResult&) { return {}; }
};

}  // namespace ricochet::runner
