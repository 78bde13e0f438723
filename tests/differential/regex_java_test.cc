// Our regular expressions beside those of the Java on this machine.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "base/text/encoding.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "judge.h"
#include "made_up_regex.h"
#include "match/text/code_points.h"
#include "match/text/regex/regex.h"

namespace ricochet {
namespace {

using match::Regex;

struct Case {
  std::string pattern;
  std::vector<std::string> texts;
};

std::string question(const std::vector<Case>& cases) {
  std::string out;
  for (const auto& c : cases) {
    out += "." + base::hex_encode(c.pattern);
    for (const auto& text : c.texts) out += " ." + base::hex_encode(text);
    out += "\n";
  }
  return out;
}

std::string verdict(const Regex& whole, const Regex& part, const std::string& text) {
  const auto fits = whole.match(text);
  if (fits == Regex::MatchResult::kGaveUp) return "?";
  const auto groups = part.groups(text);
  if (!groups) return fits == Regex::MatchResult::kMatch ? "w" : "-";
  std::string out = fits == Regex::MatchResult::kMatch ? "w" : "p";
  for (const auto& group : *groups) out += "." + base::hex_encode(group);
  return out;
}

/// What Java takes and we do not, on purpose.
bool refused_on_purpose(const std::string& message) {
  for (const char* reason :
       {"look-behind", "(?i) alone", "known by their names", "\\b{g}", "third &",
        "stands before &&", "followed by something else", "repeats without end what already",
        "more than 65535", "here repeats nothing"}) {
    if (message.find(reason) != std::string::npos) return true;
  }
  return false;
}

/// Without the group 0, which Regex does not tell.
std::string without_all(const std::string& of_java) {
  const auto dot = of_java.find('.');
  if (dot == std::string::npos) return of_java;
  const auto next = of_java.find('.', dot + 1);
  return of_java.substr(0, dot) + (next == std::string::npos ? "" : of_java.substr(next));
}

std::string printable(const std::string& text) { return ::testing::PrintToString(text); }

/// How often an empty group repeats, and what a group holds that was repeated or tried in vain, is
/// not told by Java's documents.
bool repeats_nothing(const std::string& pattern) {
  return pattern.find("(|") != std::string::npos || pattern.find("()") != std::string::npos;
}
bool has_one_plain_group(const std::string& pattern) {
  return pattern.find("(?") == std::string::npos && pattern.find(')') == pattern.rfind(')') &&
         pattern.find_first_of("*+?{", pattern.rfind(')')) == std::string::npos;
}
bool looks_behind(const std::string& pattern) {
  return pattern.find("(?<=") != std::string::npos || pattern.find("(?<!") != std::string::npos;
}

struct Tally {
  std::size_t compared = 0, fitted = 0, on_purpose = 0, both_refuse = 0, shown = 0;

  void fail(const std::string& text) {
    ADD_FAILURE() << text;
    ++shown;
  }

  void compare(const Case& c, const std::string& of_java) {
    const auto whole = Regex::compile(c.pattern);
    if (of_java == "error") {
      ++both_refuse;
      // Ours takes some more look-behinds.
      if (whole && !looks_behind(c.pattern)) fail("Java refuses " + printable(c.pattern));
      return;
    }
    if (!whole) {
      ++on_purpose;
      if (!refused_on_purpose(whole.error().message))
        fail("Java takes " + printable(c.pattern) + ": " + whole.error().message);
      return;
    }
    if (!repeats_nothing(c.pattern)) texts(c, *whole, base::split(of_java, ' '));
  }

  void texts(const Case& c, const Regex& whole, const std::vector<std::string_view>& of_java) {
    const auto part = Regex::compile(c.pattern, {.whole = false});
    ASSERT_TRUE(part);
    ASSERT_EQ(of_java.size(), c.texts.size());
    for (std::size_t k = 0; k < of_java.size(); ++k) {
      // Java 17 counts such characters twice there.
      if (c.texts[k].find("\xF0\x9F") != std::string::npos && looks_behind(c.pattern)) continue;
      const auto expected = without_all(std::string(of_java[k]));
      const auto actual = verdict(whole, *part, c.texts[k]);
      if (expected == "?" || actual == "?") continue;
      ++compared;
      if (expected[0] != '-') ++fitted;
      if (has_one_plain_group(c.pattern) ? expected == actual : expected[0] == actual[0]) continue;
      return fail(printable(c.pattern) + " on " + printable(c.texts[k]) + ": " + actual +
                  ", Java says " + expected);
    }
  }
};

TEST(RegexBesideJava, MadeUpPatternsAndTexts) {
  judge::MadeUpRegex made_up(20'261'129);
  std::vector<Case> cases(12'000);
  for (auto& c : cases) {
    c.pattern = made_up.pattern();
    for (int i = 0; i < 8; ++i) c.texts.push_back(made_up.text());
  }
  std::string why_not;
  const auto answers = judge::ask("RegexJudge.java", "", question(cases), why_not);
  if (!answers) GTEST_SKIP() << why_not;
  ASSERT_EQ(answers->size(), cases.size());
  Tally tally;
  for (std::size_t i = 0; i < cases.size() && tally.shown < 20; ++i)
    tally.compare(cases[i], (*answers)[i]);
  std::printf("compared %zu, of which %zu fitted; both refuse %zu, we alone %zu\n", tally.compared,
              tally.fitted, tally.both_refuse, tally.on_purpose);
  EXPECT_GT(tally.compared, 50'000u);
  EXPECT_GT(tally.fitted, tally.compared / 8);
  EXPECT_LT(tally.on_purpose, cases.size() / 8);
}

/// As in RegexJudge: all of the scripts that have case, and some of the rest.
bool asked(std::uint32_t point) {
  if (point >= 0xD800 && point <= 0xDFFF) return false;
  return point < 0x3400 || (point >= 0xA000 && point < 0xAC00) ||
         (point >= 0xF900 && point < 0x10500) || point % 97 == 0;
}

match::CodePoints set_of(const std::string& ranges) {
  match::CodePoints out;
  if (ranges == "none") return out;
  for (const auto word : base::split(ranges, ' ')) {
    const std::string range(word);
    const auto dash = range.find('-');
    out.add(static_cast<std::uint32_t>(std::stoul(range.substr(0, dash), nullptr, 16)),
            static_cast<std::uint32_t>(std::stoul(range.substr(dash + 1), nullptr, 16)));
  }
  return out;
}

TEST(RegexBesideJava, EveryPropertyFitsTheSameCharacters) {
  const std::vector<std::string> names = {"\\p{Lower}",
                                          "\\p{Upper}",
                                          "\\p{ASCII}",
                                          "\\p{Alpha}",
                                          "\\p{Digit}",
                                          "\\p{Alnum}",
                                          "\\p{Punct}",
                                          "\\p{Graph}",
                                          "\\p{Print}",
                                          "\\p{Blank}",
                                          "\\p{Cntrl}",
                                          "\\p{XDigit}",
                                          "\\p{Space}",
                                          "\\p{Lu}",
                                          "\\p{Nd}",
                                          "\\p{Cn}",
                                          "\\p{Cs}",
                                          "\\p{L}",
                                          "\\p{LC}",
                                          "\\p{LD}",
                                          "\\p{L1}",
                                          "\\p{all}",
                                          "\\p{Z}",
                                          "\\p{Sc}",
                                          "\\p{IsAlphabetic}",
                                          "\\p{IsLetter}",
                                          "\\p{IsIdeographic}",
                                          "\\p{IsLowercase}",
                                          "\\p{IsUppercase}",
                                          "\\p{IsTitlecase}",
                                          "\\p{IsWhite_Space}",
                                          "\\p{IsControl}",
                                          "\\p{IsPunctuation}",
                                          "\\p{IsHex_Digit}",
                                          "\\p{IsAssigned}",
                                          "\\p{IsNoncharacter_Code_Point}",
                                          "\\p{IsDigit}",
                                          "\\p{IsAlnum}",
                                          "\\p{IsBlank}",
                                          "\\p{IsGraph}",
                                          "\\p{IsPrint}",
                                          "\\p{IsWord}",
                                          "\\p{IsLower}",
                                          "\\p{IsAlpha}",
                                          "\\p{IsSpace}",
                                          "\\p{IsPunct}",
                                          "\\p{IsCntrl}",
                                          "\\p{IsJoin_Control}",
                                          "\\p{IsLatin}",
                                          "\\p{IsHan}",
                                          "\\p{IsHira}",
                                          "\\p{sc=Common}",
                                          "\\p{script=Cyrl}",
                                          "\\p{InGreek}",
                                          "\\p{InLatin-1Supplement}",
                                          "\\p{blk=Hiragana}",
                                          "\\p{javaLowerCase}",
                                          "\\p{javaUpperCase}",
                                          "\\p{javaAlphabetic}",
                                          "\\p{javaIdeographic}",
                                          "\\p{javaTitleCase}",
                                          "\\p{javaDigit}",
                                          "\\p{javaDefined}",
                                          "\\p{javaLetter}",
                                          "\\p{javaLetterOrDigit}",
                                          "\\p{javaJavaIdentifierStart}",
                                          "\\p{javaJavaIdentifierPart}",
                                          "\\p{javaUnicodeIdentifierStart}",
                                          "\\p{javaUnicodeIdentifierPart}",
                                          "\\p{javaIdentifierIgnorable}",
                                          "\\p{javaSpaceChar}",
                                          "\\p{javaWhitespace}",
                                          "\\p{javaISOControl}",
                                          "\\p{IsXDigit}",
                                          "\\d",
                                          "\\D",
                                          "\\w",
                                          "\\W",
                                          "\\s",
                                          "\\S",
                                          "\\h",
                                          "\\v",
                                          ".",
                                          "(?U)\\w",
                                          "(?U)\\s",
                                          "(?U)\\d",
                                          "(?U)\\p{Lower}",
                                          "(?U)\\p{Upper}",
                                          "(?U)\\p{Alpha}",
                                          "(?U)\\p{Punct}",
                                          "(?U)\\p{Graph}",
                                          "(?U)\\p{Print}",
                                          "(?U)\\p{Blank}",
                                          "(?U)\\p{Cntrl}",
                                          "(?U)\\p{XDigit}",
                                          "(?U)\\p{Space}",
                                          "(?U)\\p{Alnum}",
                                          "(?U)\\p{Digit}",
                                          "(?U)\\p{ASCII}",
                                          "(?i)\\p{Lu}",
                                          "(?i)\\p{Upper}",
                                          "(?i)\\p{IsLowercase}",
                                          "(?i)\\p{javaTitleCase}",
                                          "(?iu)[\\u0100-\\uFFFF]",
                                          "(?iu)[A-Z]",
                                          "(?iu)[^a-z]",
                                          "(?iu)\\u01C5",
                                          "(?i)[Z-a]"};
  std::string input;
  for (const auto& name : names) input += "=" + name + "\n";
  std::string why_not;
  const auto answers = judge::ask("RegexJudge.java", "", input, why_not);
  if (!answers) GTEST_SKIP() << why_not;
  ASSERT_EQ(answers->size(), names.size());
  // What Java's Unicode does not know yet is not compared.
  const auto defined = set_of((*answers)[static_cast<std::size_t>(
      std::find(names.begin(), names.end(), "\\p{javaDefined}") - names.begin())]);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto regex = Regex::compile(names[i]);
    EXPECT_EQ(static_cast<bool>(regex), (*answers)[i] != "error") << names[i];
    if (!regex || (*answers)[i] == "error") continue;
    const auto java = set_of((*answers)[i]);
    std::size_t different = 0;
    std::string first;
    for (std::uint32_t point = 0; point <= match::CodePoints::kLast; ++point) {
      if (!asked(point) || !defined.contains(point)) continue;
      std::string text;
      base::append_utf8(text, point);
      if (regex->matches(text) == java.contains(point)) continue;
      if (different++ < 3) first += " " + base::hex_encode(text);
    }
    EXPECT_EQ(different, 0u) << names[i] << first;
  }
}

}  // namespace
}  // namespace ricochet
