#pragma once
#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// What stands under its key.
const base::Shape& together_shape();

/// `{ "together": [ [steps], [steps] ] }`: lists side by side; ends when all have ended.
std::unique_ptr<Step> parse_together(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
