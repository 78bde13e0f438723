#pragma once
#include <vector>

#include "runner/explore/fault_player.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

/// What a finding shows of a run.
struct Shown {
  std::vector<journal::RecordPtr> records;  ///< calls or events that the expectation is about
  std::size_t surplus_from = SIZE_MAX;      ///< those of them from here on should not have come
};

/// Puts what happened into the finding, in the one order of the process: the record that the fault
/// was for, its fetches and commits, the fault, and what came.
void tell_story(ScenarioContext& context, const FaultPlayer& player, const Shown& told,
                Finding& finding);

}  // namespace ricochet::runner
