#include "bus/address.h"

#include <charconv>

#include "base/text/text.h"

namespace ricochet::bus {

namespace {

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

}  // namespace

std::optional<std::string> bad_address(std::string_view servers) {
  for (const std::string_view address : base::split(servers, ',')) {
    const auto scheme = address.find("://");
    const auto host = scheme == std::string_view::npos ? 0 : scheme + 3;
    const auto colon = address.rfind(':');
    if (colon == std::string_view::npos || colon <= host || !is_port(address.substr(colon + 1)))
      return std::string(address);
  }
  return std::nullopt;
}

}  // namespace ricochet::bus
