#include "runner/result/clean_text.h"

#include <cstdint>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "base/text/utf8.h"

namespace ricochet::runner {

namespace {

bool between(char c, unsigned char low, unsigned char high) {
  const auto u = static_cast<unsigned char>(c);
  return u >= low && u <= high;
}

/// Length of the ANSI sequence that starts at the ESC in s[0] (ECMA-48), 0 when it is none: then
/// the ESC is shown, because removing text that we do not understand would hide it.
std::size_t ansi_length(std::string_view s) {
  if (s.size() < 2) return 0;
  std::size_t i = 2;
  if (s[1] == '[') {  // CSI: parameters, intermediates, one final byte
    while (i < s.size() && between(s[i], 0x30, 0x3F)) ++i;
    while (i < s.size() && between(s[i], 0x20, 0x2F)) ++i;
    return i < s.size() && between(s[i], 0x40, 0x7E) ? i + 1 : 0;
  }
  if (s[1] == ']') {  // OSC: up to BEL or ST, on one line (titles, hyperlinks)
    for (; i < s.size() && s[i] != '\n'; ++i) {
      if (s[i] == '\a') return i + 1;
      if (s[i] == '\x1b') return i + 1 < s.size() && s[i + 1] == '\\' ? i + 2 : 0;
    }
    return 0;
  }
  for (i = 1; i < s.size() && between(s[i], 0x20, 0x2F);) ++i;
  return i < s.size() && between(s[i], 0x30, 0x7E) ? i + 1 : 0;
}

constexpr std::uint32_t kAsByteBelow = 0x100;

}  // namespace

std::string without_ansi(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  while (!s.empty()) {
    const std::size_t n = s[0] == '\x1b' ? ansi_length(s) : 0;
    if (n == 0) out += s[0];
    s.remove_prefix(n == 0 ? 1 : n);
  }
  return out;
}

std::string clean_text(std::string_view bytes) {
  const std::string text = base::repair_utf8(without_ansi(bytes));
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::string_view rest = std::string_view(text).substr(i);
    if (c == '\r' && rest.starts_with("\r\n")) continue;
    if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
      base::append_escape(out, c, kAsByteBelow);
    } else if (c == 0xC2 && between(text[i + 1], 0x80, 0x9F)) {  // C1: a terminal would obey it
      base::append_escape(out, static_cast<unsigned char>(text[++i]), kAsByteBelow);
    } else if (rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF")) {
      base::append_escape(out, rest[2] == '\xBE' ? 0xFFFE : 0xFFFF, kAsByteBelow);
      i += 2;
    } else {
      std::size_t end = i;
      const auto code = base::next_code_point(text, end);
      if (c >= 0x80 && base::is_hidden_control(code)) {
        base::append_escape(out, code, kAsByteBelow);
      } else {
        out.append(text, i, end - i);
      }
      i = end - 1;
    }
  }
  return out;
}

std::string one_line(std::string_view bytes, std::size_t max_bytes) {
  std::string out;
  for (const char c : clean_text(bytes)) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    if (!space) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out.size() <= max_bytes ? out : base::shorten(out, max_bytes - 3);
}

std::string last_lines(std::string_view bytes, std::size_t max_lines) {
  std::string text = clean_text(bytes);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::size_t from = text.size();
  for (std::size_t n = 0; n < max_lines && from != std::string::npos && from > 0; ++n) {
    from = text.rfind('\n', from - 1);
  }
  return from == std::string::npos || from == 0 ? text : text.substr(from + 1);
}

std::string indent(std::string_view text, std::string_view prefix) {
  std::string out;
  for (const auto line : base::split(text, '\n')) {
    if (!out.empty() || line.data() != text.data()) out += '\n';
    if (!line.empty()) out += std::string(prefix) + std::string(line);
  }
  return out;
}

}  // namespace ricochet::runner
