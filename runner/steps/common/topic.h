#pragma once
#include <optional>
#include <string>

#include "base/json/reader.h"
#include "runner/model/scenario.h"

namespace ricochet::runner {

/// A topic that the suite declares; anything else is scenario/unknown-topic with did-you-mean.
std::optional<std::string> parse_topic(const base::JsonReader& value, const Scenario& scenario);

/// Whether a topic with this name has the partition, as far as the suite says how many it is made
/// with: at a bus of ours. Reports out-of-range when not.
bool check_partition(const base::JsonReader& partition, const std::string& topic,
                     const Suite& suite);

}  // namespace ricochet::runner
