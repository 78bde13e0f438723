#pragma once
#include <compare>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ricochet::match {

/// Where a text stands among others in English, as Java's Collator for en_US sorts: by letters
/// first, then by accents and blanks, then small letters before capital ones. Latin letters of
/// Europe; all others stand behind them in the order of Unicode.
struct CollationKey {
  std::vector<std::uint32_t> letters, accents, cases;
  auto operator<=>(const CollationKey&) const = default;
};
CollationKey collation_key(std::string_view utf8);

}  // namespace ricochet::match
