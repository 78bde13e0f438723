#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ricochet::base {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;  ///< monotonic: deadlines, order
using Duration = std::chrono::nanoseconds;
using WallTime = std::chrono::system_clock::time_point;  ///< for people and reports only

/// "250ms", "5s", "1.5s", "2m", "1h", "100us"; nullopt when it is none of these or negative.
std::optional<Duration> parse_duration(std::string_view text);
/// The shortest exact form that parse_duration takes: "250ms", "5s", "1m30s" is written "90s".
std::string format_duration(Duration d);
/// For people: "0 ms", "812 ms", "2.0 s", "1 min 05 s".
std::string humanize(Duration d);
/// For JSON: milliseconds with three decimals, what is below a microsecond cut off.
double to_milliseconds(Duration d);
/// RFC 3339 in UTC with microseconds: "2026-11-21T09:12:00.000123Z".
std::string format_rfc3339(WallTime t);

}  // namespace ricochet::base
