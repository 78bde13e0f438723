#pragma once
#include "runner/result/result.h"
#include "runner/task/async.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

/// Where nobody can tell whose work it is (no "scope"), a scenario ends only when its service is at
/// rest, as far as can be seen: groups that the suite names have committed what was published, no
/// call is open, and nothing has happened for `defaults.settle`; at most `defaults.rest`. Tells a
/// warning when it is not. Returns at once where nothing has happened since the scenario began.
Task<void> rest_at_end(ScenarioContext& context, ScenarioResult& result);

}  // namespace ricochet::runner
