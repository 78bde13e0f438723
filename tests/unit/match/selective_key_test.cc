#include "match/selective_key.h"

#include <gtest/gtest.h>

#include "match/text/regex/regex.h"
#include "match/text/regex/regex_head.h"
#include "match_support.h"

namespace ricochet::match {
namespace {

std::string shown(const ValueKeys& keys) {
  if (!keys) return "any";
  std::string out;
  for (const auto& key : *keys) {
    if (!out.empty()) out += " | ";
    if (key.kind == ValueKey::Kind::kPrefix) {
      out += key.text + "...";
    } else if (key.kind == ValueKey::Kind::kLiteral) {
      out += key.text;
    } else {
      for (const auto& segment : key.segments) out += "/" + segment.value_or("*");
      out += key.open ? "/**" : "";
    }
  }
  return out.empty() ? "none" : out;
}

TEST(SelectiveKey, OfMatchers) {
  struct SelectiveKeyCase {
    const char* matcher;
    const char* paths;
    std::vector<std::string> methods;  // none: any
  };
  for (const auto& c : std::vector<SelectiveKeyCase>{
           {R"({"uri":"/a","method":"get"})", "/a", {"GET"}},
           {R"({"uri":{"eq":"/a"},"method":["put"]})", "/a", {"PUT"}},
           {R"({"uri":{"path":"/a/{x}/c"},"method":["put","get"]})", "/a/*/c", {"PUT", "GET"}},
           {R"({"uri":{"path":"/a/**/b"}})", "/a/**", {}},
           {R"({"uri":{"path":"/a/*"}})", "/a | /a/*", {}},
           {R"({"uri":{"startsWith":"/a"},"method":{"match":"get|post"}})",
            "/a...",
            {"GET", "POST"}},
           {R"({"uri":{"match":"/a/\\d+"},"method":{"match":"g.*"}})", "/a/...", {}},
           {R"({"uri":{"match":"/a|/b"}})", "/a | /b", {}},
           {R"({"uri":{"endsWith":"a"}})", "any", {}},
           {R"({"uri":{"exist":"true"}})", "any", {}},
           {R"({"text":"x"})", "any", {}},
       }) {
    const auto compiled = compile(c.matcher);
    ASSERT_TRUE(compiled.matcher) << compiled.errors();
    const auto key = compiled.matcher->selective_key();
    EXPECT_EQ(shown(key.paths), c.paths) << c.matcher;
    EXPECT_EQ(key.methods.value_or(std::vector<std::string>()), c.methods) << c.matcher;
  }
}

TEST(SelectiveKey, HeadOfAPattern) {
  struct SelectiveKeyCase {
    const char* pattern;
    const char* head;
  };
  for (const auto& c : std::vector<SelectiveKeyCase>{
           {"/a/\\d+", "/a/"},
           {"/ab?c", "/a"},
           {"/ab*", "/a"},
           {"/ab{0,2}", "/a"},
           {"/ab+", "/ab"},
           {"/a\\.js", "/a.js"},
           {"/a|/b.", ""},
           {"/(a|b)/c", "/"},
           {"/[|]a", ""},
           {"(?i)/a", ""},
           {"^/a$", "/a"},
           {"/\\Qa|b\\E", ""},
           {"/\xC3\xA4?x", "/"},
           {"/a(?#()|/b", ""},
           {".*", ""},
           {"", ""},
           {"/a\\c(|b", ""},
           {"/a\\|b", "/a|b"},
       }) {
    EXPECT_EQ(regex_literal_head(c.pattern), c.head) << c.pattern;
  }
}

/// Whatever fits the pattern begins with its head: tried on texts made of what patterns are made
/// of.
TEST(SelectiveKey, HeadIsSound) {
  const std::vector<std::string> pieces = {"a", "b", "|",    "(",   ")",   "?", "*", "+",
                                           ".", "/", "[ab]", "\\.", "{0}", "^", "$", "(?i)"};
  const std::vector<std::string> texts = {"",    "a", "b",   "ab", "ba", "/a", "/b", "A",  "aa",
                                          "a.b", "/", "b/a", ".",  "a/", "AB", "bb", "aab"};
  std::size_t tried = 0;
  const auto n = pieces.size();
  // Every eleventh: eleven is prime to the number of pieces, so each stands at each place.
  for (std::size_t i = 0; i < n * n * n * n; i += 11) {
    const auto pattern =
        pieces[i % n] + pieces[i / n % n] + pieces[i / n / n % n] + pieces[i / n / n / n];
    const auto regex = Regex::compile(pattern);
    const auto keys = regex_keys(pattern);
    if (!regex || !keys) continue;
    ++tried;
    for (const auto& text : texts) {
      if (!regex->matches(text)) continue;
      bool found = false;
      for (const auto& key : *keys) {
        found = found || (key.kind == ValueKey::Kind::kLiteral ? text == key.text
                                                               : text.starts_with(key.text));
      }
      ASSERT_TRUE(found) << pattern << " fits " << text << " but has the keys " << shown(keys);
    }
  }
  EXPECT_GT(tried, 200u);
}

TEST(SelectiveKey, EitherIsAUnionAndBothTheMoreTelling) {
  const ValueKeys a = std::vector{ValueKey::literal("a")};
  const ValueKeys p = std::vector{ValueKey::prefix("b")};
  EXPECT_EQ(shown(either(a, p)), "a | b...");
  EXPECT_EQ(shown(either(a, std::nullopt)), "any");
  EXPECT_EQ(shown(both(p, a)), "a");
  EXPECT_EQ(shown(both(std::nullopt, p)), "b...");
}

}  // namespace
}  // namespace ricochet::match
