#pragma once
#include <optional>
#include <string>

#include "base/json/reader.h"
#include "runner/model/scenario.h"

namespace ricochet::runner {

/// A service that the suite declares; anything else is scenario/unknown-sut with did-you-mean.
std::optional<std::string> read_service_name(const base::JsonReader& value,
                                             const Scenario& scenario);

}  // namespace ricochet::runner
