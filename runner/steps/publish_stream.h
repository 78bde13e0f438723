#pragma once
#include <memory>

#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// What stands under "publish" then.
const base::Shape& publish_stream_shape();

/// `{ "publish": { "ndjson": "orders.ndjson", "topic": "orders", "rate": 200, "fill": true } }`:
/// a recorded stream, in its order, at `rate` records a second; without one as fast as the broker
/// acknowledges. Each line is a record in the words of `publish`; with "fill" its `${...}` get
/// their values.
std::unique_ptr<Step> parse_publish_stream(const base::JsonReader& place, const Scenario& scenario);

}  // namespace ricochet::runner
