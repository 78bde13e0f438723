#pragma once
#include <memory>

#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// The keys of such an expectation.
const base::Shape& expect_order_shape();

/// `{ "expect": { "order": "subsequence", "steps": [ { "calls": ... }, { "event": ... } ],
/// "spacing": ..., "keeps": ["key", "header:traceparent"], "within": "5s" } }`: several places at
/// once, in the order of the journal.
std::unique_ptr<Step> parse_expect_order(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
