#include "match/text/regex/regex.h"

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
      {"[[:digit:]]+", ":dig", true},
      {"[[:digit:]]+", "12", false},
      {"[]a]+", "]a", true},
      {"[^]a]+", "bc", true},
      {"ä.ö", "äüö", true},
      {"\\\\p\\{Alpha}", "\\p{Alpha}", true},
      // Behind a quantifier, or where nothing stands, Java repeats nothing, which is nothing.
      {"a{2}{3}", "aa", true},
      {"a{2}{3}", "aaaaaa", false},
      {"a*{2}+b", "aaab", true},
      {"(a){2}{0}", "aa", true},
      {"{3}", "", true},
      {"x|{2}y", "y", true},
      {"a\\{2}{3}", "a{2}}}", true},
      // One character with its marks: pictographs are one with a joiner between them only.
      {"\\X", "😀😀", false},
      {"\\X", "😀", true},
      {"\\X", "👩\u200d👩", true},
      {"\\X", "👍🏽", true},
      {"\\X", "❤️", true},
      {"\\X", "❤️❤️", false},
      {"\\X", "e\u0301", true},
      {"\\X", "🇩🇪", true},
      {"\\X", "🇩🇪🇫🇷", false},
      {"\\X{2}a", "😀😀a", true},
  };
  for (const auto& c : cases) {
    const auto regex = Regex::compile(c.pattern);
    ASSERT_TRUE(regex) << c.pattern << ": " << regex.error().message;
    EXPECT_EQ(regex->matches(c.text), c.match) << c.pattern << " on " << c.text;
  }
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
      {"\\p{Alpha}\\p{Digit}(", 19, "missing closing parenthesis"},
      {"*a", 0, "quantifier does not follow a repeatable item"},
      {"a\\C", 1, "unknown escape \\C"},
      {"a\\", 1, "ends with a backslash"},
      {"\xC3\xA4{", 2, "a number is missing behind {"},
      {"{a}", 0, "a { here repeats nothing"},
      {"a{,2}", 1, "a number is missing behind {"},
      {"a{2", 1, "this repetition is never closed"},
      {"a{3,2}", 1, "ends before it begins"},
      {"a{65536}", 1, "more than 65535 times"},
      {"a{2}{x}", 4, "a { here repeats nothing"},
      {"a{2}{3}*", 7, "quantifier does not follow a repeatable item"},
      {"[a-z", 0, "this class is never closed"},
      {"[a[b]", 0, "this class is never closed"},
      {"[z-a]", 1, "the range ends before it begins"},
      {"[a-\\d]", 3, "a range cannot end in a class"},
      {"[a\\b]", 2, "no meaning in a class"},
      {"[a-z&&&b]", 6, "a third &"},
      {"[&&a]", 1, "nothing stands before &&"},
      {"[a-z&&[a]b]", 9, "followed by something else"},
      {"x\\p{Foo}", 1, "unknown property \"Foo\""},
      {"x\\p{Lu", 1, "\\p{ is never closed"},
      {"x\\N{DIGIT ONE}", 2, "not known by their names"},
      {"x\\b{g}", 1, "boundaries of characters"},
      {"x\\x4", 4, "two hexadecimal digits"},
      {"x\\x{110000}", 9, "no character of that number"},
      {"x\\u12", 5, "four hexadecimal digits"},
      {"x\\08", 2, "octal digits"},
      {"x\\c", 2, "\\c needs a character"},
      {"\\k<n>(?<n>a)", 0, "no group <n> before this"},
      {"(?<n>a)(?<n>b)", 7, "two groups of the name n"},
      {"(?<1>a)", 3, "made of ASCII letters and digits"},
      {"x(?P<n>a)", 1, "no group that begins so"},
      {"x(?#c)", 1, "no group that begins so"},
      {"(a)(?1)", 3, "no group that begins so"},
      {"(*ACCEPT)a", 1, "nothing stands before *"},
      {"x(?<=a+)b", 6, "repeat without end"},
      {"(?<=\\X)b", 4, "any length"},
      {"(?<=a{0,400})b", 5, "more than 300 lengths"},
      {"(?<=(a|bc))d", 4, "must have one length"},
      {"(?i)(\\S)\\1", 8, "(?i) alone"},
      {"a\xFF", 1, "not UTF-8"},
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
  EXPECT_EQ(regex.match(std::string(5000, 'a') + "bc"), Regex::MatchResult::kGaveUp);
}

}  // namespace
}  // namespace ricochet::match
