#pragma once
#include <optional>
#include <string>

#include "base/duration.h"
#include "base/json/reader.h"

namespace ricochet::base {

/// A duration that says its unit: "250ms", "5s", "2m". A bare number is refused (bad-duration), but
/// for 0, which is the same in every unit. For what is ours: suites, scenarios, v2. Moco's own
/// objects take bare milliseconds, see JsonReader::duration().
std::optional<Duration> read_time(const JsonReader& value);

/// The shortest time in which something can be seen to come, or not to.
inline constexpr Duration kShortestWindow = std::chrono::milliseconds(1);

/// A time in which something is waited for: zero-window when it is shorter than kShortestWindow.
/// `why` tells what a window of zero would be.
std::optional<Duration> read_window_time(const JsonReader& value, const std::string& why);

}  // namespace ricochet::base
