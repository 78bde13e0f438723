#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/selective_key.h"
#include "match/text/regex/regex.h"

namespace ricochet::match {

/// Moco's `path` operator: Ant (Spring) patterns over the segments of a path. `?` is one character,
/// `*` any number within a segment, `**` any number of segments, `{name}` a variable,
/// `{name:regex}` one that must fit. `/a/{x}` fits neither `/a/` nor `/a/1/` nor `/a/1/2`; `/c/**`
/// fits `/c`.
class PathPattern {
 public:
  /// Errors match/bad-path and match/bad-pattern, pointing into the pattern (error.h).
  static base::Result<PathPattern> compile(std::string_view pattern);

  /// The variables when the path fits, else nullopt.
  std::optional<std::map<std::string, std::string>> match(std::string_view path) const;
  const std::string& text() const { return text_; }
  /// The paths that can fit, by segments.
  std::vector<ValueKey> keys() const;
  /// A segment of it is a search, or so many may be tried behind a `**` that this is bounded, too.
  bool may_give_up() const;

 private:
  bool is_counted() const;
  struct Segment {
    enum class Kind { kLiteral, kVariable, kGlob, kPattern, kAnyDepth } kind = Kind::kLiteral;
    std::string text;                    ///< as it is written
    std::vector<std::string> variables;  ///< names, in the order of the groups
    std::optional<Regex> regex;          ///< kPattern, and kGlob for what is not UTF-8
    bool star = false;                   ///< exactly `*`, which also fits an empty last segment
    bool fits(std::string_view segment) const;
  };
  PathPattern() = default;
  static base::Result<Segment> compile_segment(std::string_view pattern, std::size_t begin,
                                               std::size_t end);

  std::string text_;
  std::vector<Segment> segments_;
  bool leading_slash_ = false;
  bool trailing_slash_ = false;
};

}  // namespace ricochet::match
