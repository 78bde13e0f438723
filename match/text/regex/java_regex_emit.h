#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "match/text/regex/java_regex_ast.h"

namespace ricochet::match::java_regex {

/// A pattern for PCRE2 (with PCRE2_UTF and PCRE2_DOTALL), and for each of its bytes the offset in
/// the pattern of which it was made.
struct Written {
  std::string pattern;
  std::vector<std::size_t> origin;
};

/// Bytes that a translated pattern may have: one character of a class may become a range, and a
/// look-behind without a fixed length each of its forms.
inline constexpr std::size_t kMaxWritten = 1 << 20;

/// Throws a Failure for what PCRE2 cannot do. `groups`: how many the pattern has.
Written write(const Node& tree, std::size_t groups, std::string_view pattern);

/// The forms of a look-behind's content that each have one length, as PCRE2 10 wants them: for
/// `a{1,2}b` those of `ab` and `aab`. Throws a Failure when they are endless or too many.
std::vector<Node> forms_of(const Node& content, std::string_view pattern);

}  // namespace ricochet::match::java_regex
