#pragma once
#include "runner/steps/step.h"

namespace ricochet::runner {

/// `{ "stub": { "photos": [ sessions ] } }`: from here on these sessions come first.
std::unique_ptr<Step> parse_stub(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
