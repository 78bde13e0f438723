#pragma once
#include <string_view>

namespace ricochet::http {

/// True for addresses that no host name may lead a request of ours to: link-local ones
/// (169.254.0.0/16, RFC 3927; fe80::/10, RFC 4291), where clouds tell a machine its credentials. A
/// name can be made to resolve to them by whoever owns it; a URL that writes the address means it.
bool is_refused_address(std::string_view address);

}  // namespace ricochet::http
