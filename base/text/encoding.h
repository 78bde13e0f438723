#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ricochet::base {

std::string hex_encode(std::string_view bytes);
/// nullopt: an odd length, or a character that is not a hex digit.
std::optional<std::string> hex_decode(std::string_view text);
std::string base64_encode(std::string_view bytes);
/// nullopt: not base64 (RFC 4648).
std::optional<std::string> base64_decode(std::string_view text);

/// Percent-decoding (RFC 3986); a `%` without two hex digits stays as it is. `plus_is_space` for
/// forms.
std::string percent_decode(std::string_view s, bool plus_is_space = false);
/// The other way: everything but ASCII letters, digits and what is `kept` becomes %XX. By default
/// RFC 3986's unreserved bytes are kept: for a value in a query, or one segment of a path.
std::string percent_encode(std::string_view bytes, std::string_view kept = "-._~");

}  // namespace ricochet::base
