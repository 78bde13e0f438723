#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ricochet::http {

/// The parts of an absolute http or https URL that a client needs.
struct Url {
  bool tls = false;         ///< https
  std::string host;         ///< IPv6 without brackets
  std::uint16_t port = 80;  ///< 443 for https, where none is named
  std::string target;       ///< path and query, never empty, without fragment
  std::string authority;    ///< as the Host header says it: "localhost:8080"
};

/// Error: http/bad-url, which says what is wrong with it.
base::Result<Url> parse_url(std::string_view url);

/// With its bytes beyond ASCII percent-encoded, which curl and browsers show as they are.
std::string ascii_url(std::string_view url);

}  // namespace ricochet::http
