#pragma once
#include <optional>
#include <string>

#include "base/json/reader.h"
#include "runner/model/scenario.h"

namespace ricochet::runner {

/// A service that the suite declares and a run starts; anything else is scenario/unknown-sut with
/// did-you-mean, or scenario/external-sut.
std::optional<std::string> read_service_name(const base::JsonReader& value,
                                             const Scenario& scenario);

}  // namespace ricochet::runner
