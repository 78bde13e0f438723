#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::base {

std::string_view trim(std::string_view s);             ///< ASCII white space off both ends
std::string to_lower(std::string_view s);              ///< ASCII only
std::string to_upper(std::string_view s);              ///< ASCII only
bool iequals(std::string_view a, std::string_view b);  ///< ASCII case-insensitive
std::vector<std::string_view> split(std::string_view s, char separator);

bool is_utf8(std::string_view bytes);
/// How many bytes at the start are valid UTF-8: the offset of the first invalid sequence, or the
/// size.
std::size_t valid_utf8_prefix(std::string_view bytes);
/// The character at `at` of a valid UTF-8 text; `at` moves behind it.
std::uint32_t next_code_point(std::string_view utf8, std::size_t& at);
/// The other way: the character behind what `out` holds already.
void append_utf8(std::string& out, std::uint32_t code_point);
/// Valid UTF-8 in every case: each invalid byte becomes U+FFFD.
std::string repair_utf8(std::string_view bytes);
/// Characters that nobody sees but that change what a terminal does or how a line reads: the
/// controls C0, DEL and C1, those of the text's direction (UAX 9), the separators of lines and
/// paragraphs, the byte order mark, and the tags (U+E0000 to U+E007F).
bool is_hidden_control(std::uint32_t code);
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

std::string hex_encode(std::string_view bytes);
std::optional<std::string> hex_decode(
    std::string_view text);  ///< nullopt: odd length or no hex digit
std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(
    std::string_view text);  ///< nullopt: not base64 (RFC 4648)

/// Percent-decoding (RFC 3986); a `%` without two hex digits stays as it is. `plus_is_space` for
/// forms.
std::string percent_decode(std::string_view s, bool plus_is_space = false);
/// The other way: everything but ASCII letters, digits and what is `kept` becomes %XX. By default
/// RFC 3986's unreserved bytes are kept: for a value in a query, or one segment of a path.
std::string percent_encode(std::string_view bytes, std::string_view kept = "-._~");

/// "1 call", "2 calls".
std::string plural(std::uint64_t n, std::string_view noun);
/// "512 B", "1.5 KiB", "3.0 MiB".
std::string format_bytes(std::uint64_t n);

/// The allowed word that was probably meant (edit distance at most 2, where swapped neighbours
/// count once; or differs by case), or nothing.
std::optional<std::string> suggest(std::string_view word, const std::vector<std::string>& allowed);
/// `did you mean "response"?`, or `known: a, b, c` when nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& allowed);

}  // namespace ricochet::base
