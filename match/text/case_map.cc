#include "match/text/case_map.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "match/text/case_map_data.h"
#include "match/text/utf16.h"

namespace ricochet::match {

namespace {

constexpr std::uint32_t kBigSigma = 0x3A3, kFinalSigma = 0x3C2, kBigIWithDot = 0x130;

template <std::size_t N>
std::uint32_t mapped(const CaseRun (&runs)[N], std::uint32_t c) {
  const auto* run = std::partition_point(std::begin(runs), std::end(runs),
                                         [c](const CaseRun& r) { return r.last < c; });
  // Runs of step 2 may lie inside one another: the letters between belong to the next one.
  for (; run != std::end(runs) && run->first <= c; ++run) {
    if ((c - run->first) % run->step == 0)
      return static_cast<std::uint32_t>(static_cast<std::int64_t>(c) + run->distance);
  }
  return c;
}

bool cased(std::uint32_t c) { return upper_of(c) != c || lower_of(c) != c; }

/// Marks that a word goes on behind: combining marks, apostrophes and the like.
bool ignorable(std::uint32_t c) {
  return c == '\'' || c == '.' || c == ':' || c == 0xAD || c == 0xB7 || c == 0x2019 ||
         (c >= 0x300 && c < 0x370);
}

bool ends_word(std::string_view text, std::size_t after) {
  while (after < text.size()) {
    const auto c = next_character(text, after);
    if (!ignorable(c)) return !cased(c);
  }
  return true;
}

}  // namespace

std::uint32_t upper_of(std::uint32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
  return mapped(kUpperRuns, c);
}

std::uint32_t lower_of(std::uint32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  return c == kBigIWithDot ? 'i' : mapped(kLowerRuns, c);
}

std::vector<std::uint32_t> letters_with_case() {
  std::set<std::uint32_t> letters{kBigIWithDot};
  for (std::uint32_t c = 'A'; c <= 'Z'; ++c) letters.insert({c, c + 32});
  const auto add = [&letters](const auto& runs) {
    for (const auto& run : runs) {
      for (auto c = run.first; c <= run.last; c += run.step) letters.insert(c);
    }
  };
  add(kUpperRuns);
  add(kLowerRuns);
  return {letters.begin(), letters.end()};
}

std::string upper_case(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const auto c = next_character(utf8, at);
    const auto* several = c < 0x80
                              ? std::end(kUpperSeveral)
                              : std::lower_bound(std::begin(kUpperSeveral), std::end(kUpperSeveral),
                                                 c, [](const CaseSpecial& s, std::uint32_t letter) {
                                                   return s.letter < letter;
                                                 });
    if (several != std::end(kUpperSeveral) && several->letter == c)
      out += several->upper;
    else
      append_character(out, upper_of(c));
  }
  return out;
}

std::string lower_case(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  bool in_word = false;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto c = next_character(utf8, at);
    if (c == kBigSigma && in_word && ends_word(utf8, at))
      append_character(out, kFinalSigma);
    else
      append_character(out, lower_of(c));
    if (c == kBigIWithDot) append_character(out, 0x307);
    if (!ignorable(c)) in_word = cased(c);
  }
  return out;
}

}  // namespace ricochet::match
