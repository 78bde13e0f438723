#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ricochet::match {

/// Bytes of a pattern.
inline constexpr std::size_t kMaxPattern = 64 * 1024;

/// A pattern of another dialect, written for PCRE2 (with PCRE2_UTF, PCRE2_DOTALL, and nothing that
/// depends on its newline or its locale).
struct TranslatedRegex {
  std::string pattern;
  std::vector<std::size_t> origin;  ///< of each byte: the offset in the user's pattern
  /// Where the user's pattern has what byte `at` was made of.
  std::size_t place(std::size_t at, std::size_t end) const {
    return at < origin.size() ? origin[at] : end;
  }
};

/// Java's dialect (java.util.regex of Java 17): what PCRE2 reads differently, or has not, is
/// written so that it means what it means in Java. Refused, with the true reason: what Java
/// refuses; `\N{...}`; a look-behind without a longest length, or with more than 300 forms; a
/// repetition beyond 65535; a reference under (?i) without (?u) to a group that may hold letters
/// beyond ASCII. `whole`: the whole text will have to fit. Error match/bad-pattern, pointing into
/// the pattern.
base::Result<TranslatedRegex> translate_java(std::string_view pattern, bool ignore_case,
                                             bool whole);

/// I-Regexp (RFC 9485), which JSONPath's match() and search() take: `.` fits all but \n and \r. As
/// its section 5 maps it, `^` and `$` are the ends of the text. Error match/bad-pattern.
base::Result<TranslatedRegex> translate_i_regexp(std::string_view pattern);

}  // namespace ricochet::match
