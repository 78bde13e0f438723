#pragma once
#include <string>
#include <string_view>

namespace ricochet::match {

/// How a value that does not fit differs from the one that was wanted, when they are nearly the
/// same: what an operator or a part knows of its own "no", for hints and for who ranks near misses.
enum class Difference {
  kNone,             ///< nothing of the sort, or nobody knows
  kCase,             ///< of letters (ASCII)
  kSlashTooMany,     ///< the value ends in a slash that was not wanted
  kSlashMissing,     ///< it lacks the one that was
  kPercentEncoding,  ///< the same text, percent-encoded (RFC 3986) in one of them
  kSpaceAround,      ///< white space before or behind it
  kSpace,            ///< white space elsewhere
  kNumberOrText,     ///< a number on one side, a string of the same digits on the other
  kType,  ///< the same text, but true, false or null on one side and a string on the other
};

/// Of two texts. Longer ones than this are not looked at.
inline constexpr std::size_t kMaxDifferenceBytes = 64 * 1024;
Difference difference_of(std::string_view wanted, std::string_view value);

/// What an explanation says of it behind the values: "differs by case only"; empty where the values
/// themselves show it.
std::string detail_of(Difference difference);

}  // namespace ricochet::match
