#pragma once
#include <optional>
#include <string>

#include "base/json/reader.h"
#include "runner/model/scenario.h"

namespace ricochet::runner {

/// A topic that the suite declares; anything else is scenario/unknown-topic with did-you-mean.
std::optional<std::string> parse_topic(const base::JsonReader& value, const Scenario& scenario);

}  // namespace ricochet::runner
