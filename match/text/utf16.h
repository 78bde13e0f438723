#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ricochet::match {

/// Texts as Java counts them: in UTF-16 units, so that a character beyond U+FFFF is two. A byte
/// that is not UTF-8 counts as one unit.
std::size_t utf16_length(std::string_view utf8);
/// The bytes of `utf8` between two units; where a limit falls into a character of two units, that
/// half of it is `?`, which is what Java writes for it. Both limits are cut to the length.
std::string utf16_slice(std::string_view utf8, std::size_t from, std::size_t to);
/// How many units stand before a byte offset.
std::size_t utf16_units_before(std::string_view utf8, std::size_t offset);
/// The byte offset of a unit; npos: behind the end. The second half of a pair is at its first.
std::size_t utf16_offset(std::string_view utf8, std::size_t unit);

/// The character at `at`, or the byte itself + kNotUtf8 when there is none; `at` moves behind it.
inline constexpr std::uint32_t kNotUtf8 = 0x110000;
std::uint32_t next_character(std::string_view text, std::size_t& at);
/// As Java's Character.isWhitespace().
bool is_java_space(std::uint32_t code_point);

/// Adds the character, or the byte that next_character() could not read.
void append_character(std::string& out, std::uint32_t c);

}  // namespace ricochet::match
