#pragma once
#include <cstdint>

#include "base/random.h"
#include "base/result.h"
#include "runner/sut/descriptor.h"

namespace ricochet::runner {

/// A TCP port for a service to listen on. It lies where the system takes no ports by itself, nobody
/// listens on it, and as long as this object lives no other ricochet of this machine takes it.
struct FreePort {
  std::uint16_t number = 0;
  Fd claim;  ///< an abstract socket named after it: it goes with the process, however that ends
};

/// From the first to the last of them.
struct PortRange {
  int first = 0, last = 0;
};
/// Ports that no program gets without asking for them by number: those beside the range that the
/// system draws from (ip_local_port_range of ip(7)).
PortRange quiet_ports();
/// Error: sut/no-free-port.
base::Result<FreePort> find_free_port(base::Random& random, PortRange range = quiet_ports());

}  // namespace ricochet::runner
