#pragma once
#include "runner/result/outcome.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

/// What only who runs the scenario can know of a verdict that was not met, as hints before the
/// others: what was lost with a service that ended, that the records of a key were sent in another
/// order, that a call was made for each delivery of an event, that nothing but the time is wrong
/// and how busy the machine was.
void add_likely_causes(ScenarioContext& context, Cause& cause);

}  // namespace ricochet::runner
