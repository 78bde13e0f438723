#pragma once
#include "runner/result/result.h"
#include "runner/world/world.h"

namespace ricochet::runner {

/// "end of the suite", for what comes when no scenario runs any more: of no scenario, and of all.
/// It has passed so far.
ScenarioResult suite_end(World& world);
/// The same when a crash, or the end of the run's time, came then: its error.
ScenarioResult suite_end_by(World& world, const Trouble& trouble);

}  // namespace ricochet::runner
