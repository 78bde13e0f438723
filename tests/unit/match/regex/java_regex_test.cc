// What Java's dialect means where PCRE2 reads it otherwise. Each row was asked of Java 17; made-up
// patterns are asked of it by tests/differential.
#include "match/text/regex/java_regex.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "match/text/code_points.h"
#include "match/text/regex/regex.h"
#include "match/text/unicode_blocks.h"
#include "match/text/unicode_case.h"

namespace ricochet::match {
namespace {

struct JavaCase {
  const char* pattern;
  std::vector<const char*> fits;
  std::vector<const char*> fits_not;
};

void hold_rows(const std::vector<JavaCase>& cases) {
  for (const auto& c : cases) {
    const auto regex = Regex::compile(c.pattern);
    ASSERT_TRUE(regex) << c.pattern << ": " << regex.error().message;
    for (const char* text : c.fits)
      EXPECT_TRUE(regex->matches(text)) << c.pattern << " on " << text;
    for (const char* text : c.fits_not)
      EXPECT_FALSE(regex->matches(text)) << c.pattern << " on " << text;
  }
}

TEST(JavaRegex, Escapes) {
  hold_rows({{"[\\u4e00-\\u9fa5]+", {"\xE4\xB8\xAD\xE6\x96\x87"}, {"a"}},
             {"\\u0041\\x42\\x{43}\\0104", {"ABCD"}, {}},
             {"\\0400", {" 0"}, {}},
             {"\\uD83D\\uDE00", {"\xF0\x9F\x98\x80"}, {}},
             {"a|\\ud83d", {"a"}, {"\xF0\x9F\x98\x80"}},
             {"\\cA\\t\\a\\e", {"\x01\t\a\x1B"}, {}},
             {"\\h\\v", {"\xC2\xA0\x0B", " \xE2\x80\xA8"}, {"a\n"}},
             {"\\R\\n", {"\r\n"}, {}},
             {"\\R{2}", {"\n\n", "\r\n\r"}, {"\r\n"}},
             {"\\Qa.b\\E+", {"a.b", "a.bb"}, {"a.ba.b", "axb"}},
             {"[\\Qa-c\\E]", {"-", "a"}, {"b"}},
             {"(?x) a b # [c\n ( ?: c ) [d e]", {"abcd", "abce"}, {"abc "}}});
}

TEST(JavaRegex, CaseIsThatOfAsciiUnlessUnicodeIsAskedFor) {
  hold_rows({{"(?i)\xC3\xA4k", {"\xC3\xA4K"}, {"\xC3\x84k", "\xC3\xA4\xE2\x84\xAA"}},
             {"(?iu)\xC3\xA4k", {"\xC3\x84K", "\xC3\xA4\xE2\x84\xAA"}, {}},
             {"(?iu)i", {"I", "\xC4\xB0", "\xC4\xB1"}, {"l"}},
             {"(?i)[\xC3\xA0-\xC3\xB6]", {"\xC3\xA4"}, {"\xC3\x84"}},
             {"(?iu)[\xC3\xA0-\xC3\xB6]", {"\xC3\x84"}, {}},
             {"(?iu)[^\xC3\xA4]", {"a"}, {"\xC3\x84"}},
             {"(?i)\\p{Lu}\\p{Lower}",
              {"aA",
               "\xC3\xA4"
               "b"},
              {"1a"}},
             {"(?i:a)b", {"Ab"}, {"AB"}},
             {"a(?i)b|c", {"aB", "C"}, {"Ab"}},
             {"(?i)(ab)\\1", {"abAB"}, {}},
             {"(?iu)(\\S)\\1", {"\xC3\xA4\xC3\x84"}, {}}});
}

TEST(JavaRegex, Classes) {
  hold_rows({{"[a-z&&[^b]]+", {"ac"}, {"b"}},
             {"[a-d&&b-z&&[^c]]", {"b", "d"}, {"a", "c", "e"}},
             {"[^a[b]]", {"c"}, {"a", "b"}},
             {"[a[^b]]", {"a", "c"}, {"b"}},
             {"[a-[b]]", {"a", "-", "b"}, {"c"}},
             {"[[:alpha:]]", {":", "a", "l"}, {"b"}},
             {"[\\p{L}&&[^\\p{Lu}]]+", {"a\xC3\xA4"}, {"A", "1"}},
             {"[^\\p{L}&&[^x]]", {"1", "x"}, {"a"}},
             {"[\\w&&[^\\d_]]+", {"aZ"}, {"1", "_"}},
             {"[]a]+", {"]a"}, {}},
             {"[\\v-\\r]", {"\x0B", "\f"}, {"\n"}},
             {"[\\W_]", {"_", "-", "\xC3\xA4"}, {"a"}}});
}

TEST(JavaRegex, Properties) {
  hold_rows({{"\\p{InGreek}\\p{IsGreek}\\p{sc=Grek}\\p{blk=Greek and Coptic}",
              {"\xCE\xB1\xCE\xB1\xCE\xB1\xCE\xB1"},
              {}},
             {"\\p{IsDigit}\\p{gc=Nd}",
              {"\xD9\xA3"
               "1"},
              {"aa"}},
             {"\\p{javaLowerCase}\\p{javaWhitespace}", {"\xC3\xA4 "}, {"A "}},
             {"\\p{IsAlphabetic}\\pN\\PL",
              {"\xC3\xA4"
               "11"},
              {}},
             {"\\p{Alpha}+", {"aZ"}, {"\xC3\xA4"}},
             {"(?U)\\p{Alpha}\\w\\d\\s", {"\xC3\xA4\xC3\xA4\xD9\xA3\xC2\xA0"}, {}},
             {"\\w", {"a"}, {"\xC3\xA4"}},
             {"\\p{L1}\\p{LC}\\p{all}",
              {"\xC3\xA4"
               "Ab"},
              {}}});
}

TEST(JavaRegex, LinesAndBoundaries) {
  hold_rows({{"a.b",
              {"a\x0B"
               "b",
               "a\f"
               "b"},
              {"a\xC2\x85"
               "b",
               "a\xE2\x80\xA8"
               "b",
               "a\rb"}},
             {"(?d)a.b", {"a\rb"}, {"a\nb"}},
             {"(?s)a.b", {"a\nb"}, {}},
             {"a$\\r\\n", {"a\r\n"}, {}},
             {"a\\r$\\n", {}, {"a\r\n"}},
             {"a$.*", {"a"}, {"a\n"}},
             {"(?s)a$.*", {"a\n", "a\xE2\x80\xA9", "a\r\n"}, {"a\x0B", "a\n\n"}},
             {"(?sm)a$.^b.*",
              {"a\rb",
               "a\xC2\x85"
               "b"},
              {"a\x0B"
               "b"}},
             {"(?sm).*\\n^", {}, {"a\n"}},
             {"(?s).*\\b\xC3\xA9.*", {"\xC3\xA9", " \xC3\xA9"}, {"a\xC3\xA9"}},
             {"a(?<=ba{1,2}|c)a", {}, {"aa"}},
             {".*(?<=ba{1,2}|c)x", {"baax", "cx"}, {"bx"}},
             {"(a)\\11", {"aa1"}, {}},
             {"(a)\\2|b", {"b"}, {"aa"}},
             {"(?<n>a)\\k<n>", {"aa"}, {}}});
}

TEST(JavaRegex, TheWholeOfASearchIsTheSame) {
  const auto regex = Regex::compile("(?m)^b$", {.whole = false}).value();
  EXPECT_TRUE(regex.matches("a\nb\nc"));
  EXPECT_FALSE(
      regex.matches("a\x0B"
                    "b"));
  EXPECT_TRUE(Regex::compile("a$", {.whole = false})->matches("a\n"));
  EXPECT_FALSE(Regex::compile("a$", {.whole = false})->matches("a\nb"));
}

TEST(JavaRegex, PlacesLeadBackIntoThePattern) {
  const std::string pattern = "(?i)a[b-d]\\R{2}";
  const auto translated = translate_java(pattern, false, true).value();
  ASSERT_EQ(translated.origin.size(), translated.pattern.size());
  for (std::size_t i = 0; i < translated.origin.size(); ++i)
    EXPECT_LT(translated.place(i, 99), pattern.size());
  EXPECT_EQ(translated.place(translated.pattern.size(), 99), 99u);
  EXPECT_EQ(translated.place(0, 99), 4u);
}

TEST(JavaRegex, IRegexpIsAStrictSubset) {
  Regex::Options options;
  options.dialect = Regex::Dialect::kIRegexp;
  for (const char* pattern : {"", "a|b", "[^a-c-]{2,3}", "\\p{Lu}\\P{L}*", "(a(b)?)+", "[\\]\\-]",
                              "^a$", "\\n", "[-a]", "a&&b", "[a&&b]"})
    EXPECT_TRUE(Regex::compile(pattern, options)) << pattern;
  for (const char* pattern :
       {"\\d",   "a*?",     "a++",          "(?:a)", "(?=a)",    "\\1", "[[a]]",
        "a{,2}", "a{",      "\\p{IsGreek}", "[b-a]", "[",        "(",   ")",
        "*",     "\\u0041", "[]a]",         "\\",    "a{70000}", "\xFF"})
    EXPECT_FALSE(Regex::compile(pattern, options)) << pattern;
  EXPECT_TRUE(Regex::compile("a.", options)->matches("a\xE2\x80\xA8"));
  EXPECT_TRUE(Regex::compile("a.", options)->matches("a\xC2\x85"));
  EXPECT_FALSE(Regex::compile("a.", options)->matches("a\r"));
  EXPECT_TRUE(Regex::compile("[a&&b]+", options)->matches("a&b"));
  EXPECT_FALSE(Regex::compile("a$", options)->matches("a\n"));
}

TEST(JavaRegex, SetsOfCodePoints) {
  CodePoints set{{5, 7}, {1, 2}, {3, 3}};
  EXPECT_EQ(set, (CodePoints{{1, 3}, {5, 7}}));
  EXPECT_EQ(set.complement().complement(), set);
  EXPECT_EQ(set.intersection({{3, 5}}), (CodePoints{{3, 3}, {5, 5}}));
  EXPECT_TRUE(set.intersection(set.complement()).empty());
  set.add(4);
  EXPECT_EQ(set, (CodePoints{{1, 7}}));
  EXPECT_TRUE(set.contains(4));
  EXPECT_FALSE(set.contains(8));
  EXPECT_EQ(unicode_block("latin-1 SUPPLEMENT")->first, 0x80u);
  EXPECT_EQ(unicode_block("nothing"), std::nullopt);
  EXPECT_EQ(same_but_for_case('k'), (CodePoints{{'K', 'K'}, {'k', 'k'}, {0x212A, 0x212A}}));
  EXPECT_EQ(same_but_for_case('1'), (CodePoints{{'1', '1'}}));
  EXPECT_EQ(with_other_cases({{'A', 'Z'}}),
            (CodePoints{{'A', 'Z'}, {'a', 'z'}, {0x131, 0x131}, {0x17F, 0x17F}}));
}

}  // namespace
}  // namespace ricochet::match
