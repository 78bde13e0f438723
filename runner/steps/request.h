#pragma once
#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// What stands under its key.
const base::Shape& request_shape();

/// `{ "request": { "method", "url", "headers", "queries", body, "expect", "within", "capture" } }`:
/// a call to the service's own HTTP interface, and what it must answer.
std::unique_ptr<Step> parse_request(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
