#include "http/detail/websocket_offers.h"

#include <algorithm>
#include <string_view>

#include "base/text/text.h"

namespace ricochet::http::detail {

namespace {

bool wants_smallest_window(std::string_view offer) {
  const auto parameters = base::split(offer, ';');
  return std::any_of(parameters.begin(), parameters.end(), [](std::string_view parameter) {
    const auto equals = std::min(parameter.find('='), parameter.size());
    if (!base::iequals(base::trim(parameter.substr(0, equals)), "server_max_window_bits"))
      return false;
    const auto value = base::trim(parameter.substr(std::min(equals + 1, parameter.size())));
    return value == "8" || value == "\"8\"";
  });
}

}  // namespace

std::string usable_extensions(const std::vector<match::Field>& headers) {
  std::string out;
  for (const auto& field : headers) {
    if (!base::iequals(field.name, "Sec-WebSocket-Extensions")) continue;
    for (const auto offer : base::split(field.value, ',')) {
      if (base::trim(offer).empty() || wants_smallest_window(offer)) continue;
      out += (out.empty() ? "" : ", ") + std::string(base::trim(offer));
    }
  }
  return out;
}

}  // namespace ricochet::http::detail
