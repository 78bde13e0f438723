#pragma once
#include <memory>

#include "base/json/reader.h"
#include "runner/model/scenario.h"
#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// What stands under its key.
const base::Shape& bus_step_shape();

/// What who asks for it on a broker that is not ours is told: scenario/foreign-bus.
base::Diag only_ours_breaks();

/// `{ "bus": { "error": "NOT_LEADER_OR_FOLLOWER", "on": {...} } }`: breaks the broker of ours, as
/// the control API does (docs/bus.md#faults). Findings: scenario/foreign-bus, and those of
/// bus::broker::faults::read_fault().
std::unique_ptr<Step> parse_bus(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
