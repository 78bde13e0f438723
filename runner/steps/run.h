#pragma once
#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// What stands under its key.
const base::Shape& run_shape();

/// `{ "run": { "command": [...], "expect": { "exit": 0, "stdout": {...} }, "within": "5s" } }`: a
/// program of the machine, run to its end; with "within" until it fits.
std::unique_ptr<Step> parse_run(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
