#include "requestbin/transfer/formats/shell_words.h"

#include <algorithm>

#include "base/text/printable.h"
#include "base/text/utf8.h"

namespace ricochet::requestbin {

namespace {

/// Each byte as an octal escape of printf(1), which takes NUL as well.
std::string octal(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 4);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += '\\';
    out += static_cast<char>('0' + (byte >> 6));
    out += static_cast<char>('0' + ((byte >> 3) & 7));
    out += static_cast<char>('0' + (byte & 7));
  }
  return out;
}

bool needs_no_quotes(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_./:=@%+,-").find(c) != std::string_view::npos;
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

bool is_plain_text(std::string_view text) {
  if (!base::is_utf8(text)) return false;
  for (std::size_t at = 0; at < text.size();) {
    const auto code = base::next_code_point(text, at);
    if (base::is_hidden_control(code) && code != '\n' && code != '\t') return false;
  }
  return true;
}

std::string shell_word(std::string_view bytes) {
  if (!bytes.empty() && std::all_of(bytes.begin(), bytes.end(), needs_no_quotes))
    return std::string(bytes);
  if (is_plain_text(bytes)) return quoted(bytes);
  return "\"$(printf '" + octal(bytes) + "')\"";
}

std::string shell_printf(std::string_view bytes) {
  if (is_plain_text(bytes)) return "printf %s " + quoted(bytes);
  return "printf '" + octal(bytes) + "'";
}

}  // namespace ricochet::requestbin
