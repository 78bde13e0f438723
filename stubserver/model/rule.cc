#include "stubserver/model/rule.h"

#include <charconv>

namespace ricochet::stubserver {

std::string Rule::place() const {
  if (!where.known()) return where.file;
  // Every call that is kept has it: one allocation, no more.
  char digits[20];
  const auto length = static_cast<std::size_t>(
      std::to_chars(digits, digits + sizeof digits, where.line).ptr - digits);
  std::string text;
  text.reserve(where.file.size() + 1 + length);
  text.append(where.file).append(1, ':').append(digits, length);
  return text;
}

std::string Rule::describe() const {
  const std::string what = matcher->describe();
  if (!any) return what;
  return what == "anything" ? "any request" : "any request, " + what;
}

std::uint64_t fingerprint_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3u;
  }
  return hash;
}

}  // namespace ricochet::stubserver
