#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ricochet::journal {

/// The bytes as text: themselves when they are UTF-8, else each byte as the character of that
/// number (Latin-1), so that nothing is lost and JSON stays valid.
std::string as_text(std::string_view bytes);
/// The bytes that as_text() took for Latin-1; nullopt: the text has a character beyond U+00FF.
std::optional<std::string> latin1_bytes(std::string_view text);
/// At most `max_bytes` bytes; never ends inside a UTF-8 character.
std::string_view cut_text(std::string_view bytes, std::size_t max_bytes);
/// Whether a Content-Type is that of a form: urlencoded or multipart/form-data.
bool is_form(std::string_view content_type);
/// Lower-case hex.
std::string sha256_hex(std::string_view bytes);

}  // namespace ricochet::journal
