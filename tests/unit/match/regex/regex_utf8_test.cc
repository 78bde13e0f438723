// Characters beyond ASCII, and bytes that are not UTF-8: whatever code of a pattern runs, the
// verdict is that of PCRE2's interpreter over the text as Java reads it.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <gtest/gtest.h>
#include <pcre2.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/text/utf8.h"
#include "match/text/regex/java_regex.h"
#include "match/text/regex/regex.h"
#include "match/work.h"

namespace ricochet::match {
namespace {

struct Free {
  void operator()(pcre2_code* p) const { pcre2_code_free(p); }
  void operator()(pcre2_match_data* p) const { pcre2_match_data_free(p); }
};

/// The interpreter, as slow and right as it is, with what PCRE2 is given.
class Interpreter {
 public:
  Interpreter(const std::string& java, const Regex::Options& options) {
    const auto translated = translate_java(java, options.ignore_case, options.whole);
    if (!translated) return;
    const std::string& pattern = translated->pattern;
    std::uint32_t flags = PCRE2_UTF | PCRE2_DOTALL;
    if (options.whole) flags |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
    int error = 0;
    PCRE2_SIZE at = 0;
    code_.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), flags,
                              &error, &at, nullptr));
    if (code_) data_.reset(pcre2_match_data_create_from_pattern(code_.get(), nullptr));
  }
  explicit operator bool() const { return code_ != nullptr; }

  /// Of bytes that are not UTF-8 as Java has them.
  std::optional<std::vector<std::string>> groups(const std::string& bytes) const {
    const std::string text = base::repair_utf8(bytes);
    const int rc = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                               0, 0, data_.get(), nullptr);
    if (rc < 0) return std::nullopt;
    std::vector<std::string> out;
    const auto* at = pcre2_get_ovector_pointer(data_.get());
    for (std::uint32_t i = 1; i < pcre2_get_ovector_count(data_.get()); ++i)
      out.push_back(at[2 * i] == PCRE2_UNSET ? ""
                                             : text.substr(at[2 * i], at[2 * i + 1] - at[2 * i]));
    return out;
  }

 private:
  std::unique_ptr<pcre2_code, Free> code_;
  std::unique_ptr<pcre2_match_data, Free> data_;
};

class MadeUp {
 public:
  std::string pattern(int depth = 0) {
    std::string out;
    for (auto n = 1 + below(4); n > 0; --n) {
      switch (depth < 2 ? below(8) : 7) {
        case 0:
          out += "(" + pattern(depth + 1) + ")" + quantifier();
          break;
        case 1:
          out += "(?:" + pattern(depth + 1) + "|" + pattern(depth + 1) + ")";
          break;
        case 2:
          out += one({"(?=", "(?!", "(?>"}) + pattern(depth + 1) + ")";
          break;
        default:
          out += one({".",
                      "a",
                      "b",
                      "\xC3\xA9",
                      "\xE4\xB8\xAD",
                      "\\S",
                      "\\s",
                      "\\D",
                      "\\d",
                      "\\W",
                      "\\w",
                      "[^\\s]",
                      "[^a]",
                      "[\\W1]",
                      "[^\\D]",
                      "[\xC3\xA4-\xE4\xB8\xAD]",
                      "\\p{L}",
                      "\\P{Lu}",
                      "\\b",
                      "\\B",
                      "\\R",
                      "\\X",
                      "\\h",
                      "\\H",
                      "\\V",
                      "(?m)",
                      "[a[^\\p{L}]]",
                      "[\\p{L}&&[^b]]",
                      "(?<=\\S)",
                      "(?<!\\w)",
                      "^",
                      "$",
                      "\\x{1F600}",
                      "\\z",
                      "\\Z",
                      "(?!$)",
                      "\\G",
                      "\\1",
                      "(?i)",
                      "[^\\w\xC3\xA9]",
                      "\\Qa.\\E"}) +
                 quantifier();
      }
    }
    return out;
  }

  /// Now and then with bytes that are not UTF-8.
  std::string text() {
    std::string out;
    const bool valid = below(3) > 0;
    for (auto n = below(12); n > 0; --n) {
      out +=
          valid || below(3) > 0
              ? one({"a", "b", "1", " ", "\n", "\xC3\xA9", "\xC3\xA4", "\xC3\x84", "\xE4\xB8\xAD",
                     "\xF0\x9F\x98\x80", "\xE2\x80\xA8", "\xC2\x85", "e\xCC\x81"})
              : one({"\xFF", "\xC3", "\x80", "\xED\xA0\x80", "\xF0\x9F", "\xC0\xAF",
                     "\xF4\x90\x80\x80"});
    }
    return out;
  }

  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

 private:
  std::string one(const std::vector<const char*>& of) {
    return of[below(static_cast<std::uint32_t>(of.size()))];
  }
  std::string quantifier() {
    return below(2) == 0 ? "" : one({"?", "*", "+", "{2}", "*?", "++", "{1,3}"});
  }

  std::mt19937 random_{20'261'129};
};

TEST(RegexUtf8, NegatedClassesFitCharactersBeyondAscii) {
  for (const char* text : {"Jos\xC3\xA9", "\xE4\xB8\xAD\xE6\x96\x87", "\xF0\x9F\x98\x80"}) {
    for (const char* pattern : {"\\S+", "\\D+", "\\S*", ".*\\W", "[^\\s]+", "\\S\\D*"})
      EXPECT_TRUE(Regex::compile(pattern)->matches(text)) << pattern << " on " << text;
  }
  EXPECT_EQ(Regex::compile("name=(\\S+) .*")->groups("name=Jos\xC3\xA9 x")->at(0), "Jos\xC3\xA9");
}

// As in Java, where a text that is not UTF-8 has U+FFFD in its place.
TEST(RegexUtf8, BytesThatAreNotACharacterAreReplacementCharacters) {
  for (const char* pattern : {"a.b", "a\\Sb", "a\\Wb", "a\\Db", "a[^x]b", "a\\x{FFFD}b",
                              "a\xEF\xBF\xBD"
                              "b",
                              "a\\p{So}b"})
    EXPECT_TRUE(
        Regex::compile(pattern)->matches("a\xFF"
                                         "b"))
        << pattern;
  for (const char* pattern : {"a\\wb", "a\\sb", "ab", "a\\p{L}b", "a..b"})
    EXPECT_FALSE(
        Regex::compile(pattern)->matches("a\xFF"
                                         "b"))
        << pattern;
  EXPECT_EQ(Regex::compile("a(.+)b")
                ->groups("a\xFF\xC3\xA9"
                         "b")
                ->at(0),
            "\xEF\xBF\xBD\xC3\xA9");
}

// Defects of the JIT of PCRE2 10.42 that the last test found.
TEST(RegexUtf8, NegatedEndsAndSearchesWithGroups) {
  EXPECT_FALSE(Regex::compile("A(?!$)")->matches("Ab"));
  EXPECT_EQ(Regex::compile("A(?!$)(.*)")->groups("Abc")->at(0), "bc");
  EXPECT_FALSE(Regex::compile("A(?!$$)")->matches("Ab"));
  EXPECT_TRUE(Regex::compile("(1|)b*1", {.whole = false})->matches("1"));
}

TEST(RegexUtf8, EveryCodeGivesTheVerdictOfTheInterpreter) {
  MadeUp made_up;
  std::size_t compared = 0, fitted = 0;
  for (int i = 0; i < 5'000; ++i) {
    const auto pattern = made_up.pattern();
    const Regex::Options options{.ignore_case = made_up.below(4) == 0,
                                 .whole = made_up.below(2) == 0};
    const auto regex = Regex::compile(pattern, options);
    if (!regex) continue;  // one that can run away
    const Interpreter interpreter(pattern, options);
    ASSERT_TRUE(interpreter) << pattern;
    for (int k = 0; k < 8; ++k) {
      const auto text = made_up.text();
      const auto expected = interpreter.groups(text);
      EXPECT_EQ(regex->groups(text), expected)
          << pattern << " on " << ::testing::PrintToString(text);
      const Work work;
      while (Work::may_run_uncounted(1'000'000)) continue;
      EXPECT_EQ(regex->groups(text), expected)
          << "counted: " << pattern << " on " << ::testing::PrintToString(text);
      ++compared;
      if (expected) ++fitted;
      if (::testing::Test::HasFailure()) return;
    }
  }
  EXPECT_GT(compared, 20'000u);
  EXPECT_GT(fitted, compared / 10);
}

}  // namespace
}  // namespace ricochet::match
