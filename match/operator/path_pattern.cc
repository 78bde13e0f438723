#include "match/operator/path_pattern.h"

#include <algorithm>

#include "base/text/printable.h"
#include "base/text/utf8.h"
#include "match/give_up.h"
#include "match/text/error.h"
#include "match/work.h"

namespace ricochet::match {

namespace {

/// The end of the segment that starts at `begin`: the next slash that is not inside braces.
std::size_t segment_end(std::string_view pattern, std::size_t begin) {
  std::size_t depth = 0;
  for (std::size_t i = begin; i < pattern.size(); ++i) {
    if (pattern[i] == '{') ++depth;
    if (pattern[i] == '}' && depth > 0) --depth;
    if (pattern[i] == '/' && depth == 0) return i;
  }
  return pattern.size();
}

std::size_t closing_brace(std::string_view pattern, std::size_t open, std::size_t end) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < end; ++i) {
    if (pattern[i] == '\\')
      ++i;
    else if (pattern[i] == '{')
      ++depth;
    else if (pattern[i] == '}' && --depth == 0)
      return i;
  }
  return std::string_view::npos;
}

/// A variable of a pattern: `{name}` or `{name:regex}`.
struct Variable {
  std::string_view name;
  std::string group;      ///< what stands for it in the regular expression of its segment
  std::size_t close = 0;  ///< where its closing brace is
  bool plain = false;     ///< without a regular expression of its own
};

/// The one whose brace opens at `open`, in a segment that ends at `end`.
base::Result<Variable> read_variable(std::string_view pattern, std::size_t open, std::size_t end) {
  Variable variable;
  variable.close = closing_brace(pattern, open, end);
  if (variable.close == std::string_view::npos) {
    return text_error("match/bad-path", "{ is never closed", pattern, open, 1,
                      "a variable is written {name}");
  }
  const std::size_t length = variable.close - open + 1;
  const auto inner = pattern.substr(open + 1, length - 2);
  const auto colon = inner.find(':');
  variable.name = inner.substr(0, colon);
  if (variable.name.empty()) {
    return text_error("match/bad-path", "a variable without a name", pattern, open, length,
                      "write {name} or {name:regex}");
  }
  if (variable.name.front() == '*') {
    return text_error("match/bad-path", "{*name} is not supported", pattern, open, length,
                      "write ** for any number of segments");
  }
  variable.plain = colon == std::string_view::npos;
  if (variable.plain) {
    variable.group = "(.*)";
    return variable;
  }
  const auto own = Regex::compile(inner.substr(colon + 1));
  if (!own) {
    return text_error(own.error().code, own.error().message, pattern,
                      open + colon + 2 + offset_of(own.error(), inner), 1, own.error().hint);
  }
  if (own->group_count() != 0) {
    return text_error("match/bad-path", "the pattern of a variable must not capture", pattern, open,
                      length, "write (?:...) for a group");
  }
  variable.group = "(" + std::string(inner.substr(colon + 1)) + ")";
  return variable;
}

}  // namespace

namespace {

/// Segments behind a `**` from which on trying them at each place is worth counting.
constexpr std::size_t kManySegments = 16;
constexpr std::uint64_t kWorkOfSegment = 8;

std::size_t character_length(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end - at;
}

/// Whether a text fits a pattern of characters, `?` and `*`, both UTF-8. It never goes back further
/// than to the last `*`: steps are the product of both lengths at most. They are drawn from the
/// work of the scope (work.h); nullopt: more than is left.
std::optional<bool> fits_glob(std::string_view pattern, std::string_view text) {
  const auto allowed = Work::left(text.size());
  std::uint64_t steps = 0;
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size() && ++steps <= allowed) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      t += character_length(text, t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = resume += character_length(text, resume);
    } else {
      break;
    }
  }
  Work::use(steps);
  if (steps > allowed) return std::nullopt;
  while (t == text.size() && p < pattern.size() && pattern[p] == '*') ++p;
  return t == text.size() && p == pattern.size();
}

}  // namespace

bool PathPattern::Segment::fits(std::string_view segment) const {
  switch (kind) {
    case Kind::kLiteral:
      return segment == text;
    case Kind::kGlob:
      if (base::is_utf8(segment)) {
        const auto found = fits_glob(text, segment);
        if (!found) ++give_ups();
        return found == true;
      }
      [[fallthrough]];
    case Kind::kPattern:
      return regex->matches(segment);
    case Kind::kVariable:
    case Kind::kAnyDepth:
      break;
  }
  return true;
}

base::Result<PathPattern::Segment> PathPattern::compile_segment(std::string_view pattern,
                                                                std::size_t begin,
                                                                std::size_t end) {
  Segment segment;
  segment.text = pattern.substr(begin, end - begin);
  segment.star = segment.text == "*";
  if (segment.text == "**") {
    segment.kind = Segment::Kind::kAnyDepth;
    return segment;
  }
  if (segment.text.find_first_of("?*{}") == std::string::npos) return segment;
  std::string regex = "(?s)";
  bool plain_variable = false;
  for (std::size_t i = begin; i < end; ++i) {
    const char c = pattern[i];
    if (c == '?') {
      regex += '.';
    } else if (c == '*') {
      regex += ".*";
    } else if (c == '}') {
      return text_error("match/bad-path", "} without {", pattern, i, 1,
                        "a variable is written {name}");
    } else if (c == '{') {
      const auto variable = read_variable(pattern, i, end);
      if (!variable) return variable.error();
      regex += variable->group;
      segment.variables.emplace_back(variable->name);
      plain_variable = variable->plain && i == begin && variable->close + 1 == end;
      i = variable->close;
    } else {
      if (std::string_view("\\^$.|()[]+-#").find(c) != std::string_view::npos) regex += '\\';
      regex += c;
    }
  }
  if (plain_variable) {
    segment.kind = Segment::Kind::kVariable;
    return segment;
  }
  auto compiled = Regex::compile(regex);
  if (!compiled)
    return text_error("match/bad-path", compiled.error().message, pattern, begin, end - begin,
                      compiled.error().hint);
  segment.kind = segment.text.find_first_of("{}") == std::string::npos ? Segment::Kind::kGlob
                                                                       : Segment::Kind::kPattern;
  segment.regex = *compiled;
  return segment;
}

base::Result<PathPattern> PathPattern::compile(std::string_view pattern) {
  PathPattern out;
  out.text_ = pattern;
  out.leading_slash_ = pattern.starts_with('/');
  out.trailing_slash_ = pattern.ends_with('/');
  std::vector<std::string> seen;
  for (std::size_t at = 0; at < pattern.size();) {
    const auto end = segment_end(pattern, at);
    if (end > at) {
      auto segment = compile_segment(pattern, at, end);
      if (!segment) return segment.error();
      for (const auto& name : segment->variables) {
        if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
          return text_error("match/bad-path",
                            "the variable " + base::in_quotes(name) + " stands twice", pattern, at,
                            end - at, "give it another name");
        }
        seen.push_back(name);
      }
      out.segments_.push_back(std::move(*segment));
    }
    at = end + 1;
  }
  return out;
}

bool PathPattern::may_give_up() const {
  return is_counted() ||
         std::any_of(segments_.begin(), segments_.end(), [](const Segment& segment) {
           return segment.kind == Segment::Kind::kPattern || segment.kind == Segment::Kind::kGlob;
         });
}

/// One `**`, and many segments that may have to be tried at each place behind it.
bool PathPattern::is_counted() const {
  return segments_.size() > kManySegments &&
         std::any_of(segments_.begin(), segments_.end(), [](const Segment& segment) {
           return segment.kind == Segment::Kind::kAnyDepth;
         });
}

std::vector<ValueKey> PathPattern::keys() const {
  ValueKey key;
  key.kind = ValueKey::Kind::kSegments;
  std::vector<ValueKey> out;
  for (const auto& segment : segments_) {
    if (segment.kind == Segment::Kind::kAnyDepth) {
      key.open = true;
      break;
    }
    // As in Spring, "/b/*" also fits "/b/".
    if (segment.star && &segment == &segments_.back()) out.push_back(key);
    key.segments.push_back(segment.kind == Segment::Kind::kLiteral ? std::optional(segment.text)
                                                                   : std::nullopt);
  }
  out.push_back(std::move(key));
  return out;
}

std::optional<std::map<std::string, std::string>> PathPattern::match(std::string_view path) const {
  if (path.starts_with('/') != leading_slash_) return std::nullopt;
  const auto parts = path_segments(path);
  std::vector<std::size_t> taken(segments_.size(), 0);  // which part each pattern segment took
  std::size_t p = 0;
  std::size_t s = 0;
  std::size_t star = segments_.size();  // the last ** passed, and where to take up from it again
  std::size_t resume = 0;
  std::uint64_t steps = 0;
  const auto allowed = is_counted() ? Work::left(path.size()) / kWorkOfSegment : UINT64_MAX;
  while (s < parts.size() && ++steps <= allowed) {
    if (p < segments_.size() && segments_[p].kind == Segment::Kind::kAnyDepth) {
      star = p++;
      resume = s;
    } else if (p < segments_.size() && segments_[p].fits(parts[s])) {
      taken[p++] = s++;
    } else if (star < segments_.size()) {
      p = star + 1;
      s = ++resume;
    } else {
      Work::pass(steps * kWorkOfSegment);
      return std::nullopt;
    }
  }
  if (is_counted())
    Work::use(steps * kWorkOfSegment);
  else
    Work::pass(steps * kWorkOfSegment);
  if (steps > allowed) {
    ++give_ups();
    return std::nullopt;
  }
  // The path is used up. As in Spring, "/b/*" also fits "/b/", and "/c/**" fits "/c".
  const bool star_fits_nothing =
      p + 1 == segments_.size() && segments_[p].star && path.ends_with('/');
  if (star_fits_nothing) ++p;
  while (p < segments_.size() && segments_[p].kind == Segment::Kind::kAnyDepth) ++p;
  if (p < segments_.size()) return std::nullopt;
  const bool open_end = !segments_.empty() && segments_.back().kind == Segment::Kind::kAnyDepth;
  // Behind a ** in the middle a slash at the end is nothing to Spring.
  const bool from_behind = star < segments_.size();
  if (!open_end && !star_fits_nothing && !from_behind && path.ends_with('/') != trailing_slash_)
    return std::nullopt;

  std::map<std::string, std::string> variables;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const auto& segment = segments_[i];
    if (segment.kind == Segment::Kind::kVariable) {
      variables[segment.variables.front()] = parts[taken[i]];
    } else if (!segment.variables.empty()) {
      auto groups = segment.regex->groups(parts[taken[i]]);
      if (!groups) return std::nullopt;
      for (std::size_t g = 0; g < segment.variables.size(); ++g)
        variables[segment.variables[g]] = (*groups)[g];
    }
  }
  return variables;
}

}  // namespace ricochet::match
