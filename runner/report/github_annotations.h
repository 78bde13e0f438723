#pragma once
#include <string>

#include "runner/result/result.h"

namespace ricochet::runner {

/// GitHub shows at most ten errors of one step.
inline constexpr std::size_t kMaxAnnotations = 10;

/// `::error file=,line=,col=,title=::` lines, one for each scenario that failed or could not be
/// judged, up to kMaxAnnotations; each ends with a newline. GitHub puts them beside the scenario's
/// line.
std::string github_annotations(const RunResult& run);

/// `text` such that no line of it is a workflow command: what a service printed must not steer the
/// CI job.
std::string without_workflow_commands(std::string text);

}  // namespace ricochet::runner
