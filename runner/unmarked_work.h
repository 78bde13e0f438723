#pragma once
#include <optional>

#include "runner/result/result.h"
#include "runner/world/world.h"

namespace ricochet::runner {

/// Calls and events without the mark of a scenario, as a failed case of its own: nobody knows whose
/// they are, so nobody has counted them. nullopt: there were none.
std::optional<ScenarioResult> unmarked_work(World& world);

}  // namespace ricochet::runner
