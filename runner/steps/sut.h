#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "runner/steps/common/step.h"
#include "runner/sut/sut_runner.h"

namespace ricochet::runner {

/// The word of each action in a scenario.
const std::vector<std::pair<std::string_view, SutAction>>& sut_actions();

/// What stands under its key.
const base::Shape& sut_step_shape();

std::unique_ptr<Step> parse_sut_step(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
