// However large the text and whatever the pattern: the work of a search is bounded, and counted.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "match/give_up.h"
#include "match/text/regex/regex.h"
#include "match/work.h"

namespace ricochet::match {
namespace {

const char* const kHungry[] = {
    ".*a.*b",           ".*a.*b.*c",         ".*.*.*.*b",
    "(.*)(.*)(.*)x",    "(a|a)*b",           "(?s).*a.*a.*b",
    "(.+)\\1\\1b",      ".*?a.*?b",          "\\S*a\\S*b",
    "(?=.*b)a*c",       "(?!.*b.*c)a*d",     "a*a*a*a*a*b",
    "(?:a{0,50}){50}b", "(?i).*A.*B",        "(\\w+a)+$",
    "[a-z1]*[a-z]*1b",  "(?<=a.{9}).*a.*bc", "(?>.*a)?.*b.*c",
    ".*(a|b).*(a|c)d",  "(?:.*,)?.*.*b",     ".*[^,]*,x",
    "(?>a[^x]*)(y|z)",  "(a?){30}a{30}b",    "(?:a(?:a(?:ab?)?b?)?b?)+c",
    "\\X*a\\X*b",
};

/// Texts that make such patterns try every way: with what they look for at the wrong end, too, and
/// with bytes that are not UTF-8.
std::vector<std::string> texts_of(std::size_t size) {
  return {std::string(size, 'a'), "b1xc" + std::string(size, 'a') + "!",
          std::string(size / 2, 'a') + "\xc3\xa4" + std::string(size / 2, 'b'),
          std::string(size / 2, 'a') + "\xff" + std::string(size / 2, 'a')};
}

std::uint64_t bound_of(std::size_t size) {
  // Before the first step, and one step beyond the bound, which may be the longest.
  return kSearchAtLeast + kSearchPerByte * size + 2 * size + 100;
}

std::uint64_t work_of(const Regex& regex, const std::string& text) {
  const Work work;
  regex.match(text);
  return Work::used();
}

Regex compiled(const char* pattern, bool whole = true) {
  auto regex = Regex::compile(pattern, {.whole = whole});
  EXPECT_TRUE(regex) << pattern << ": " << regex.error().message;
  return *regex;
}

TEST(RegexWork, IsBoundedWhateverTheText) {
  for (const bool whole : {true, false}) {
    for (const char* pattern : kHungry) {
      const auto regex = compiled(pattern, whole);
      for (const std::size_t size : {10u, 100u, 1'000u, 10'000u, 100'000u, 501'000u}) {
        for (const auto& text : texts_of(size))
          EXPECT_LE(work_of(regex, text), bound_of(text.size())) << pattern << " on " << size;
      }
    }
  }
}

TEST(RegexWork, IsBoundedOnTheLargestBody) {
  const std::string text(16u << 20, 'a');
  const auto regex = compiled(".*a.*b");
  EXPECT_LE(work_of(regex, text), bound_of(text.size()));
  EXPECT_EQ(regex.match(text), Regex::MatchResult::kGaveUp);
}

TEST(RegexWork, AGivenUpSearchIsSaidAndIsNoMatch) {
  const auto before = give_ups();
  EXPECT_EQ(compiled(".*a.*b").match(std::string(501'000, 'a')), Regex::MatchResult::kGaveUp);
  EXPECT_EQ(give_ups(), before + 1);
}

// What these look at is not seen between two steps: the item fails behind many characters, or goes
// back. Each would take seconds to hours.
TEST(RegexWork, CountsWhatAnItemLooksAtBeforeItFails) {
  std::string lines;
  for (int i = 0; i < 3; ++i) lines += std::string(59'999, 'a') + "\n";
  std::string refers = std::string(4'000, 'A') + "B";
  for (int i = 0; i < 2; ++i) refers += std::string(19'999, 'A') + "B";
  std::string flags;
  for (int i = 0; i < 20'000; ++i) flags += "\xF0\x9F\x87\xA6";
  const std::string y(60'000, 'y');
  const struct {
    const char* pattern;
    std::string text;
  } cases[] = {
      {"(?:.{60000})x", lines + "x"},
      {"(A+)A*?\\1D", refers + "D"},
      {"(?i)(A+)A*?\\1D", refers + "D"},
      {"(?<n>A+)A*?\\k<n>D", refers + "D"},
      {"(A+)A*?\\1{2}D", refers + "D"},
      {"(?<=b.{60000}|c.{60000})y", y},
      {"(?<!b.{59999}|c.{59999}).(?<=b.{60000}|c.{60000})y", y},
      {"\\X*a", flags + "a"},
      {"\\X*+b?c", flags + "c"},
      {"(?:\\X){2}a", "e" + std::string(60'000, 'e') + "a"},
  };
  for (const auto& [pattern, text] : cases)
    EXPECT_EQ(compiled(pattern, false).match(text), Regex::MatchResult::kGaveUp) << pattern;
}

TEST(RegexWork, ALongClassMakesEachCharacterDearer) {
  std::string pattern = "(?s)[";
  for (int i = 0; i < 1'000; ++i) pattern += "\\p{IsGreek}\\p{Lu}";
  pattern += "a]*.";
  const std::string text(10'000, 'a');
  EXPECT_GT(work_of(compiled(pattern.c_str()), text), 20 * work_of(compiled("(?s)a*."), text));
}

TEST(RegexWork, ALargeTextStillGetsItsAnswer) {
  std::string text(16u << 20, 'x');
  text.replace(10, 3, "foo");
  EXPECT_TRUE(compiled(".*foo.*").matches(text));
  EXPECT_TRUE(compiled("(?s).*foo.*xx").matches(text));
  EXPECT_TRUE(compiled("foo", false).matches(text));
  EXPECT_EQ(compiled(".*bar.*").match(text), Regex::MatchResult::kNoMatch);
  EXPECT_EQ(compiled("(x+)foo(x+)").groups(text)->at(0), std::string(10, 'x'));
}

TEST(RegexWork, WhatIsNotOddStaysCheap) {
  const std::string text = R"({"id": 4711, "status": "PAID", "at": "2026-02-03T04:05:06Z"})";
  for (const char* pattern : {".*\"status\": \"PAID\".*", ".*\\d{4}-\\d{2}-\\d{2}T.*",
                              ".*\\bid\\b.*", ".*\"id\": (\\d+).*\"Z?}"})
    EXPECT_LT(work_of(compiled(pattern), text), 100u) << pattern;
}

TEST(RegexWork, ManySearchesOfOneScopeShareOneBudget) {
  const auto regex = compiled(".*a.*b");
  const std::string text(501'000, 'a');
  const Work work;
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_EQ(regex.match(text), Regex::MatchResult::kGaveUp);
    const Work inner;  // no budget of its own
  }
  EXPECT_LE(Work::used(), kWorkAtLeast + kWorkPerByte * text.size() + 2 * text.size() + 100);
  const auto used = Work::used();
  EXPECT_EQ(regex.match(text), Regex::MatchResult::kGaveUp);
  EXPECT_EQ(Work::used(), used) << "not even a look";
  EXPECT_TRUE(compiled("a+b").matches("aab")) << "what is cheap needs no budget";
}

TEST(RegexWork, WhatRunsUncountedIsBoundedToo) {
  const auto regex = compiled("a+b");
  const std::string text = std::string(1'000, 'a') + "b";
  const Work work;
  ASSERT_TRUE(regex.matches(text));
  const auto cheap = Work::used();
  for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(regex.matches(text)) << i;
  EXPECT_GT(Work::used(), 10'000 * cheap + 1'000'000)
      << "at last they are counted, and still right";
}

TEST(RegexWork, ThePatternCannotLiftTheBound) {
  for (const char* pattern : {"(*LIMIT_MATCH=4000000000)a", "(*NO_JIT)a", "(*NO_START_OPT)a",
                              "a(*COMMIT)b", "(a)(*sr:b)", "((*ACCEPT)a)"}) {
    EXPECT_FALSE(Regex::compile(pattern)) << pattern;
  }
  for (const char* pattern : {"\\(*a", "[(*]a", "\\Q(*\\Ea"}) EXPECT_TRUE(Regex::compile(pattern));
}

}  // namespace
}  // namespace ricochet::match
