#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "match/text/regex/java_regex_scanner.h"

namespace ricochet::match::java_regex {

/// The classes in brackets of Java's dialect: unions, intersections, negations, one in another.
class ClassParser : protected Scanner {
 protected:
  using Scanner::Scanner;
  static constexpr std::size_t kMaxNesting = 100;  ///< of groups and classes

  /// Counts nesting for as long as it lives.
  struct Nested {
    explicit Nested(ClassParser& p) : parser(p) {
      if (++parser.depth_ > kMaxNesting) parser.fail("nested too deeply", parser.at());
    }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;
    ~Nested() { --parser.depth_; }
    ClassParser& parser;
  };

  /// Behind its `[`; reads its `]`.
  Class bracketed(std::size_t open);
  /// All from `first` to `last`, with the other cases that the flags ask for.
  Class cased(std::uint32_t first, std::uint32_t last) const;

 private:
  Class operand(std::size_t open, bool first);
  Class element();
  Class range(std::uint32_t first);

  std::size_t depth_ = 0;
};

}  // namespace ricochet::match::java_regex
