#pragma once
#include "runner/steps/step.h"

namespace ricochet::runner {

std::unique_ptr<Step> parse_expect(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
