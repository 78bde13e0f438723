#pragma once
#include <memory>
#include <string_view>

#include "bus/broker/broker.h"

namespace ricochet::bus::broker::faults {

/// Asks the faults of the broker about a request: `asked` has who asks and for which API, `body` is
/// what follows the header. nullptr: nothing, also when the body cannot be read (its handler will
/// say so).
std::shared_ptr<const Plan> plan_for(Broker& broker, Asked asked, const protocol::Message& message,
                                     std::string_view body, int version);

}  // namespace ricochet::bus::broker::faults
