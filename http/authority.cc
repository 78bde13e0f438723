#include "http/authority.h"

#include <arpa/inet.h>
#include <algorithm>
#include <string>

namespace ricochet::http {

namespace {

constexpr std::size_t kPortDigits = 5;
constexpr unsigned kHighestPort = 65535;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Unreserved characters and delimiters of RFC 3986 section 2, without the comma.
bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
         std::string_view("-._~!$&'()*+;=").find(c) != std::string_view::npos;
}

bool is_host_name(std::string_view name) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '%' && i + 2 < name.size() && is_hex(name[i + 1]) && is_hex(name[i + 2]))
      i += 2;
    else if (!is_name_character(name[i]))
      return false;
  }
  return !name.empty();
}

/// What stands in brackets: an IPv6 address, or one of a version to come ("v1.x").
bool is_address_literal(std::string_view text) {
  if (text.starts_with('v') || text.starts_with('V')) {
    const auto dot = std::min(text.find('.'), text.size());
    const auto version = text.substr(1, dot - 1);
    const auto address = text.substr(std::min(dot + 1, text.size()));
    return !version.empty() && std::all_of(version.begin(), version.end(), is_hex) &&
           !address.empty() && std::all_of(address.begin(), address.end(), [](char c) {
             return c == ':' || is_name_character(c);
           });
  }
  in6_addr address{};
  return inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

bool is_port_number(std::string_view digits) {
  if (!std::all_of(digits.begin(), digits.end(), is_digit)) return false;
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits.empty() ||
         (digits.size() <= kPortDigits && std::stoul(std::string(digits)) <= kHighestPort);
}

}  // namespace

bool is_authority(std::string_view text) {
  if (!text.starts_with('[')) {
    const auto colon = std::min(text.find(':'), text.size());
    return is_host_name(text.substr(0, colon)) &&
           is_port_number(text.substr(std::min(colon + 1, text.size())));
  }
  const auto end = text.find(']');
  if (end == std::string_view::npos || !is_address_literal(text.substr(1, end - 1))) return false;
  const auto rest = text.substr(end + 1);
  return rest.empty() || (rest.front() == ':' && is_port_number(rest.substr(1)));
}

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
