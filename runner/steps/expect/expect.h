#pragma once
#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// What stands under its key.
const base::Shape& expect_shape();

std::unique_ptr<Step> parse_expect(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
