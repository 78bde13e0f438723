#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "runner/model/scenario.h"
#include "runner/report/report_lanes.h"
#include "runner/result/result.h"
#include "runner/result/trace.h"
#include "runner/run_state.h"
#include "runner/task/async.h"
#include "runner/turns.h"
#include "runner/world/world.h"

namespace ricochet::runner {

class ScenarioContext;
class ScenarioLife;
class ScenarioWatch;
class StepRunner;
struct TraceStart;

/// A scenario that has run, and all that happened meanwhile if somebody wants it.
struct RanScenario {
  RanScenario() {}  // not an aggregate: GCC 12 and co_return, see CONTRIBUTING.md
  ScenarioResult result;
  std::optional<Trace> trace;
  std::optional<std::size_t> number;  ///< of the scenario in its suite; nullopt: it is none
  std::uint64_t scope = 0;            ///< its number among the runs of the suite; 0: it had none
};

/// Runs scenarios in one world, several at a time if its turns let them. What it is given must
/// outlive it. On the loop's thread.
class ScenarioRunner {
 public:
  ScenarioRunner(RunState& run, World& world, Turns& turns);

  /// Waits for its turn, then runs it from the start to the teardown, and tells that it begins and
  /// each step. `watch` may be nullptr.
  Task<RanScenario> run(const Scenario& scenario, ScenarioWatch* watch,
                        std::shared_ptr<ReportLane> lane);

 private:
  Task<void> run_now(const Scenario& scenario, ScenarioWatch* watch, ReportLane& lane, bool first,
                     RanScenario& ran);
  Task<base::Status> recover();
  Task<void> run_steps(const Scenario& scenario, ScenarioWatch* watch, const TraceStart& start,
                       ReportLane& lane, RanScenario& ran);
  Task<void> tear_down(ScenarioContext& context, StepRunner& runner, base::JsonReader teardown,
                       ScenarioResult& result);
  Task<void> clean_up(ScenarioLife& life, StepRunner& runner, base::JsonReader teardown,
                      ScenarioResult& result);
  void tell_start(ReportLane& lane, const ScenarioResult& result, const StepResult& step);
  void tell(ReportLane& lane, ScenarioResult& result, StepResult step);
  void tell_interrupted(ScenarioResult& result) const;

  RunState& run_;
  World& world_;
  Turns& turns_;
};

/// A result for a scenario that did not run.
ScenarioResult blank_result(const Scenario& scenario);

/// Its end, that of no step.
void set_outcome(ScenarioResult& result, StepOutcome outcome);

}  // namespace ricochet::runner
