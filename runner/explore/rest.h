#pragma once
#include <functional>

#include "base/duration.h"
#include "runner/task/async.h"
#include "runner/world/world.h"

namespace ricochet::runner {

/// Waits until nothing has happened for `defaults.settle`, no call is open and `done` says yes.
/// False: that did not come within `limit`, or there is trouble.
Task<bool> come_to_rest(World& world, base::Duration limit, std::function<bool()> done);

}  // namespace ricochet::runner
