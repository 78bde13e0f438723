#pragma once
#include "bus/bus.h"
#include "runner/sut/probe.h"

namespace ricochet::bus::broker {
class Broker;
}

namespace ricochet::runner {

class Services;

/// What services are told of consumer groups while they start. `broker` is the embedded one, where
/// members' connections can be seen; nullptr: a Kafka elsewhere, of which that is not known. All
/// must outlive it; on the loop's thread.
GroupsOfBus groups_of(bus::Bus& bus, bus::broker::Broker* broker, const Services& services);

}  // namespace ricochet::runner
