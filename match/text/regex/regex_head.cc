#include "match/text/regex/regex_head.h"

#include <algorithm>
#include <cctype>

#include "base/text/text.h"

namespace ricochet::match {

namespace {

bool plain(char c) {
  return static_cast<unsigned char>(c) >= 0x80 ||
         std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("/_-~%&=,:;@!'\"<> ").find(c) != std::string_view::npos;
}

/// A bar that may stand outside every group would make the head of the first alternative worthless.
/// Bars inside classes and after a backslash count too: they only make this careful.
bool may_have_top_level_bar(std::string_view pattern) {
  if (pattern.find('|') == std::string_view::npos) return false;
  if (pattern.find('#') != std::string_view::npos) return true;  // brackets in a comment
  std::size_t depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      if (pattern[i + 1] == 'Q' || pattern[i + 1] == 'c') return true;  // brackets in quotes
      ++i;
    } else if (c == '[') {
      return pattern.find('|', i) != std::string_view::npos;  // brackets in it do not count either
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && depth > 0) {
      --depth;
    } else if (c == '|' && depth == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string regex_literal_head(std::string_view pattern) {
  if (may_have_top_level_bar(pattern)) return {};
  std::string head;
  std::size_t last = 0;  // where the last character of the head begins
  std::size_t i = pattern.starts_with('^') ? 1 : 0;
  for (; i < pattern.size(); ++i) {
    char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size() &&
        std::ispunct(static_cast<unsigned char>(pattern[i + 1])) != 0) {
      c = pattern[++i];
    } else if (!plain(c)) {
      break;
    }
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) last = head.size();
    head += c;
  }
  const char next = i < pattern.size() ? pattern[i] : '\0';
  if (next == '*' || next == '?' || next == '{') head.resize(last);  // may be repeated zero times
  return head;
}

ValueKeys regex_keys(std::string_view pattern) {
  if (std::all_of(pattern.begin(), pattern.end(), [](char c) { return plain(c) || c == '|'; })) {
    std::vector<ValueKey> keys;
    for (const auto alternative : base::split(pattern, '|'))
      keys.push_back(ValueKey::literal(std::string(alternative)));
    return keys;
  }
  auto head = regex_literal_head(pattern);
  if (head.empty()) return std::nullopt;
  return std::vector<ValueKey>{ValueKey::prefix(std::move(head))};
}

}  // namespace ricochet::match
