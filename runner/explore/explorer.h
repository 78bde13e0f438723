#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runner/explore/agenda.h"
#include "runner/explore/baseline.h"
#include "runner/explore/plan.h"
#include "runner/model/scenario.h"
#include "runner/report/report_lanes.h"
#include "runner/world/world.h"

namespace ricochet::runner {

struct ExploreOptions {
  std::vector<ExploreWish> wishes;                  ///< none: nothing is explored
  std::size_t limit = 50;                           ///< runs of one scenario
  base::Duration grace = std::chrono::seconds(10);  ///< what a fault may cost
};

/// Who runs a scenario for the explorer.
class ExploreRunner {
 public:
  virtual ~ExploreRunner() = default;
  virtual Task<ExploredScenario> run_watched(const Scenario& scenario, ScenarioWatch& watch) = 0;
  /// Takes and tells a result.
  virtual void finished(ExploredScenario told) = 0;
  virtual bool stops() const = 0;
};

/// The scenarios of one suite once more, with faults: watches them without, then runs each that
/// passed again at each of its points. When kMostInVain of these have failed by waiting for all of
/// the grace, no more is tried: each would cost as much, and is likely to find the same. The world
/// must outlive it.
class Explorer {
 public:
  static constexpr std::size_t kMostInVain = 6;

  Explorer(World& world, const ExploreOptions& options, ReportLane& lane);

  /// For one run of a scenario without a fault.
  std::unique_ptr<BaselineWatch> watch();
  /// That run has passed.
  void passed(std::shared_ptr<const Scenario> scenario, const BaselineWatch& watch);

  Task<void> explore(ExploreRunner& runner);

 private:
  struct Known {
    std::shared_ptr<const Scenario> scenario;
    Baseline baseline;
  };
  Task<void> explore_one(const Known& known, ExploreRunner& runner);
  Task<ExploredScenario> run_point(const Known& known, const PlannedPoint& planned,
                                   ExploreRunner& runner);
  ExplorePlan plan(const Known& known) const;

  World& world_;
  const ExploreOptions options_;
  ReportLane& lane_;
  std::vector<Known> known_;
  std::size_t in_vain_ = 0;  ///< runs that failed and took the grace or longer
};

}  // namespace ricochet::runner
