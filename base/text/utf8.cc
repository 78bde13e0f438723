#include "base/text/utf8.h"

#include <algorithm>
#include <cstring>

namespace ricochet::base {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Length of the valid UTF-8 sequence at the start of s, 0 if it is not valid (RFC 3629).
std::size_t utf8_length(std::string_view s) {
  auto at = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  auto cont = [&](std::size_t i) { return i < s.size() && (at(i) & 0xC0) == 0x80; };
  const unsigned char c = at(0);
  if (c < 0x80) return 1;
  if (c >= 0xC2 && c <= 0xDF) return cont(1) ? 2 : 0;
  if (c >= 0xE0 && c <= 0xEF) {
    if (!cont(1) || !cont(2)) return 0;
    if (c == 0xE0 && at(1) < 0xA0) return 0;
    if (c == 0xED && at(1) > 0x9F) return 0;  // surrogates
    return 3;
  }
  if (c >= 0xF0 && c <= 0xF4) {
    if (!cont(1) || !cont(2) || !cont(3)) return 0;
    if (c == 0xF0 && at(1) < 0x90) return 0;
    if (c == 0xF4 && at(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

constexpr std::uint64_t kBeyondAscii = 0x8080'8080'8080'8080;

std::uint64_t eight_at(const char* p) {
  std::uint64_t eight = 0;
  std::memcpy(&eight, p, sizeof(eight));
  return eight;
}

/// Bytes of ASCII at the start: 32 or 8 at a time, as nearly all text is nothing else.
std::size_t ascii_prefix(std::string_view s) {
  std::size_t at = 0;
  for (const char* p = s.data(); at + 32 <= s.size(); at += 32) {
    const auto all =
        eight_at(p + at) | eight_at(p + at + 8) | eight_at(p + at + 16) | eight_at(p + at + 24);
    if ((all & kBeyondAscii) != 0) break;
  }
  while (at + 8 <= s.size() && (eight_at(s.data() + at) & kBeyondAscii) == 0) at += 8;
  while (at < s.size() && static_cast<unsigned char>(s[at]) < 0x80) ++at;
  return at;
}

}  // namespace

std::size_t valid_utf8_prefix(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    at += ascii_prefix(bytes.substr(at));
    if (at == bytes.size()) break;
    const std::size_t n = utf8_length(bytes.substr(at));
    if (n == 0) break;
    at += n;
  }
  return at;
}

bool is_utf8(std::string_view bytes) { return valid_utf8_prefix(bytes) == bytes.size(); }

std::uint32_t next_code_point(std::string_view utf8, std::size_t& at) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return static_cast<unsigned char>(utf8[i]);
  };
  const std::uint32_t first = byte(at);
  const std::size_t more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
  std::uint32_t code = more == 0 ? first : first & (0x3Fu >> more);
  for (std::size_t k = 1; k <= more; ++k) code = code << 6 | (byte(at + k) & 0x3Fu);
  at += more + 1;
  return code;
}

void append_utf8(std::string& out, std::uint32_t code_point) {
  const auto add = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code_point < 0x80) return add(code_point);
  if (code_point < 0x800) {
    add(0xC0 | code_point >> 6);
  } else {
    if (code_point < 0x10000) {
      add(0xE0 | code_point >> 12);
    } else {
      add(0xF0 | code_point >> 18);
      add(0x80 | (code_point >> 12 & 0x3F));
    }
    add(0x80 | (code_point >> 6 & 0x3F));
  }
  add(0x80 | (code_point & 0x3F));
}

std::string repair_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t n = utf8_length(bytes);
    out += n == 0 ? kReplacement : bytes.substr(0, n);
    bytes.remove_prefix(std::max<std::size_t>(n, 1));
  }
  return out;
}

}  // namespace ricochet::base
