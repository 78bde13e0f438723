#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::match {

/// Upper and lower case of every letter that Unicode has, as Java's String.toUpperCase() and
/// toLowerCase() do it for English: `ß` becomes `SS`, a `Σ` at the end of a word `ς`. Bytes that
/// are not UTF-8 stay as they are.
std::string upper_case(std::string_view utf8);
std::string lower_case(std::string_view utf8);
/// Of one letter, as Character.toUpperCase(): `ß` stays `ß`.
std::uint32_t upper_of(std::uint32_t code_point);
std::uint32_t lower_of(std::uint32_t code_point);
/// All that differ from their upper case or their lower case, in their order.
std::vector<std::uint32_t> letters_with_case();

}  // namespace ricochet::match
