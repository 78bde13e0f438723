#pragma once
#include <span>

#include "bus/broker/api/exchange.h"

namespace ricochet::bus::broker::api {

/// One API that is served. What ApiVersions tells clients is this table.
struct Row {
  std::int16_t key;
  const char* name;
  std::int16_t advertised;   ///< the lowest version that clients are told
  std::int16_t first, last;  ///< those that are served
  Served served;
};

std::span<const Row> table();
/// nullptr: not served.
const Row* find_row(std::int16_t key);

}  // namespace ricochet::bus::broker::api
