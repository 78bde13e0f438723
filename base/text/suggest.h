#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::base {

/// The allowed word that was probably meant (edit distance at most 2, where swapped neighbours
/// count once; or differs by case), or nothing.
std::optional<std::string> suggest(std::string_view word, const std::vector<std::string>& allowed);
/// `did you mean "response"?`, or `known: a, b, c` when nothing is near: the
/// first of them, in some 2,500 bytes, `and 7 more`.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& allowed);

}  // namespace ricochet::base
