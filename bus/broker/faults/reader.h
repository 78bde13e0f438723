#pragma once
#include <optional>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "bus/broker/fault_rule.h"

namespace ricochet::bus::broker::faults {

/// A fault as people write it, for the control API and for scenarios (docs/bus.md#faults):
/// one key of the table in kinds.cc, and
///   "on": {"api", "topic", "partition", "group", "client", "transaction", "broker"},
///   "skip", "times", "probability", "at" ("request" or "answer"), "name".
/// Findings go to the reader's list, nullopt then: area/bad-fault, area/unknown-fault,
/// area/unknown-api, area/unknown-error.
std::optional<Rule> read_fault(const base::JsonReader& object);
/// The table of those keys.
const base::Shape& fault_shape();

}  // namespace ricochet::bus::broker::faults
