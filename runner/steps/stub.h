#pragma once
#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// What stands under its key.
const base::Shape& stub_step_shape();

/// `{ "stub": { "photos": [ sessions ] } }`: from here on these sessions come first.
std::unique_ptr<Step> parse_stub(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
