#pragma once
#include <string>
#include <vector>

#include "journal/record.h"
#include "runner/result/outcome.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

/// What of these may be late work of a scenario that ended before, a line each, the first three
/// that differ; nothing where the suite has a scope, which tells it for certain.
std::vector<std::string> late_suspicions(ScenarioContext& context,
                                         const std::vector<journal::RecordPtr>& records);

/// Adds them to the hints of an expectation that failed by too many, or that the service makes the
/// call by itself again and again.
void blame_late_work(ScenarioContext& context, Cause& cause);

}  // namespace ricochet::runner
