#include "match/text/regex/regex_runaway.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "match/text/error.h"

namespace ricochet::match {

namespace {

/// What is known of the alternative that is being read.
struct Alternative {
  bool endless = false;   ///< it has a repetition without end
  bool required = false;  ///< it has something that must be there exactly
};

struct Group {
  std::size_t start = 0;
  bool atomic = false;     ///< `(?>...)` never gives back
  bool look = false;       ///< look-around takes no characters
  bool dangerous = false;  ///< some alternative is endless and nothing else
  Alternative alternative;

  void close_alternative() {
    dangerous = dangerous || (alternative.endless && !alternative.required);
    alternative = {};
  }
};

struct Quantifier {
  std::size_t size = 0;  ///< bytes
  bool endless = false;
  bool optional = false;  ///< may be zero times
  bool possessive = false;
};

Quantifier quantifier_at(std::string_view p, std::size_t at) {
  Quantifier q;
  if (at >= p.size()) return q;
  if (p[at] == '*' || p[at] == '+') {
    q.size = 1;
    q.endless = true;
    q.optional = p[at] == '*';
  } else if (p[at] == '?') {
    q.size = 1;
    q.optional = true;
  } else if (p[at] == '{') {
    const auto close = p.find('}', at);
    if (close == std::string_view::npos || close == at + 1) return q;
    const auto inner = p.substr(at + 1, close - at - 1);
    if (inner.find_first_not_of("0123456789,") != std::string_view::npos || inner[0] == ',')
      return q;
    q.size = close - at + 1;
    q.endless = inner.back() == ',';
    q.optional = inner == "0" || inner.starts_with("0,");
  } else {
    return q;
  }
  if (at + q.size < p.size() && (p[at + q.size] == '+' || p[at + q.size] == '?')) {
    q.possessive = p[at + q.size] == '+';
    ++q.size;
  }
  return q;
}

/// The end of the class that opens at `at`, with the classes inside of it.
std::size_t class_end(std::string_view p, std::size_t at) {
  std::size_t depth = 0;
  for (std::size_t i = at; i < p.size(); ++i) {
    if (p.substr(i, 2) == "\\Q") {
      i = std::min(p.find("\\E", i), p.size() - 1);
    } else if (p[i] == '\\') {
      ++i;
    } else if (p[i] == '[') {
      ++depth;
      if (p.substr(i + 1, 1) == "^") ++i;
      if (p.substr(i + 1, 1) == "]") ++i;  // there it is a character
    } else if (p[i] == ']' && --depth == 0) {
      return i + 1;
    }
  }
  return p.size();
}

/// The end of an escape: `\d`, `\p{Alpha}`, `\x{41}`.
std::size_t escape_end(std::string_view p, std::size_t at) {
  const auto next = at + 2;
  if (next < p.size() && p[next] == '{' &&
      std::string_view("pPxNgko").find(p[at + 1]) != std::string_view::npos) {
    const auto close = p.find('}', next);
    if (close != std::string_view::npos) return close + 1;
  }
  return std::min(next, p.size());
}

/// The start of a group's content: what stands behind `(?:`, `(?<name>`, `(?i)` is skipped.
std::size_t open_group(std::string_view p, std::size_t at, Group& group) {
  group.start = at;
  if (p.substr(at, 2) != "(?") return at + 1;
  const char kind = at + 2 < p.size() ? p[at + 2] : '\0';
  group.atomic = kind == '>';
  group.look = kind == '=' || kind == '!' ||
               (kind == '<' && at + 3 < p.size() && (p[at + 3] == '=' || p[at + 3] == '!'));
  if (kind == '<' && !group.look) {
    const auto end = p.find('>', at);
    return end == std::string_view::npos ? p.size() : end + 1;
  }
  std::size_t i = at + 2;
  while (i < p.size() && (std::isalpha(static_cast<unsigned char>(p[i])) != 0 || p[i] == '-')) ++i;
  return i < p.size() && p[i] == ')' ? i : i + 1;
}

}  // namespace

base::Status refuse_runaway(std::string_view p) {
  std::vector<Group> open(1);
  for (std::size_t i = 0; i < p.size();) {
    std::optional<Group> closed;
    std::size_t end = i + 1;
    if (p.substr(i, 2) == "\\Q") {
      const auto stop = p.find("\\E", i);
      end = stop == std::string_view::npos ? p.size() : stop + 2;
    } else if (p[i] == '\\') {
      end = escape_end(p, i);
    } else if (p[i] == '[') {
      end = class_end(p, i);
    } else if (p[i] == '(') {
      Group group;
      i = open_group(p, i, group);
      open.push_back(group);
      continue;
    } else if (p[i] == '|') {
      open.back().close_alternative();
      ++i;
      continue;
    } else if (p[i] == ')' && open.size() > 1) {
      open.back().close_alternative();
      closed = open.back();
      open.pop_back();
    } else if (p[i] == '^' || p[i] == '$') {
      ++i;
      continue;
    }
    const auto quantifier = quantifier_at(p, end);
    const bool gives_back = !quantifier.possessive && !(closed && (closed->atomic || closed->look));
    if (closed && closed->dangerous && quantifier.endless && gives_back) {
      return text_error("match/runaway-pattern",
                        "this group repeats without end what already repeats without end", p,
                        closed->start, end + quantifier.size - closed->start,
                        "repeat once, as in \"a+\" for \"(a+)+\", or make the inner one "
                        "possessive: \"(a++)+\"");
    }
    auto& alternative = open.back().alternative;
    if (closed && closed->look) {
      // Takes no characters, so it keeps nothing apart.
    } else if (gives_back && (quantifier.endless || (closed && closed->dangerous))) {
      alternative.endless = true;
    } else if (!quantifier.optional) {
      alternative.required = true;
    }
    i = end + quantifier.size;
  }
  return {};
}

}  // namespace ricochet::match
