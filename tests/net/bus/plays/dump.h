#pragma once
#include <set>
#include <string>
#include <vector>

#include "bus/protocol/schema.h"

namespace ricochet::bus {

/// A message as lines, "Topics[0].Partitions[1].ErrorCode = 3", of the fields that the version has.
/// Values of the fields in `masked` are not told, only whether there are any.
std::vector<std::string> dump(const protocol::Message& message, const void* value, int version,
                              const std::set<std::string>& masked);

}  // namespace ricochet::bus
