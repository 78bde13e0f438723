#pragma once
#include <functional>
#include <memory>

#include "base/json/json.h"
#include "runner/steps/common/step.h"
#include "runner/world/scenario_scope.h"

namespace ricochet::runner {

/// A step whose `${...}` have their values, and the JSON that its parts may point into.
struct FilledStep {
  std::shared_ptr<const base::Json> json;
  std::unique_ptr<Step> step;  ///< nullptr: something was reported
};

/// Fills in and reads one element of a list of steps, as much of it as its kind wants filled in.
FilledStep fill_step(const base::JsonReader& element, const Scenario& scenario,
                     const ScenarioScope& scope);

/// For those who read steps without running them: what the step defines is kUnknownValue in `scope`
/// from here on; of a frame, each of its lists goes to `each` with the scope that it has inside.
void look_inside(
    const Step& step, ScenarioScope& scope,
    const std::function<void(const base::JsonReader& list, ScenarioScope& inside)>& each);

}  // namespace ricochet::runner
