#pragma once
#include "runner/result/result.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

/// Strictness: a call that no stub knew fails the scenario, with the reason why nothing fitted.
StepOutcome unmatched_outcome(const ScenarioContext& context);

/// Something that a step wanted to do at a call which never came: the scenario did not show what it
/// says.
StepOutcome untriggered_outcome(const ScenarioContext& context);

/// Beside another failure, as warnings, because often they are its cause: calls that no stub knew,
/// and those that were refused, cut, or could not be answered.
void add_call_warnings(const ScenarioContext& context, ScenarioResult& result);

}  // namespace ricochet::runner
