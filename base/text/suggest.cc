#include "base/text/suggest.h"

#include <algorithm>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::base {

namespace {

// The words may be the keys of somebody's request.
constexpr std::size_t kMostKnownBytes = 2500;
constexpr std::size_t kMostNameBytes = 200;

/// Optimal string alignment: insertions, deletions, substitutions, swaps of neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string> suggest(std::string_view word, const std::vector<std::string>& allowed) {
  const std::string lowered = to_lower(word);
  const std::string* best = nullptr;
  std::size_t best_distance = 3;
  for (const auto& candidate : allowed) {
    const std::size_t longer = std::max(word.size(), candidate.size());
    const std::size_t shorter = std::min(word.size(), candidate.size());
    if (longer - shorter >= best_distance) continue;  // so many at least, whatever they are
    const std::size_t distance =
        iequals(word, candidate) ? 0 : edit_distance(lowered, to_lower(candidate));
    // A word must share more than it differs by: "a" is not a misspelling of "to".
    if (distance < best_distance && distance * 2 <= shorter) {
      best = &candidate;
      best_distance = distance;
    }
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& allowed) {
  if (const auto near = suggest(word, allowed)) return "did you mean \"" + *near + "\"?";
  if (allowed.empty()) return {};
  std::string out = "known: ";
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    if (out.size() > kMostKnownBytes)
      return out + " and " + std::to_string(allowed.size() - i) + " more";
    out += (i > 0 ? ", " : "") + shorten(allowed[i], kMostNameBytes);
  }
  return out;
}

}  // namespace ricochet::base
