#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/loop.h"

namespace ricochet::runner {

struct HostPort {
  std::string host;
  std::string port;
};
/// Of "host:port", IPv6 in brackets; nullopt: it is not an address to connect to.
std::optional<HostPort> parse_host_port(const std::string& text);

/// One try to connect by TCP, cut off right away. `done` runs once, on the loop and not inside this
/// call: with "" when somebody accepted, else with why not. What it returns must be kept: without
/// it, `done` does not run.
std::shared_ptr<void> try_to_connect(base::Loop& loop, const HostPort& to, base::Duration limit,
                                     std::function<void(const std::string& why)> done);

}  // namespace ricochet::runner
