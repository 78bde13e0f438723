#pragma once
#include <functional>

#include "base/duration.h"
#include "runner/task/async.h"
#include "runner/world/scenario_life.h"

namespace ricochet::runner {

/// What is to be waited for.
struct RestWanted {
  base::Duration quiet{0};   ///< so long must nothing have happened
  bool quiet_before = true;  ///< it counts what was quiet before; false: from now on
  base::Duration limit{0};   ///< of the wait
};

/// Waits until it has been quiet, no call is open and `done` says yes. False: that did not come
/// within the limit, or there is trouble.
Task<bool> come_to_rest(ScenarioLife& life, RestWanted wanted, std::function<bool()> done);
/// For those who look for what faults do: from now on, `defaults.settle` but 150 ms at least.
RestWanted rest_after_fault(const World& world, base::Duration limit);

}  // namespace ricochet::runner
