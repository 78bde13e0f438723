#include "match/text/utf16.h"

#include <algorithm>

#include "base/text/utf8.h"

namespace ricochet::match {

namespace {

constexpr std::uint32_t kPairs = 0x10000;

bool ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::size_t units(std::uint32_t c) { return c >= kPairs && c < kNotUtf8 ? 2 : 1; }

}  // namespace

std::uint32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const std::uint32_t lead = byte(at++);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xF0 && lead < 0xF5   ? 3
                           : lead >= 0xE0 && lead < 0xF0 ? 2
                           : lead >= 0xC2 && lead < 0xE0 ? 1
                                                         : 0;
  std::uint32_t c = lead & (0x3Fu >> more);
  for (std::size_t i = 0; i < more; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return kNotUtf8 + lead;
    c = c << 6 | (byte(at + i) & 0x3F);
  }
  constexpr std::uint32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
  if (more == 0 || c < kLeast[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
    return kNotUtf8 + lead;
  at += more;
  return c;
}

std::size_t utf16_length(std::string_view utf8) { return utf16_units_before(utf8, utf8.size()); }

std::size_t utf16_units_before(std::string_view utf8, std::size_t offset) {
  const auto head = utf8.substr(0, offset);
  if (ascii(head)) return head.size();
  std::size_t count = 0;
  for (std::size_t at = 0; at < head.size();) count += units(next_character(head, at));
  return count;
}

std::size_t utf16_offset(std::string_view utf8, std::size_t unit) {
  std::size_t at = 0;
  for (std::size_t count = 0; at < utf8.size();) {
    auto next = at;
    count += units(next_character(utf8, next));
    if (count > unit) return at;
    at = next;
  }
  return std::string_view::npos;
}

std::string utf16_slice(std::string_view utf8, std::size_t from, std::size_t to) {
  if (from >= to) return {};
  if (ascii(utf8)) return std::string(utf8.substr(std::min(from, utf8.size()), to - from));
  std::string out;
  std::size_t count = 0;
  for (std::size_t at = 0; at < utf8.size() && count < to;) {
    const auto begin = at;
    const auto size = units(next_character(utf8, at));
    if (count >= from && count + size <= to)
      out.append(utf8, begin, at - begin);
    else if (count + size > from)
      out += '?';
    count += size;
  }
  return out;
}

bool is_java_space(std::uint32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A && c != 0x2007) || c == 0x2028 || c == 0x2029 || c == 0x205F ||
         c == 0x3000;
}

void append_character(std::string& out, std::uint32_t c) {
  if (c >= kNotUtf8) {
    out += static_cast<char>(c - kNotUtf8);
  } else {
    base::append_utf8(out, c);
  }
}

}  // namespace ricochet::match
