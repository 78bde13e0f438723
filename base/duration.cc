#include "base/duration.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <utility>

namespace ricochet::base {

namespace {
constexpr std::array<std::pair<std::string_view, double>, 7> kUnits{
    {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"min", 60e9}, {"h", 3600e9}}};
}

std::optional<Duration> parse_duration(std::string_view text) {
  double number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc() || number < 0 || !std::isfinite(number)) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const auto& [name, nanos] : kUnits) {
    const double total = number * nanos;
    if (unit == name && total < 9e18) return Duration(std::llround(total));
  }
  return std::nullopt;
}

std::string format_duration(Duration d) {
  const auto n = d.count();
  if (n % 1'000'000'000 == 0) return std::to_string(n / 1'000'000'000) + "s";
  if (n % 1'000'000 == 0) return std::to_string(n / 1'000'000) + "ms";
  if (n % 1'000 == 0) return std::to_string(n / 1'000) + "us";
  return std::to_string(n) + "ns";
}

std::string humanize(Duration d) {
  const double ms = static_cast<double>(d.count()) / 1e6;
  char buffer[48];
  if (ms < 999.5) {
    std::snprintf(buffer, sizeof buffer, "%.0f ms", ms);
  } else if (ms < 59'950) {
    std::snprintf(buffer, sizeof buffer, "%.1f s", ms / 1e3);
  } else {
    const auto seconds = static_cast<long long>(std::llround(ms / 1e3));
    std::snprintf(buffer, sizeof buffer, "%lld min %02lld s", seconds / 60, seconds % 60);
  }
  return buffer;
}

double to_milliseconds(Duration d) {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(d).count();
  return static_cast<double>(us) / 1000.0;
}

std::string format_rfc3339(WallTime t) {
  const auto micros =
      std::chrono::duration_cast<std::chrono::microseconds>(t.time_since_epoch()).count();
  auto seconds = static_cast<std::time_t>(micros / 1'000'000);
  auto fraction = micros % 1'000'000;
  if (fraction < 0) {
    fraction += 1'000'000;
    --seconds;
  }
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char day[24];
  std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &utc);
  char out[48];
  std::snprintf(out, sizeof out, "%s.%06lldZ", day, static_cast<long long>(fraction));
  return out;
}

}  // namespace ricochet::base
