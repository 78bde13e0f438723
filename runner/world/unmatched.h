#pragma once
#include "runner/result/result.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

/// Strictness: a call that no stub knew fails the scenario, with the reason why nothing fitted.
StepOutcome unmatched_outcome(const ScenarioContext& context);

/// The same as warnings beside another failure: often they are its cause.
void add_unmatched(const ScenarioContext& context, ScenarioResult& result);

}  // namespace ricochet::runner
