#include "match/json/compare.h"

#include <gtest/gtest.h>

#include "tests/unit/match/match_support.h"

namespace ricochet::match {
namespace {

struct JsonCompareCase {
  const char* expected;
  const char* actual;
  const char* difference;  // of the first; empty: equal
};

TEST(JsonCompare, EqualityAndFirstDifference) {
  const std::vector<JsonCompareCase> cases = {
      {"1", "1", ""},
      {"1", "1.0", "$: expected the number 1, got the number 1.0"},
      {"1", "\"1\"", "$: expected the number 1, got the string \"1\""},
      {"1", "true", "$: expected the number 1, got true"},
      {"null", "null", ""},
      {"null", "0", "$: expected null, got the number 0"},
      {"0", "-1", "$: expected the number 0, got the number -1"},
      {"1.5", "1.5", ""},
      {"18446744073709551615", "18446744073709551615", ""},
      {R"({"a":1,"b":2})", R"({"b":2,"a":1})", ""},
      {R"({"a":1})", R"({"a":1,"b":2})", "$.b: expected absent, got the number 2"},
      {R"({"a":1,"b":[]})", R"({"a":1})", "$.b: expected an empty array, got absent"},
      {R"({"a":null})", R"({})", "$.a: expected null, got absent"},
      {"[1,2]", "[2,1]", "$[0]: expected the number 1, got the number 2"},
      {"[1]", "[1,{}]", "$[1]: expected absent, got an empty object"},
      {"[1,[2,3]]", "[1]", "$[1]: expected an array of 2, got absent"},
      {"[]", "{}", "$: expected an empty array, got an empty object"},
      {R"({"a b":{"c'd":[{"x":1}]}})", R"({"a b":{"c'd":[{"x":2}]}})",
       "$['a b']['c\\'d'][0].x: expected the number 1, got the number 2"},
  };
  for (const auto& c : cases) {
    const auto expected = json(c.expected);
    const auto actual = json(c.actual);
    const auto found = json_differences(expected, actual);
    EXPECT_EQ(json_equal(expected, actual), std::string(c.difference).empty())
        << c.expected << " " << c.actual;
    EXPECT_EQ(found.empty() ? "" : found.front().str(), c.difference)
        << c.expected << " " << c.actual;
  }
}

TEST(JsonCompare, AllDifferencesUpToTheLimit) {
  const auto a = json(R"({"x":1,"y":[1,2],"z":"s"})");
  const auto b = json(R"({"y":[1,3],"x":2,"w":0,"z":"s"})");
  const auto found = json_differences(a, b);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].path, "$.x");
  EXPECT_EQ(found[1].path, "$.y[1]");
  EXPECT_EQ(found[2].path, "$.w");
  EXPECT_EQ(json_differences(a, b, 2).size(), 2u);
}

TEST(JsonCompare, LargeObjectsInAnyOrder) {
  base::Json a = base::Json::object();
  base::Json b = base::Json::object();
  for (int i = 0; i < 500; ++i) a["k" + std::to_string(i)] = i;
  for (int i = 499; i >= 0; --i) b["k" + std::to_string(i)] = i;
  EXPECT_TRUE(json_equal(a, b));
  b["k250"] = "x";
  EXPECT_EQ(json_differences(a, b).at(0).path, "$.k250");
}

base::Json nested(int depth) {
  base::Json out = 1;
  for (int i = 0; i < depth; ++i) {
    base::Json outer = base::Json::array();
    outer.push_back(std::move(out));
    out = std::move(outer);
  }
  return out;
}

TEST(JsonCompare, DepthIsBounded) {
  EXPECT_TRUE(json_equal(nested(1000), nested(1000)));
  EXPECT_FALSE(json_equal(nested(1100), nested(1100)));
  EXPECT_EQ(json_differences(nested(1100), nested(1100)).at(0).actual, "nesting beyond the limit");
}

TEST(JsonShape, MocoStruct) {
  const std::vector<JsonCompareCase> cases = {
      {R"({"a":1})", R"({"a":2.5,"extra":true})", ""},
      {R"({"a":1})", R"({"a":"1"})", "$.a: expected a number, got the string \"1\""},
      {R"({"a":true})", R"({"a":false})", ""},
      {R"({"a":null})", R"({"a":{}})", ""},
      {R"({"a":null})", R"({})", "$.a: expected any value, got absent"},
      {R"({"a":"x"})", R"({})", "$.a: expected a string, got absent"},
      {R"([{"a":1}])", R"([{"a":1},{"a":2}])", ""},
      {R"([{"a":1}])", R"([{"a":1},{"b":2}])", "$[1].a: expected a number, got absent"},
      {"[1,\"x\"]", "[1,2]", ""},
      {"[1]", "[]", ""},
      {"[]", "[1,\"2\"]", ""},
      {"[]", "{}", "$: expected an array, got an empty object"},
      {"true", "1", "$: expected true or false, got the number 1"},
      {"{}", "[]", "$: expected an object, got an empty array"},
  };
  for (const auto& c : cases) {
    const auto found = json_shape_differences(json(c.expected), json(c.actual));
    EXPECT_EQ(found.empty() ? "" : found.front().str(), c.difference)
        << c.expected << " " << c.actual;
  }
}

TEST(JsonCompare, LongStringsAreShortened) {
  EXPECT_LT(describe_json(std::string(1000, 'x')).size(), 120u);
}

}  // namespace
}  // namespace ricochet::match
