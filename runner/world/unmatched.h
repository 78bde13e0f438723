#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/result/result.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

/// Strictness: a call that no stub knew fails the scenario, with the reason why nothing fitted.
StepOutcome unmatched_outcome(const ScenarioContext& context);

/// Something that a step wanted to do at a call which never came: the scenario did not show what it
/// says.
StepOutcome untriggered_outcome(const ScenarioContext& context);

/// As warnings: calls that a stub knew and could not answer, which is not what its author meant.
/// Beside another failure, because often they are its cause, also calls that no stub knew, and
/// those that were refused or cut.
void add_call_warnings(const ScenarioContext& context, ScenarioResult& result);

/// Where that was up to now, for unexpected_since().
struct CallMark {
  explicit CallMark(const ScenarioContext& context);
  std::uint64_t gseq = 0;
  std::size_t triggers = 0;
};
/// For people, a line each, what happened since then in steps that cannot fail the scenario: calls
/// that no stub knew, and what was to be done at a call that has not come. `during`: "in the
/// teardown".
std::vector<std::string> unmatched_since(const ScenarioContext& context, const CallMark& mark,
                                         const std::string& during);
std::vector<std::string> untriggered_since(const ScenarioContext& context, const CallMark& mark);

}  // namespace ricochet::runner
