#include "match/text/regex/regex_runaway.h"

#include <gtest/gtest.h>

#include "match/text/error.h"
#include "match/text/regex/regex.h"

namespace ricochet::match {
namespace {

TEST(RegexRunaway, RefusesEndlessOfEndless) {
  struct RegexRunawayCase {
    const char* pattern;
    std::size_t offset;
  };
  for (const auto& c : std::vector<RegexRunawayCase>{{"(a+)+", 0},
                                                     {"x(a*)*y", 1},
                                                     {"(?:\\w+\\s?)+", 0},
                                                     {"([a-z]+)*", 0},
                                                     {"((a+))+", 0},
                                                     {"(a+|b)+", 0},
                                                     {"(?:(a+)x?)+", 0},
                                                     {"(?<n>a+){2,}", 0},
                                                     {"(.*)*", 0},
                                                     {"(a+?)+", 0},
                                                     {"(?i)(a+)+", 4},
                                                     {"([\\]]+)+", 0},
                                                     {"(\\p{Alpha}+)*", 0}}) {
    const auto status = refuse_runaway(c.pattern);
    ASSERT_FALSE(status) << c.pattern;
    EXPECT_EQ(status.error().code, "match/runaway-pattern");
    EXPECT_EQ(offset_of(status.error(), c.pattern), c.offset) << c.pattern;
    EXPECT_FALSE(status.error().hint.empty());
    EXPECT_FALSE(Regex::compile(c.pattern)) << c.pattern;
  }
}

TEST(RegexRunaway, LeavesWhatIsKeptApart) {
  for (const char* pattern :
       {"(a+,)+",    "(/\\w+)*",  "(a++)+",    "(?>a+)+",     "(a+)++", "(a+)?",
        "(a+){2}",   "(a+){0,5}", "(ab)+",     "(a|b)*",      "a+b+c*", "(a+)b",
        "(?=a+)*b",  "[(a+)+]",   "\\(a+\\)+", "\\Q(a+)+\\E", "(a?)+",  "(\\d+\\.)+\\d+",
        "(a{1,3})+", "(?i:a+,)+", "(a+-b+-)*", "x{a+}"}) {
    const auto status = refuse_runaway(pattern);
    EXPECT_TRUE(status) << pattern << ": " << (status ? "" : status.error().message);
  }
}

TEST(RegexRunaway, UnfinishedPatternsAreLeftToTheCompiler) {
  for (const char* pattern :
       {"(", ")", "[", "\\", "a{", "(?<", "(?", "((((", "[^", "[[:", "\\p{", "a{1,", "|", "(?P"})
    EXPECT_TRUE(refuse_runaway(pattern)) << pattern;
}

}  // namespace
}  // namespace ricochet::match
