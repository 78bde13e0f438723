#include "base/size.h"

#include <array>
#include <charconv>
#include <utility>

#include "base/text/text.h"

namespace ricochet::base {

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  text = trim(text);
  const auto unit_at = text.find_first_not_of("0123456789.");
  const auto digits = text.substr(0, unit_at);
  const auto unit =
      to_lower(trim(unit_at == std::string_view::npos ? std::string_view() : text.substr(unit_at)));
  constexpr std::array<std::pair<std::string_view, double>, 8> kUnits{
      {{"", 1},
       {"b", 1},
       {"kb", 1e3},
       {"mb", 1e6},
       {"gb", 1e9},
       {"kib", 1024},
       {"mib", 1024.0 * 1024},
       {"gib", 1024.0 * 1024 * 1024}}};
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  for (const auto& [name, factor] : kUnits) {
    if (unit != name) continue;
    const double bytes = number * factor;
    if (bytes > 9e15) return std::nullopt;  // beyond that, doubles are not whole numbers any more
    return static_cast<std::uint64_t>(bytes);
  }
  return std::nullopt;
}

}  // namespace ricochet::base
