#pragma once
#include <cstdint>
#include <string>

namespace ricochet::net {

/// Where a server listens.
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
  bool tls = false;
  std::string url() const;  ///< "http://127.0.0.1:8025" or https://, IPv6 in brackets
};

}  // namespace ricochet::net
