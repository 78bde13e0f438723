#include "http/authority.h"

namespace ricochet::http {

std::string_view authority_of(const match::Request& request) {
  const std::string_view target = request.target;
  if (request.method == "CONNECT") return target;
  const auto scheme = target.starts_with('/') ? std::string_view::npos : target.find("://");
  if (scheme == std::string_view::npos) {
    const auto* host = request.header("host");
    return host == nullptr ? std::string_view() : std::string_view(*host);
  }
  const auto rest = target.substr(scheme + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

}  // namespace ricochet::http
