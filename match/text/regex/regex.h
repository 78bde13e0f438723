#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/text/regex/regex_code.h"

namespace ricochet::match {

/// A regular expression in Java's dialect (Moco's `match`; java_regex.h), compiled with JIT and
/// bounded in work (work.h), whatever the text. Immutable, shared between threads.
class Regex {
 public:
  enum class Dialect { kJava, kIRegexp };
  struct Options {
    bool ignore_case = false;  ///< as (?i) does; of a literal all letters
    bool literal = false;      ///< no pattern: the text itself
    bool whole =
        true;  ///< the whole text must fit, as in Java's matches(); false: a part, as in find()
    Dialect dialect = Dialect::kJava;
  };
  /// Error match/bad-pattern or match/runaway-pattern, pointing into the pattern (error.h).
  static base::Result<Regex> compile(std::string_view pattern, Options options);
  static base::Result<Regex> compile(std::string_view pattern) {
    return compile(pattern, Options{});
  }

  enum class MatchResult { kMatch, kNoMatch, kGaveUp };
  /// kGaveUp: the bound of work was reached; treat it as no match, and say so where there is room.
  MatchResult match(std::string_view text) const;
  bool matches(std::string_view text) const { return match(text) == MatchResult::kMatch; }
  /// The groups 1..n (unset ones are empty); nullopt when there is no match.
  std::optional<std::vector<std::string>> groups(std::string_view text) const;
  std::size_t group_count() const { return code_->group_count(); }

  /// Bytes of a text; a group that took no part is not set.
  struct Span {
    std::size_t begin = std::string_view::npos, end = 0;
    bool set() const { return begin != std::string_view::npos; }
  };
  /// The first match at or behind the byte `from`, which may see what stands before it. The text
  /// must be UTF-8: many searches of one text do not look at all of it each time. The spans are of
  /// the match and of its groups 1..n.
  MatchResult find(std::string_view text, std::size_t from, std::vector<Span>& spans) const;

 private:
  Regex() = default;
  std::shared_ptr<const RegexCode> code_;
};

}  // namespace ricochet::match
