#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "match/text/regex/java_regex_brackets.h"

namespace ricochet::match::java_regex {

/// What stands for something in Java's dialect: characters, ends of lines, escapes, references.
class ItemParser : protected ClassParser {
 protected:
  ItemParser(std::string_view pattern, bool whole) : ClassParser(pattern), whole_(whole) {}

  struct Group {
    std::string name;
    bool ascii = false;  ///< closed, and can hold nothing else
  };

  static Node grouped(std::string open, Node content, std::size_t at);
  Node item(std::string text, std::size_t length, std::size_t at);
  Node item(const Class& c, std::size_t at);
  Node character(std::uint32_t point, std::size_t at);
  CodePoints line_ends() const;
  std::string line_begin() const;
  std::string line_end() const;
  std::string text_end() const;
  /// Behind the backslash that stands at `start`.
  Node escape(std::size_t start);
  /// Behind a `<`; reads its `>`.
  std::string group_name(std::size_t start);

  bool whole_;                    ///< all of the text has to fit
  std::size_t open_ = 0;          ///< groups
  std::size_t beyond_ascii_ = 0;  ///< items so far that fit more than ASCII
  std::vector<Group> groups_;     ///< those that capture

 private:
  Node boundary(bool negated, std::size_t start);
  Node any_line_end(std::size_t start);
  Node numbered(std::size_t start);
  Node named(std::size_t start);
  Node reference(std::uint32_t number, std::size_t start);
};

}  // namespace ricochet::match::java_regex
