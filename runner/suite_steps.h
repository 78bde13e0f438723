#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "runner/result/result.h"
#include "runner/steps/step_runner.h"
#include "runner/world/world.h"

namespace ricochet::runner {

/// The suite itself as the owner of its "setup" and "teardown". `round`: as of Scenario.
std::shared_ptr<const Scenario> suite_as_scenario(const std::shared_ptr<const Suite>& suite,
                                                  std::size_t round = 0);

/// Runs "setup" before the first scenario of a suite and "teardown" behind the last. What the setup
/// captures is known to every scenario; what its `stub` steps bring answers until this is
/// destroyed. The world must outlive it.
class SuiteSteps {
 public:
  SuiteSteps(World& world, const std::shared_ptr<const Suite>& suite, std::uint64_t seed);

  /// Passed when there is none. The steps that were run are in the result, which is that of the
  /// suite's first scenario, and warnings for it: calls that no stub knew.
  Task<StepOutcome> set_up(ScenarioResult& result);
  /// Where the suite has a scope: waits behind its last scenario until the services are at rest as
  /// far as can be seen, `defaults.rest` at most. Then what came late, or that they are not at
  /// rest, a line each. A crash ends the wait; whoever calls asks the world for it.
  Task<std::vector<std::string>> rest();
  /// What went wrong, a line each: in the teardown, or what the setup wanted done at a call that
  /// has not come.
  Task<std::vector<std::string>> tear_down();

 private:
  World& world_;
  base::DiagList diags_;
  std::shared_ptr<const Scenario> owner_;
  ScenarioScope scope_;
  ScenarioLife life_;
  ScenarioStubs stubs_;
  ScenarioContext context_;
};

}  // namespace ricochet::runner
