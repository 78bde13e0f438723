#pragma once
#include "base/json/reader.h"

namespace ricochet::runner {

/// Ports that a suite chooses itself must differ: bus, stubs, bins and services are up at the same
/// time, on one machine. Reports duplicate-port at the second, and out-of-range where the brokers
/// of the bus need more ports than there are. What is not a port is left to who reads it.
void check_fixed_ports(const base::JsonReader& suite);

}  // namespace ricochet::runner
