// However large the text and whatever the pattern: the work of a search is bounded, and counted.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "match/give_up.h"
#include "match/regex.h"
#include "match/work.h"

namespace ricochet::match {
namespace {

const char* const kHungry[] = {
    ".*a.*b",          ".*a.*b.*c",         ".*.*.*.*b",        "(.*)(.*)(.*)x",   "(a|a)*b",
    "(?s).*a.*a.*b",   "(.+)\\1\\1b",       ".*?a.*?b",         "\\S*a\\S*b",      "(?=.*b)a*c",
    "(?!.*b.*c)a*d",   "a*a*a*a*a*b",       "(?:a{0,50}){50}b", "(?i).*A.*B",      "(\\w+\\s)+$",
    "[a-z1]*[a-z]*1b", "(?<=a.{0}).*a.*bc", "(?>.*a)?.*b.*c",   ".*(a|b).*(a|c)d", "(?:.*,)?.*.*b",
};

/// Texts that make such patterns try every way: with what they look for at the wrong end, too.
std::vector<std::string> texts_of(std::size_t size) {
  return {std::string(size, 'a'), "b1xc" + std::string(size, 'a') + "!",
          std::string(size / 2, 'a') + "\xc3\xa4" + std::string(size / 2, 'b')};
}

std::uint64_t work_of(const Regex& regex, const std::string& text) {
  const Work work;
  regex.match(text);
  return Work::used();
}

TEST(RegexWork, IsBoundedWhateverTheText) {
  for (const bool whole : {true, false}) {
    for (const char* pattern : kHungry) {
      const auto regex = Regex::compile(pattern, {.whole = whole});
      ASSERT_TRUE(regex) << pattern << ": " << regex.error().message;
      for (const std::size_t size : {10u, 1'000u, 30'000u, 501'000u}) {
        for (const auto& text : texts_of(size)) {
          // One attempt of the plain code, and one step beyond the bound, which may be the longest.
          const auto bound = kSearchAtLeast + (kSearchPerByte + 4) * text.size() + 1'000'000 + 100;
          EXPECT_LE(work_of(*regex, text), bound) << pattern << " on " << size;
        }
      }
    }
  }
}

TEST(RegexWork, AGivenUpSearchIsSaidAndIsNoMatch) {
  const auto before = give_ups();
  EXPECT_EQ(Regex::compile(".*a.*b")->match(std::string(501'000, 'a')), Regex::Outcome::kGaveUp);
  EXPECT_EQ(give_ups(), before + 1);
}

TEST(RegexWork, ALargeTextStillGetsItsAnswer) {
  std::string text(16u << 20, 'x');
  text.replace(10, 3, "foo");
  EXPECT_TRUE(Regex::compile(".*foo.*")->matches(text));
  EXPECT_TRUE(Regex::compile("(?s).*foo.*xx")->matches(text));
  EXPECT_TRUE(Regex::compile("foo", {.whole = false})->matches(text));
  EXPECT_EQ(Regex::compile(".*bar.*")->match(text), Regex::Outcome::kNoMatch);
  EXPECT_EQ(Regex::compile("(x+)foo(x+)")->groups(text)->at(0), std::string(10, 'x'));
}

TEST(RegexWork, ManySearchesOfOneScopeShareOneBudget) {
  const auto regex = Regex::compile(".*a.*b").value();
  const std::string text(501'000, 'a');
  const Work work;
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_EQ(regex.match(text), Regex::Outcome::kGaveUp);
    const Work inner;  // no budget of its own
  }
  EXPECT_LE(Work::used(), kWorkAtLeast + kWorkPerByte * text.size() + 2'000'000);
  EXPECT_TRUE(Regex::compile("a+b")->matches("aab")) << "what is cheap needs no budget";
}

TEST(RegexWork, ThePatternCannotLiftTheBound) {
  for (const char* pattern : {"(*LIMIT_MATCH=4000000000)a", "(*NO_JIT)a", "(*NO_START_OPT)a"}) {
    EXPECT_FALSE(Regex::compile(pattern)) << pattern;
  }
}

}  // namespace
}  // namespace ricochet::match
