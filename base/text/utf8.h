#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ricochet::base {

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

}  // namespace ricochet::base
