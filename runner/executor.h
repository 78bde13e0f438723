#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/loop.h"
#include "runner/explore/explorer.h"
#include "runner/model/discover.h"
#include "runner/report/reporter.h"
#include "runner/task/async.h"
#include "runner/world/world.h"
#include "runner/world/world_keeper.h"

namespace ricochet::runner {

struct RunOptions {
  WorldOptions world;
  std::uint64_t seed = 0;
  bool fail_fast = false;
  std::size_t retries = 0;     ///< of a scenario that did not pass
  std::size_t until_fail = 0;  ///< a scenario that passed is run again, so often in all
  ExploreOptions explore;
  std::optional<base::Duration> timeout;  ///< of the whole run
  bool trace = false;                     ///< somebody wants scenario_traced
  WorldKeeper* keeper = nullptr;          ///< must outlive the run; nullptr: nobody
};

class StepRunner;
class SuiteSteps;
class SuiteExplorer;

/// Runs scenarios suite by suite, one after the other, and tells the reporters. A coroutine reads
/// like the drawing: set up, publish, expect, verdict. Everything on the loop's thread.
class Executor {
 public:
  Executor(base::Loop& loop, RunOptions options, std::vector<Reporter*> reporters);
  ~Executor();

  /// The whole run, reports excepted. The discovery must outlive it.
  Task<RunResult> run(const Discovery& selected);
  /// Ctrl-C or SIGTERM: ends the running scenario, skips the rest, stops the services. A second
  /// call kills them without grace. Reports are still written.
  void interrupt(const std::string& why);

 private:
  friend class SuiteExplorer;
  Task<SuiteResult> run_suite(std::shared_ptr<const Suite> suite,
                              std::vector<std::shared_ptr<const Scenario>> scenarios);
  Task<void> run_all(World& world, SuiteSteps& steps, base::Status ready,
                     const std::vector<std::shared_ptr<const Scenario>>& scenarios,
                     SuiteResult& result);
  Task<void> explore(World& world, SuiteSteps& steps, Explorer& explorer, SuiteResult& result);
  Task<ScenarioResult> run_with_retries(World& world,
                                        const std::shared_ptr<const Scenario>& scenario,
                                        Explorer& explorer);
  Task<ScenarioResult> run_scenario(World& world, const Scenario& scenario, ScenarioWatch* watch);
  Task<void> run_steps(World& world, const Scenario& scenario, ScenarioResult& result,
                       ScenarioWatch* watch);
  Task<void> clean_up(World& world, StepRunner& runner, base::JsonReader teardown,
                      ScenarioResult& result);
  void tell(ScenarioResult& result, StepResult step);
  void finish(ScenarioResult& result);
  bool stop_now() const { return interrupts_ > 0 || failed_fast_ || timed_out_; }
  void time_out();
  std::string why_skipped() const;
  Trouble interruption() const;
  void tell_interrupted(ScenarioResult& result) const;

  base::Loop& loop_;
  RunOptions options_;
  std::vector<Reporter*> reporters_;
  World* world_ = nullptr;
  std::optional<Trace> trace_;  ///< of the scenario that ends next
  int interrupts_ = 0;
  std::string interrupt_reason_;
  bool failed_fast_ = false;
  bool timed_out_ = false;
  std::string first_failure_;
};

/// A result for a scenario that did not run.
ScenarioResult blank_result(const Scenario& scenario);

}  // namespace ricochet::runner
