#pragma once
#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// The keys of such an expectation.
const base::Shape& ack_shape();

/// `{ "expect": { "ack": "group" } }`: the consumer group has committed beyond every record that
/// this scenario has published so far; with `never`, it has not, for the whole window.
std::unique_ptr<Step> parse_ack(const base::JsonReader& object, const Scenario& scenario);

}  // namespace ricochet::runner
