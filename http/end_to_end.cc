#include "http/end_to_end.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text/text.h"

namespace ricochet::http {

std::vector<match::Field> end_to_end_headers(const std::vector<match::Field>& headers) {
  std::vector<std::string> dropped = {"Connection",
                                      "Keep-Alive",
                                      "Proxy-Connection",
                                      "Proxy-Authenticate",
                                      "Proxy-Authorization",
                                      "TE",
                                      "Trailer",
                                      "Transfer-Encoding",
                                      "Upgrade"};
  for (const auto& field : headers) {
    if (!base::iequals(field.name, "Connection")) continue;
    for (const auto word : base::split(field.value, ',')) dropped.emplace_back(base::trim(word));
  }
  std::vector<match::Field> kept;
  for (const auto& field : headers) {
    const bool drop = std::any_of(dropped.begin(), dropped.end(), [&field](const auto& name) {
      return base::iequals(name, field.name);
    });
    if (!drop) kept.push_back(field);
  }
  return kept;
}

}  // namespace ricochet::http
