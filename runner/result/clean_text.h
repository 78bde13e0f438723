#pragma once
#include <string>
#include <string_view>

namespace ricochet::runner {

/// Without ANSI sequences (ECMA-48: colours, titles, hyperlinks), otherwise as it came.
std::string without_ansi(std::string_view bytes);

/// Any bytes as text that a terminal and XML 1.0 both take, the same for both: ANSI sequences
/// removed, invalid UTF-8 repaired, CRLF made LF, and what is left of control characters (and
/// U+FFFE, U+FFFF) written visibly: `\x1b`, `\ufffe`. Tab and newline stay.
std::string clean_text(std::string_view bytes);

/// clean_text() on one line: runs of white space become one space; at most `max_bytes` bytes, "..."
/// included.
std::string one_line(std::string_view bytes, std::size_t max_bytes);

/// The last `max_lines` lines of the cleaned text, without a trailing newline.
std::string last_lines(std::string_view bytes, std::size_t max_lines);

/// Each line of `text` behind `prefix`; empty lines stay empty.
std::string indent(std::string_view text, std::string_view prefix);

}  // namespace ricochet::runner
