#pragma once
#include <cstdint>
#include <optional>

#include "base/duration.h"
#include "bus/broker/log.h"

namespace ricochet::bus::broker::faults {

/// From where a group reads again; one of these.
struct Rewind {
  std::optional<std::int64_t> offset;
  std::optional<std::int64_t> back;  ///< so many records before what it has committed
  std::optional<base::WallTime> since;
  std::optional<base::Duration> ago;
};

/// The offset that this means in a partition, never outside of the log. `committed` -1: nothing is.
/// nullopt: `back` of nothing. `look_inside`: see Log::at_time().
std::optional<std::int64_t> place(const Log& log, const Rewind& rewind, std::int64_t committed,
                                  base::WallTime now, std::size_t& look_inside);

}  // namespace ricochet::bus::broker::faults
