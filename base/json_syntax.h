#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace ricochet::base {

/// A syntax error in the words of somebody who must mend it: what is wrong, the cure, the bytes to
/// underline.
struct SyntaxError {
  std::string message;
  std::string hint;
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// `byte` (from 1) and `what` are what nlohmann's parser reported about `text`.
SyntaxError explain_syntax_error(std::string_view text, std::size_t byte, const std::string& what);

/// Offset of the bracket that is nested deeper than `limit`, or npos. Needs no recursion and no
/// allocation; brackets in strings do not count, nor those in comments if there may be any.
std::size_t find_too_deep(std::string_view text, std::size_t limit, bool comments);

}  // namespace ricochet::base
