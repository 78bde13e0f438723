#include "cli/tag_expression.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace ricochet::cli {
namespace {

using Tags = std::vector<std::string>;

bool fits(const std::string& text, const Tags& tags) {
  const auto expression = TagExpression::parse(text);
  EXPECT_TRUE(expression) << text << ": " << expression.error().message;
  return expression && expression->fits(tags);
}

TEST(TagExpression, ATagAlone) {
  EXPECT_TRUE(fits("photo", {"slow", "photo"}));
  EXPECT_FALSE(fits("photo", {"photos"}));
  EXPECT_FALSE(fits("photo", {}));
}

TEST(TagExpression, NotBindsClosestThenAnd) {
  EXPECT_TRUE(fits("a or b and c", {"a"}));
  EXPECT_FALSE(fits("(a or b) and c", {"a"}));
  EXPECT_TRUE(fits("not a and b", {"b"}));
  EXPECT_FALSE(fits("not (a or b)", {"b"}));
  EXPECT_TRUE(fits("not not a", {"a"}));
  EXPECT_TRUE(fits("photo and not (slow or flaky)", {"photo"}));
}

TEST(TagExpression, QuotesMakeATagOfAnything) {
  EXPECT_TRUE(fits("\"not\" or \"two words\"", {"two words"}));
  EXPECT_TRUE(fits("\"not\"", {"not"}));
}

/// A random expression as text and what it means, by a table of all sets of three tags.
struct Random {
  std::mt19937 draw{7};
  std::string text;
  std::uint8_t one(int depth) {
    static const std::map<char, std::uint8_t> kTags{
        {'a', 0b10101010}, {'b', 0b11001100}, {'c', 0b11110000}};
    const auto kind = depth == 0 ? 0 : draw() % 4;
    if (kind == 0) {
      const char tag = static_cast<char>('a' + draw() % 3);
      text += tag;
      return kTags.at(tag);
    }
    if (kind == 1) {
      text += "not ";
      return static_cast<std::uint8_t>(~one(depth - 1) & 0xFF);
    }
    text += "(";
    const auto left = one(depth - 1);
    text += kind == 2 ? " and " : " or ";
    const auto right = one(depth - 1);
    text += ")";
    return kind == 2 ? left & right : left | right;
  }
};

TEST(TagExpression, MeansWhatATruthTableSays) {
  Random random;
  for (int i = 0; i < 500; ++i) {
    random.text.clear();
    const std::uint8_t wanted = random.one(4);
    for (unsigned set = 0; set < 8; ++set) {
      Tags tags;
      for (unsigned bit = 0; bit < 3; ++bit) {
        if ((set >> bit & 1) != 0) tags.emplace_back(1, static_cast<char>('a' + bit));
      }
      ASSERT_EQ(fits(random.text, tags), (wanted >> set & 1) != 0) << random.text << " " << set;
    }
  }
}

TEST(TagExpression, WhatIsWrongIsShownAtItsPlace) {
  const std::pair<const char*, std::size_t> cases[] = {{"", 0},    {"a and", 5},    {"and a", 0},
                                                       {"a b", 2}, {"(a", 2},       {"a)", 1},
                                                       {"not", 3}, {"a or \"b", 5}, {"()", 1}};
  for (const auto& [text, at] : cases) {
    const auto expression = TagExpression::parse(text);
    ASSERT_FALSE(expression) << text;
    EXPECT_EQ(expression.error().code, "run/bad-tag");
    EXPECT_TRUE(expression.error().message.ends_with("\n  " + std::string(at, ' ') + "^"))
        << text << ": " << expression.error().message;
  }
  EXPECT_FALSE(TagExpression::parse(std::string(10'000, '(')));
}

}  // namespace
}  // namespace ricochet::cli
