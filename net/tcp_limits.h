#pragma once
#include <chrono>
#include <cstddef>

#include "base/duration.h"

namespace ricochet::net {

/// Every bound of a raw TCP server, with its documented default.
struct TcpLimits {
  std::size_t connections = 10'000;              ///< above: the newest is closed at once
  std::size_t connections_per_address = 10'000;  ///< of one peer address; above: as above
  std::size_t burst_bytes = 1 << 20;  ///< more than this at once arrives as several bursts
  std::size_t queued_bytes =
      16 << 20;  ///< written and not taken yet; above: the connection is reset
  base::Duration idle = std::chrono::minutes(5);  ///< nothing read or written: closed
};

}  // namespace ricochet::net
