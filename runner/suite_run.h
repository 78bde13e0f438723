#pragma once
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "runner/explore/explorer.h"
#include "runner/model/scenario.h"
#include "runner/report/report_lanes.h"
#include "runner/result/result.h"
#include "runner/run_state.h"
#include "runner/scenario_runner.h"
#include "runner/task/async.h"

namespace ricochet::runner {

/// The run of one suite: what its scenarios share is set up, they run (side by side, as far as the
/// suite and --jobs let them), and it is torn down. On the loop's thread; `run` must outlive it.
class SuiteRun {
 public:
  /// `scenarios` in the order in which they are told; at least one. What happens is told to `lane`,
  /// which this does not close.
  SuiteRun(RunState& run, std::shared_ptr<const Suite> suite,
           std::vector<std::shared_ptr<const Scenario>> scenarios,
           std::shared_ptr<ReportLane> lane);
  ~SuiteRun();

  Task<SuiteResult> run();

 private:
  struct Place;
  class ExploreHere;

  std::size_t places_wanted() const;
  std::size_t at_a_time() const;
  Task<void> start();
  Task<void> set_up();
  Task<void> run_all();
  Task<bool> work(Place& place);
  Task<RanScenario> run_one(Place& place, std::size_t number);
  Task<RanScenario> run_with_retries(Place& place, const std::shared_ptr<const Scenario>& scenario,
                                     std::shared_ptr<ReportLane> lane);
  Task<std::vector<std::string>> tear_down();
  Task<void> explore();
  void tell_rest();
  void finish(RanScenario ran, ReportLane& lane);

  RunState& run_;
  const std::shared_ptr<const Suite> suite_;
  const std::vector<std::shared_ptr<const Scenario>> scenarios_;
  const std::shared_ptr<ReportLane> lane_;
  ReportLanes lanes_;  ///< of the scenarios
  std::vector<std::shared_ptr<ReportLane>> lane_of_;
  std::list<Place> places_;  ///< where scenarios run: one world, or one for each worker
  std::unique_ptr<Explorer> explorer_;
  base::Status ready_ = {};
  bool begun_ = false;         ///< the setup had its chance, so the teardown has it, too
  StepOutcome set_up_;         ///< of the first place where it did not pass
  ScenarioResult setup_told_;  ///< its steps
  std::vector<std::string> setup_warnings_;  ///< of one that passed
  std::size_t next_ = 0;                     ///< of scenarios_
  RanScenario last_;                         ///< the last scenario, which tells of the teardown
  std::vector<std::shared_ptr<const ScenarioResult>> results_;
  std::vector<ScenarioResult> ends_;          ///< what came when no scenario ran any more
  std::vector<ScenarioResult> more_results_;  ///< of no scenario
};

}  // namespace ricochet::runner
