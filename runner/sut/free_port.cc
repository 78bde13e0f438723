#include "runner/sut/free_port.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>

namespace ricochet::runner {

namespace {

constexpr int kFirst = 10'000, kLast = 65'535;
constexpr int kWanted = 1000;  ///< a range with fewer is not worth the while
constexpr int kTries = 2000;

Fd claim_port(int port) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = "ricochet-port-" + std::to_string(port);
  std::memcpy(address.sun_path + 1, name.data(), name.size());  // the first byte stays 0: abstract
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (fd && ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0) return fd;
  return {};
}

template <class Address>
bool can_bind(int family, const Address& address) {
  const Fd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return errno == EAFNOSUPPORT;  // no such family here: nobody listens on it
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  return ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool is_free(int port) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(static_cast<std::uint16_t>(port));
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = v4.sin_port;
  return can_bind(AF_INET, v4) && can_bind(AF_INET6, v6);
}

}  // namespace

PortRange quiet_ports() {
  std::ifstream in("/proc/sys/net/ipv4/ip_local_port_range");
  int low = 32768, high = 60999;
  if (int l = 0, h = 0; in >> l >> h) {
    low = l;
    high = h;
  }
  if (low - kFirst >= kWanted) return {kFirst, low - 1};
  if (kLast - high >= kWanted) return {high + 1, kLast};
  return {kFirst, kLast};
}

base::Result<FreePort> find_free_port(base::Random& random, PortRange range) {
  const auto width = static_cast<std::uint64_t>(range.last - range.first + 1);
  for (int i = 0; i < kTries; ++i) {
    const int port = range.first + static_cast<int>(random.below(width));
    Fd claim = claim_port(port);
    if (claim && is_free(port)) return FreePort{static_cast<std::uint16_t>(port), std::move(claim)};
  }
  return base::Diag(base::Diag::Kind::kEnvironment, "sut/no-free-port",
                    "no free TCP port between " + std::to_string(range.first) + " and " +
                        std::to_string(range.last),
                    R"(give the service a number of your own: "ports": { "http": 8080 })");
}

}  // namespace ricochet::runner
