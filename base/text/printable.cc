#include "base/text/printable.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text/utf8.h"

namespace ricochet::base {

namespace {

struct HiddenRun {
  std::uint32_t first, last;
};

/// Beyond ASCII and C1; the page has the same runs (requestbin/web/js/base/hidden.js).
constexpr std::array kHidden = {
    HiddenRun{0xAD, 0xAD},      // soft hyphen
    HiddenRun{0x34F, 0x34F},    // combining grapheme joiner
    HiddenRun{0x61C, 0x61C},    // direction: Arabic letter mark
    HiddenRun{0x115F, 0x1160},  // Hangul fillers
    HiddenRun{0x17B4, 0x17B5},  // Khmer inherent vowels
    HiddenRun{0x180E, 0x180E},  // Mongolian vowel separator
    HiddenRun{0x200B, 0x200B},  // zero width space
    HiddenRun{0x200E, 0x200F},  // direction: marks
    HiddenRun{0x2028, 0x202E},  // separators of lines and paragraphs; direction
    HiddenRun{0x2060, 0x206F},  // word joiner, invisible operators; direction; old format controls
    HiddenRun{0x3164, 0x3164},  // Hangul filler
    HiddenRun{0xFEFF, 0xFEFF},  // byte order mark
    HiddenRun{0xFFA0, 0xFFA0},  // halfwidth Hangul filler
    HiddenRun{0xFFF9, 0xFFFB},  // interlinear annotation
    HiddenRun{0x1D173, 0x1D17A},  // controls of musical notation
    HiddenRun{0xE0000, 0xE007F},  // tags
};

bool shows_as_it_is(char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t'; }

}  // namespace

void append_escape(std::string& out, std::uint32_t code, std::uint32_t as_byte_below) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer,
                code < as_byte_below ? "\\x%02x"
                : code > 0xFFFF      ? "\\u{%x}"
                                     : "\\u%04x",
                code);
  out += buffer;
}

bool is_hidden_control(std::uint32_t code) {
  if (code < 0xA0) return code < 0x20 || code >= 0x7F;
  return std::any_of(kHidden.begin(), kHidden.end(), [code](const HiddenRun& run) {
    return code >= run.first && code <= run.last;
  });
}

void append_printable(std::string& out, std::string_view bytes) {
  const auto plain = static_cast<std::size_t>(
      std::find_if_not(bytes.begin(), bytes.end(), shows_as_it_is) - bytes.begin());
  out += bytes.substr(0, plain);
  if (plain == bytes.size()) return;  // nearly always
  const auto text = repair_utf8(bytes.substr(plain));
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    const auto code = next_code_point(text, at);
    if (is_hidden_control(code) && code != '\n' && code != '\t') {
      append_escape(out, code);
    } else {
      out.append(text, begin, at - begin);
    }
  }
}

std::string printable(std::string_view bytes) {
  std::string out;
  append_printable(out, bytes);
  return out;
}

std::string in_quotes(std::string_view s) {
  std::string out = "\"";
  const auto text = repair_utf8(s);
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    const auto code = next_code_point(text, at);
    if (code == '"') {
      out += "\\\"";
    } else if (code == '\\') {
      out += "\\\\";
    } else if (code == '\n') {
      out += "\\n";
    } else if (code == '\r') {
      out += "\\r";
    } else if (code == '\t') {
      out += "\\t";
    } else if (is_hidden_control(code)) {
      append_escape(out, code, 0);
    } else {
      out.append(text, begin, at - begin);
    }
  }
  return out + "\"";
}

std::size_t display_width(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string shorten(std::string_view s, std::size_t max_bytes) {
  if (s.size() <= max_bytes) return std::string(s);
  std::size_t n = max_bytes;
  while (n > 0 && (static_cast<unsigned char>(s[n]) & 0xC0) == 0x80) --n;
  return std::string(s.substr(0, n)) + "...";
}

}  // namespace ricochet::base
