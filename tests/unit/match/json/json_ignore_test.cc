#include <gtest/gtest.h>

#include "match/json/compare.h"
#include "tests/unit/match/match_support.h"

namespace ricochet::match {
namespace {

bool json_fits(const std::string& expected, const std::string& ignore, const std::string& body) {
  return fits("{\"json\":" + expected + ",\"json_ignore\":" + ignore + "}",
              request("POST /", {}, body));
}

TEST(JsonIgnore, Paths) {
  const std::string body = R"({"id":7,"at":"now","items":[{"id":1,"n":1},{"id":2,"n":2}]})";
  EXPECT_TRUE(json_fits(R"({"items":[{"n":1},{"n":2}]})", R"(["$..id","$.at"])", body));
  EXPECT_TRUE(json_fits(R"({"id":0,"at":0,"items":[{"id":0,"n":1},{"id":9,"n":2}]})",
                        R"(["$..id","at"])", body));
  EXPECT_FALSE(json_fits(R"({"items":[{"n":1},{"n":3}]})", R"(["$..id","$.at"])", body));
  EXPECT_FALSE(json_fits(R"({"items":[{"n":1},{"n":2}]})", R"(["$.id","$.at"])", body));
  EXPECT_TRUE(json_fits(R"({"items":[{"id":1,"n":1}],"id":7,"at":"now"})",
                        R"(["$.items[?(@.id == 2)]"])", body));
  EXPECT_TRUE(json_fits("[1,2]", R"(["$[1]"])", "[1,3]"));
  EXPECT_FALSE(json_fits("[1,2]", R"(["$[1]"])", "[2,2]"));
  EXPECT_TRUE(json_fits("1", R"(["$"])", "{}"));
}

TEST(JsonIgnore, ArrayOrder) {
  EXPECT_TRUE(json_fits("[1,2,2]", R"({"array_order":true})", "[2,1,2]"));
  EXPECT_FALSE(json_fits("[1,2,2]", R"({"array_order":true})", "[2,1,1]"));
  EXPECT_FALSE(json_fits("[1,2]", R"({"array_order":true})", "[2,1,1]"));
  EXPECT_FALSE(json_fits("[1,2]", R"({"array_order":false})", "[2,1]"));
  EXPECT_TRUE(
      json_fits(R"({"a":[[1,2],[3,4]]})", R"({"array_order":true})", R"({"a":[[4,3],[2,1]]})"));
}

TEST(JsonIgnore, LongListsInAnyOrderHaveAVerdict) {
  const auto list = [](int n, int step, const std::string& more) {
    std::string out;
    for (int i = 0; i < n; ++i)
      out += (i > 0 ? ",{\"k\":" : "{\"k\":") + std::to_string(step > 0 ? i : n - 1 - i) + "}";
    return "[" + out + more + "]";
  };
  for (const char* rules : {R"({"array_order":true})", R"({"array_order":true,"extra_keys":true})"})
    EXPECT_TRUE(json_fits(list(5000, 1, ""), rules, list(5000, -1, ""))) << rules;
  EXPECT_FALSE(json_fits(list(5000, 1, ",1"), R"({"array_order":true})", list(5000, -1, ",1.0")));
  EXPECT_TRUE(json_fits(list(500, 1, ",{\"a\":1}"), R"({"array_order":true,"extra_keys":true})",
                        list(500, -1, ",{\"a\":1,\"b\":2}")));
}

TEST(JsonIgnore, ExtraKeys) {
  EXPECT_TRUE(
      json_fits(R"({"a":{"b":1}})", R"({"extra_keys":true})", R"({"x":0,"a":{"c":2,"b":1}})"));
  EXPECT_FALSE(json_fits(R"({"a":{"b":1}})", R"({"extra_keys":true})", R"({"a":{"c":2}})"));
  EXPECT_FALSE(json_fits("[1]", R"({"extra_keys":true})", "[1,2]"));
}

TEST(JsonIgnore, AnElementThatFitsSeveralIsGivenWhereItHelps) {
  // {} fits both, {"a":1} only the first: a greedy choice would fail.
  EXPECT_TRUE(json_fits(R"([{},{"a":1}])", R"({"array_order":true,"extra_keys":true})",
                        R"([{"a":1},{"b":2}])"));
  EXPECT_TRUE(json_fits(R"([{},{"a":1},{"b":2}])", R"({"array_order":true,"extra_keys":true})",
                        R"([{"a":1,"x":1},{"b":2},{"c":3}])"));
  EXPECT_FALSE(json_fits(R"([{"a":1},{"a":1}])", R"({"array_order":true,"extra_keys":true})",
                         R"([{"a":1},{"b":2}])"));
}

TEST(JsonIgnore, ExplainsWhatIsLeft) {
  const auto compiled = compile(
      R"({"json":{"n":1,"l":[1,2]},"json_ignore":{"paths":["$.id"],"array_order":true,"extra_keys":true}})");
  const auto r = request("POST /", {}, R"({"id":3,"n":2,"l":[3,1]})");
  const auto c = compiled.matcher->explain(Subject(r)).at(0);
  EXPECT_EQ(c.expected, R"({"n":1,"l":[1,2]} without $.id, the order of arrays, extra keys)");
  EXPECT_THAT(c.detail, testing::StartsWith("$.n: expected the number 1, got the number 2; $.l"));
}

TEST(JsonIgnore, WithoutItNothingChanges) {
  EXPECT_FALSE(fits(R"({"json":[1,2]})", request("POST /", {}, "[2,1]")));
  EXPECT_TRUE(fits(R"({"json":{"json_ignore":["$.a"]}})",
                   request("POST /", {}, R"({"json_ignore":["$.a"]})")));
}

TEST(JsonIgnore, ManyElementsEndInNoVerdictInsteadOfTakingForEver) {
  std::string expected = "[", actual = "[";
  for (int i = 0; i < 3000; ++i) {
    const auto k = "{\"k\":" + std::to_string(i);
    expected += (i > 0 ? "," : "") + k + "}";
    actual += (i > 0 ? "," : "") + k + ",\"x\":1}";  // none is equal, each may fit any
  }
  JsonRules rules;
  rules.array_order = true;
  EXPECT_FALSE(json_compare(json(expected + "]"), json(actual + "]"), rules).gave_up);
  rules.extra_keys = true;
  const auto result = json_compare(json(expected + "]"), json(actual + "]"), rules);
  EXPECT_TRUE(result.gave_up);
  EXPECT_FALSE(result.equal());
}

TEST(JsonCompare, ByValueIsExact) {
  EXPECT_TRUE(json_equal_by_value(json("1"), json("1.0")));
  EXPECT_TRUE(json_equal_by_value(json(R"({"a":[1,2.0]})"), json(R"({"a":[1.0,2]})")));
  EXPECT_FALSE(json_equal_by_value(json("9007199254740993"), json("9007199254740992.0")));
  EXPECT_FALSE(json_equal_by_value(json("1"), json("\"1\"")));
}

}  // namespace
}  // namespace ricochet::match
