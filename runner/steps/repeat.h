#pragma once
#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// What stands under its key.
const base::Shape& repeat_shape();

/// `{ "repeat": { "times": 5, "steps": [...] } }`: `${iteration}` counts from 1.
std::unique_ptr<Step> parse_repeat(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
