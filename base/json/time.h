#pragma once
#include <optional>

#include "base/duration.h"
#include "base/json/reader.h"

namespace ricochet::base {

/// A duration that says its unit: "250ms", "5s", "2m". A bare number is refused (bad-duration), but
/// for 0, which is the same in every unit. For what is ours: suites, scenarios, v2. Moco's own
/// objects take bare milliseconds, see JsonReader::duration().
std::optional<Duration> read_time(const JsonReader& value);

}  // namespace ricochet::base
