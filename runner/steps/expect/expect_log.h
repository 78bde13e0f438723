#pragma once
#include <memory>

#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// The keys of such an expectation.
const base::Shape& expect_log_shape();

/// `{ "expect": { "log": "photo-service", "text": { "contain": "ready" }, "within": "5s" } }`: a
/// line that a service printed since the scenario began.
std::unique_ptr<Step> parse_expect_log(const base::JsonReader& object, const Scenario& scenario);

}  // namespace ricochet::runner
