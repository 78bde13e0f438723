#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "match/text/regex/java_regex_ast.h"
#include "match/text/regex/java_regex_property.h"

namespace ricochet::match::java_regex {

/// The characters of a pattern in Java's dialect: `\Q...\E` is undone, white space and comments are
/// skipped where (?x) says so, escapes of one character are read.
class Scanner {
 protected:
  explicit Scanner(std::string_view pattern);

  static constexpr std::uint32_t kEnd = UINT32_MAX;
  struct Char {
    std::uint32_t point;
    std::size_t at;  ///< offset in the pattern
    bool quoted;     ///< stands for itself
  };

  [[noreturn]] void fail(std::string message, std::size_t at, std::string hint = {},
                         std::size_t length = 1) const;

  /// What stands `ahead` of here; kEnd behind the last one.
  std::uint32_t peek(std::size_t ahead = 0) const;
  /// Whether it is this character, and not quoted.
  bool is(char c, std::size_t ahead = 0) const;
  bool eat(char c);
  bool ended() const { return next_ >= chars_.size(); }
  std::size_t at(std::size_t ahead = 0) const;  ///< offset of what stands there
  std::size_t at_back(std::size_t count) const { return chars_[next_ - count].at; }
  /// Skips what (?x) skips.
  void skip();

  /// Behind a backslash: the character that the escape is; nullopt, and nothing is read, when it is
  /// none.
  std::optional<std::uint32_t> escaped_character();
  /// Behind `\p` or `\P`.
  Class escaped_property(bool negated);

  std::string_view pattern_;
  Flags flags_;
  std::vector<Char> chars_;
  std::size_t next_ = 0;

 private:
  std::uint32_t octal();
  std::uint32_t hexadecimal();
  std::uint32_t utf16();
  std::uint32_t hex_digits(std::size_t count, const char* what);
};

}  // namespace ricochet::match::java_regex
