#pragma once
#include "base/json_reader.h"
#include "requestbin/expectation.h"
#include "runner/scenario.h"

namespace ricochet::runner {

/// Reads exactly / at_least / at_most / between / never, within / for, settle, spacing and
/// tolerance into `expectation`, with the suite's defaults. Without a count, one is enough. False:
/// something was reported.
bool parse_count(const base::JsonReader& body, const Scenario& scenario,
                 requestbin::Expectation& expectation);

}  // namespace ricochet::runner
