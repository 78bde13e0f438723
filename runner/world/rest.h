#pragma once
#include <functional>

#include "base/duration.h"
#include "runner/task/async.h"
#include "runner/world/scenario_life.h"

namespace ricochet::runner {

/// Waits until nothing has happened for that long, no call is open and `done` says yes. False: that
/// did not come within `limit`, or there is trouble.
Task<bool> come_to_rest(ScenarioLife& life, base::Duration quiet, base::Duration limit,
                        std::function<bool()> done);
/// For those who look for what faults do: `defaults.settle`, but 150 ms at least.
base::Duration quiet_of(const World& world);

}  // namespace ricochet::runner
