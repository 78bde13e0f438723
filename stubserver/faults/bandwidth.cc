#include <algorithm>

#include "stubserver/faults/fault.h"
#include "stubserver/faults/paced_body.h"

namespace ricochet::stubserver {

namespace {

constexpr std::int64_t kDefaultRate = 1024;  // bytes per second
constexpr std::int64_t kMaxRate = 1 << 30;
/// Pieces per second, as far as the rate is high enough for it.
constexpr std::int64_t kPieces = 20;

}  // namespace

/// The body at so many bytes per second, evenly.
Fault compile_bandwidth(const base::JsonReader& value) {
  std::int64_t rate = kDefaultRate;
  if (const auto given = value.find("bytes_per_second")) {
    const auto number = given->integer(1, kMaxRate);
    if (!number) return {};
    rate = *number;
  }
  const std::int64_t piece = std::max<std::int64_t>(rate / kPieces, 1);
  const base::Duration pace(1'000'000'000 * piece / rate);
  return fault_of<PacedBody>(std::string_view("bandwidth"), static_cast<std::size_t>(piece), pace);
}

}  // namespace ricochet::stubserver
