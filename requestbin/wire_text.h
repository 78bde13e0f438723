#pragma once
#include <string>
#include <string_view>

namespace ricochet::requestbin {

/// The bytes as text: themselves when they are UTF-8, else each byte as the character of that
/// number (Latin-1), so that nothing is lost and JSON stays valid.
std::string as_text(std::string_view bytes);
/// At most `max_bytes` bytes; never ends inside a UTF-8 character.
std::string_view cut_text(std::string_view bytes, std::size_t max_bytes);
/// `x-lower_case` is `X-Lower-Case`: how names look after WSGI, as RequestBin shows them.
std::string title_case(std::string_view header_name);
/// Whether a Content-Type is that of a form: urlencoded or multipart/form-data.
bool is_form(std::string_view content_type);
/// Takes the same time wherever the first difference is. Nothing equals an empty secret.
bool same_secret(std::string_view a, std::string_view b);
/// For HTML text and quoted attributes: & < > " ' escaped, control characters made visible, UTF-8
/// repaired.
std::string html_escape(std::string_view text);
/// Lower-case hex.
std::string sha256_hex(std::string_view bytes);

}  // namespace ricochet::requestbin
