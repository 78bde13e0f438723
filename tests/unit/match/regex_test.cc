#include "match/text/regex.h"

#include <gtest/gtest.h>

#include "match/text/error.h"

namespace ricochet::match {
namespace {

struct RegexCase {
  const char* pattern;
  const char* text;
  bool match;
};

TEST(Regex, WholeValueAsInJava) {
  const std::vector<RegexCase> cases = {
      {"/\\w*/foo", "/bar/foo", true},
      {"/\\w*/foo", "/bar/foo/", false},
      {"a|ab", "ab", true},
      {"b", "abc", false},
      {".*b.*", "abc", true},
      {"", "", true},
      {"(?i)abc", "ABC", true},
      {"a.c", "a\nc", false},
      {"(?s)a.c", "a\nc", true},
      {"a$", "a\n", false},
      {"(?=.*\\d).+", "ab1", true},
      {"a++b", "aab", true},
      {"\\p{Alpha}+", "aZ", true},
      {"\\p{Alpha}+", "a1", false},
      {"[\\p{Digit}x]+", "1x", true},
      {"\\P{Digit}+", "ab", true},
      {"\\P{Digit}+", "a1", false},
      {"\\p{IsGreek}+", "αβ", true},
      {"\\p{Lu}.*", "Äh", true},
      {"\\Qa.b\\E", "a.b", true},
      {"\\Qa.b\\E", "axb", false},
      {"[[:digit:]]+", "12", true},
      {"[]a]+", "]a", true},
      {"[^]a]+", "bc", true},
      {"ä.ö", "äüö", true},
      {"\\\\p{Alpha}", "\\p{Alpha}", true},
  };
  for (const auto& c : cases) {
    const auto regex = Regex::compile(c.pattern);
    ASSERT_TRUE(regex) << c.pattern << ": " << regex.error().message;
    EXPECT_EQ(regex->matches(c.text), c.match) << c.pattern << " on " << c.text;
  }
}

TEST(Regex, BytesThatAreNotUtf8DoNotMatchAndDoNotFail) {
  EXPECT_FALSE(
      Regex::compile("a.c")->matches("a\xFF"
                                     "c"));
}

TEST(Regex, PartAndCase) {
  Regex::Options options;
  options.whole = false;
  options.ignore_case = true;
  EXPECT_TRUE(Regex::compile("B", options)->matches("abc"));
}

TEST(Regex, Groups) {
  const auto regex = Regex::compile("(a)(x)?(b+)").value();
  EXPECT_EQ(regex.group_count(), 3u);
  EXPECT_EQ(regex.groups("abb"), (std::vector<std::string>{"a", "", "bb"}));
  EXPECT_EQ(regex.groups("b"), std::nullopt);
}

struct BadRegex {
  const char* pattern;
  std::size_t offset;
  const char* message;
};

TEST(Regex, ErrorsPointIntoThePattern) {
  const std::vector<BadRegex> cases = {
      {"a(b", 3, "missing closing parenthesis"},
      {"a)b", 1, "unmatched closing parenthesis"},
      {"[a-z&&[^x]]", 4, "class intersection"},
      {"[a[b]]", 2, "a class inside a class"},
      {"\\p{Alpha}\\p{Digit}(", 19, "missing closing parenthesis"},
      {"*a", 0, "quantifier does not follow a repeatable item"},
      {"a\\C", 3, "\\C"},
  };
  for (const auto& c : cases) {
    const auto regex = Regex::compile(c.pattern);
    ASSERT_FALSE(regex) << c.pattern;
    EXPECT_EQ(regex.error().code, "match/bad-pattern");
    EXPECT_NE(regex.error().message.find(c.message), std::string::npos) << regex.error().message;
    EXPECT_EQ(offset_of(regex.error(), c.pattern), c.offset) << c.pattern;
  }
}

TEST(Regex, RunawayPatternsGiveUp) {
  const auto regex = Regex::compile("(?:a|aa)+b").value();
  EXPECT_EQ(regex.match(std::string(5000, 'a') + "bc"), Regex::Outcome::kGaveUp);
}

}  // namespace
}  // namespace ricochet::match
