#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ricochet::base {

/// Characters that nobody sees but that change how a line reads: controls, those of the direction
/// (UAX 9), line and paragraph separators, tags, what has neither width nor ink (U+200B, U+00AD).
/// Not so joiners (U+200D) and variation selectors: emoji and scripts are written with them.
bool is_hidden_control(std::uint32_t code);
/// How a character is written that must not be seen as itself: `\x1b` below `as_byte_below`, else
/// `\u202e`, and beyond the BMP `\u{e0041}`.
void append_escape(std::string& out, std::uint32_t code, std::uint32_t as_byte_below = 0x80);
/// For terminals and logs: repaired UTF-8 in which hidden controls (tab and newline excepted) read
/// `\x1b` or `\u202e`.
std::string printable(std::string_view bytes);
/// The same behind what `out` holds already.
void append_printable(std::string& out, std::string_view bytes);
/// Columns that the UTF-8 text takes on a terminal, counting one per code point.
std::size_t display_width(std::string_view utf8);
/// At most `max_bytes` bytes, cut on a character boundary, with "..." when something was cut.
std::string shorten(std::string_view s, std::size_t max_bytes);
/// The text in double quotes, hidden controls escaped as in JSON.
std::string in_quotes(std::string_view s);

}  // namespace ricochet::base
