#include "stubserver/faults/fault.h"
#include "stubserver/faults/paced_body.h"
#include "stubserver/values/duration_value.h"

namespace ricochet::stubserver {

/// A few bytes, a pause, a few bytes ...
Fault compile_dribble(const base::JsonReader& value) {
  std::size_t bytes = 1;
  base::Duration delay = std::chrono::milliseconds(100);
  if (const auto given = value.find("bytes")) {
    const auto number = given->integer(1, kMaxFaultBytes);
    if (!number) return {};
    bytes = static_cast<std::size_t>(*number);
  }
  if (const auto given = value.find("delay")) {
    const auto duration = read_duration_value(*given);
    if (!duration) return {};
    delay = *duration;
  }
  return fault_of<PacedBody>(std::string_view("dribble"), bytes, delay);
}

}  // namespace ricochet::stubserver
