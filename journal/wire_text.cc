#include "journal/wire_text.h"

#include <openssl/evp.h>

#include <array>

#include "base/text/encoding.h"
#include "base/text/text.h"
#include "base/text/utf8.h"

namespace ricochet::journal {

std::string as_text(std::string_view bytes) {
  if (base::is_utf8(bytes)) return std::string(bytes);
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xc0 | byte >> 6);
      text += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return text;
}

std::optional<std::string> latin1_bytes(std::string_view text) {
  if (!base::is_utf8(text)) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto code = base::next_code_point(text, at);
    if (code > 0xff) return std::nullopt;
    bytes += static_cast<char>(code);
  }
  return bytes;
}

std::string_view cut_text(std::string_view bytes, std::size_t max_bytes) {
  if (bytes.size() <= max_bytes) return bytes;
  auto end = max_bytes;
  // A character has at most three bytes after its first.
  for (int i = 0; i < 3 && end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xc0) == 0x80; ++i)
    --end;
  const bool at_start = (static_cast<unsigned char>(bytes[end]) & 0xc0) != 0x80;
  return bytes.substr(0, at_start ? end : max_bytes);  // not UTF-8 anyway: cut where asked
}

bool is_form(std::string_view content_type) {
  const auto type =
      base::to_lower(base::trim(std::string_view(content_type).substr(0, content_type.find(';'))));
  return type == "application/x-www-form-urlencoded" || type == "multipart/form-data";
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return base::hex_encode({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace ricochet::journal
