#include "stubserver/model/rule.h"

namespace ricochet::stubserver {

std::string Rule::place() const {
  if (!where.known()) return where.file;
  return where.file + ":" + std::to_string(where.line);
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
