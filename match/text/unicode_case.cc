#include "match/text/unicode_case.h"

#include <unordered_map>
#include <vector>

#include "match/text/case_map.h"

namespace ricochet::match {

namespace {

struct Letter {
  std::uint32_t point, upper, lower;
};

struct Letters {
  std::vector<Letter> all;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> by_lower;
  std::unordered_map<std::uint32_t, std::uint32_t> lower;

  Letters() {
    for (const auto c : letters_with_case()) {
      const auto upper = upper_of(c);
      add({c, upper, lower_of(upper)});
    }
  }

  void add(const Letter& letter) {
    all.push_back(letter);
    by_lower[letter.lower].push_back(letter.point);
    lower[letter.point] = letter.lower;
  }

  static const Letters& get() {
    static const Letters letters;
    return letters;
  }
};

}  // namespace

CodePoints same_but_for_case(std::uint32_t point) {
  const auto& letters = Letters::get();
  CodePoints out{{point, point}};
  const auto lower = letters.lower.find(point);
  if (lower == letters.lower.end()) return out;
  out.add(lower->second);
  for (const auto other : letters.by_lower.at(lower->second)) out.add(other);
  return out;
}

CodePoints with_other_cases(const CodePoints& set) {
  CodePoints out = set;
  for (const auto& letter : Letters::get().all) {
    if (set.contains(letter.upper) || set.contains(letter.lower)) out.add(letter.point);
  }
  return out;
}

}  // namespace ricochet::match
