#include "runner/report/short_uuids.h"

#include <cstddef>

namespace ricochet::runner {

namespace {

constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
constexpr std::string_view kCut = "...";
constexpr std::size_t kShown = 9;  ///< with the hyphen

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// How many characters of a UUID the text begins with, all of them or those before a "..."; 0:
/// none.
std::size_t uuid_length(std::string_view text) {
  std::size_t n = 0;
  while (n < kForm.size() && n < text.size() &&
         (kForm[n] == '-' ? text[n] == '-' : is_hex(text[n])))
    ++n;
  const std::string_view rest = text.substr(n);
  if (n == kForm.size()) return rest.empty() || !is_letter_or_digit(rest[0]) ? n : 0;
  return n > kShown && rest.starts_with(kCut) ? n + kCut.size() : 0;
}

}  // namespace

std::string short_uuids(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const bool at_word = i == 0 || !is_letter_or_digit(text[i - 1]);
    if (const std::size_t length = at_word ? uuid_length(text.substr(i)) : 0; length > 0) {
      out += text.substr(i, kShown);
      out += kCut;
      i += length;
    } else {
      out += text[i++];
    }
  }
  return out;
}

}  // namespace ricochet::runner
