#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ricochet::base {

/// A pattern for paths, as Java's PathMatcher has it (which Moco uses): `*` is any number of
/// characters within one folder, `**` any number across folders (a leading or inner `**/` also
/// stands for no folder at all, as in shells), `?` one character, `[a-z]` and `[!a]` one of a set,
/// `{a,b}` one of several, `\` takes the next character literally. Immutable.
class Glob {
 public:
  /// Longest pattern, and how many patterns its braces may stand for.
  static constexpr std::size_t kMaxBytes = 1024, kMaxAlternatives = 256;
  /// How many names expand() looks at.
  static constexpr std::size_t kMaxVisited = 100'000;

  /// Error glob/bad-pattern.
  static Result<Glob> compile(std::string_view pattern);
  /// False: the text names one path.
  static bool is_pattern(std::string_view text);

  /// The whole path must fit.
  bool matches(std::string_view path) const;

  struct Expansion {
    std::vector<std::string> files;       ///< plain files, sorted for each alternative, none twice
    std::vector<std::string> folders;     ///< where one more file could fit: what to watch
    std::vector<std::string> unreadable;  ///< of these, those that are there and cannot be read
  };
  /// What is on disk now, relative patterns from the working directory. Names that begin with a dot
  /// need a pattern that says so; links to folders are followed only where the pattern names them.
  /// Error glob/too-many.
  Result<Expansion> expand() const;

  const std::string& text() const { return text_; }

 private:
  struct Token {
    enum class Kind { kChar, kOne, kSet, kStar, kDeep, kDeepFolder } kind = Kind::kChar;
    char c = 0;
    bool negated = false;
    std::vector<std::pair<char, char>> ranges;
    bool fits(char other) const;
  };
  struct Alternative {
    std::string text;
    std::vector<Token> tokens;
  };
  Glob() = default;
  static Result<Alternative> compile_alternative(const std::string& pattern);
  static bool matches(const std::vector<Token>& tokens, std::string_view path);

  std::string text_;
  std::vector<Alternative> alternatives_;
};

}  // namespace ricochet::base
