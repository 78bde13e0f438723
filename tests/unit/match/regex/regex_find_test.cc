#include <gtest/gtest.h>

#include "match/text/regex/regex.h"
#include "match/work.h"

namespace ricochet::match {
namespace {

std::string found(const char* pattern, const std::string& text) {
  const auto regex = Regex::compile(pattern, {.whole = false}).value();
  std::string out;
  std::vector<Regex::Span> spans;
  for (std::size_t from = 0; regex.find(text, from, spans) == Regex::MatchResult::kMatch;
       from = std::max(spans[0].end, spans[0].begin + 1)) {
    for (const auto& span : spans)
      out += span.set() ? "[" + text.substr(span.begin, span.end - span.begin) + "]" : "[-]";
    if (spans[0].begin >= text.size()) break;
  }
  return out;
}

TEST(RegexFind, OneAfterTheOther) {
  EXPECT_EQ(found("[a-z]([0-9])?", "a1b-c2"), "[a1][1][b][-][c2][2]");
  EXPECT_EQ(found("x", "abc"), "");
  EXPECT_EQ(found("(?<=a)b", "ab cb ab"), "[b][b]") << "what stands before is seen";
  EXPECT_EQ(found("^a", "aaa"), "[a]") << "only the beginning of the text is one";
  EXPECT_EQ(found("\\bb", "ab b"), "[b]");
  EXPECT_EQ(found("é", "aéé"), "[é][é]");
}

TEST(RegexFind, ManySearchesOfOneTextAreBoundedTogether) {
  const Work work;
  const auto regex = Regex::compile("(a|aa)+$", {.whole = false}).value();
  const std::string text = std::string(20'000, 'a') + "b";
  std::vector<Regex::Span> spans;
  auto outcome = Regex::MatchResult::kNoMatch;
  for (std::size_t from = 0; from < text.size() && outcome == Regex::MatchResult::kNoMatch; ++from)
    outcome = regex.find(text, from, spans);
  EXPECT_EQ(outcome, Regex::MatchResult::kGaveUp);
  EXPECT_LT(Work::used(), 3 * (kWorkAtLeast + kWorkPerByte * text.size()));
}

}  // namespace
}  // namespace ricochet::match
