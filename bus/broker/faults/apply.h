#pragma once
#include <cstdint>
#include <string>

#include "base/result.h"
#include "bus/broker/broker.h"

namespace ricochet::bus::broker::faults {

struct Applied {
  std::uint64_t id = 0;  ///< under which it waits for requests; 0: it was done at once
  std::string text;      ///< what was done, or what it waits for
};

/// Does what is to be done at once, or sets the fault. Errors: bus/too-many-faults, bus/no-broker,
/// bus/no-api (it could never be done here); those of the command: bus/no-group, bus/no-topic,
/// bus/no-partition, bus/no-transaction, bus/cannot-move, bus/nothing-to-redeliver, bus/full,
/// bus/no-member.
base::Result<Applied> apply(Broker& broker, Rule rule);

}  // namespace ricochet::bus::broker::faults
