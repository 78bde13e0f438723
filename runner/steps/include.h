#pragma once
#include <memory>

#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// What stands under its key.
const base::Shape& include_shape();

/// `{ "include": "login.json" }`, or `{ "include": { "file": "login.json", "vars": { "user": "u" }
/// } }`: the steps of a shared file, as if they stood here. Its vars get their values when its turn
/// comes; those given here beat them.
std::unique_ptr<Step> parse_include(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
