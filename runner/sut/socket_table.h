#pragma once
#include <sys/types.h>

#include <cstdint>
#include <set>
#include <string>

namespace ricochet::runner {

/// The TCP sockets of this machine at that local port, as links in /proc/PID/fd name them; either
/// those that listen, or those of connections.
std::set<std::string> sockets_at(std::uint16_t port, bool listening);

/// Whether the process has one of them open.
bool has_open(pid_t process, const std::set<std::string>& sockets);

}  // namespace ricochet::runner
