#include "net/endpoint.h"

namespace ricochet::net {

std::string Endpoint::url() const {
  // An address that means "all of them" is none to connect to.
  const std::string host = address == "0.0.0.0" ? "127.0.0.1" : address == "::" ? "::1" : address;
  const bool v6 = host.find(':') != std::string::npos;
  return (tls ? "https://" : "http://") + (v6 ? "[" + host + "]" : host) + ":" +
         std::to_string(port);
}

}  // namespace ricochet::net
