#include <gtest/gtest.h>

#include "base/json/document.h"

#include "template_support.h"

namespace ricochet::match {
namespace {

constexpr const char* kExpandVars = R"({"id":7,"name":"Ann","list":[1,2]})";

TEST(ExpandJson, EveryStringAndKey) {
  const World world(kExpandVars, Dialect::kScenario);
  const auto out = expand_json(
      json(
          R"({"a":"${id}","b":["x${id}",{"${name}":"${list}"}],"n":1.5,"t":true,"z":null,"plain":"$ {x}"})"),
      world.scope, Dialect::kScenario);
  ASSERT_TRUE(out);
  EXPECT_EQ(out->dump(),
            R"({"a":7,"b":["x7",{"Ann":[1,2]}],"n":1.5,"t":true,"z":null,"plain":"$ {x}"})");
}

TEST(ExpandJson, LongNumbersStayAsTheyWereWritten) {
  World world("{}", Dialect::kScenario);
  world.object = *base::parse_json_body(R"({"v":1e400,"w":-1E-400,"x":0.12345678901234567890})");
  const auto out = expand_json(json(R"({"a":"${v}","b":"at ${v}, ${w}, ${x}"})"), world.scope,
                               Dialect::kScenario);
  ASSERT_TRUE(out);
  EXPECT_EQ(base::compact_json(*out),
            R"({"a":1e400,"b":"at 1e400, -1E-400, 0.12345678901234567890"})");
}

TEST(ExpandJson, AKeyIsAlwaysText) {
  const World world(kExpandVars, Dialect::kScenario);
  EXPECT_EQ(expand_json(json(R"({"${id}":1})"), world.scope, Dialect::kScenario)->dump(),
            R"({"7":1})");
}

TEST(ExpandJson, ErrorsSayWhichStringAndWhere) {
  const World world(kExpandVars, Dialect::kScenario);
  const auto out =
      expand_json(json(R"({"a":[1,{"b/c":"x ${nam}"}]})"), world.scope, Dialect::kScenario);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, "template/undefined");
  EXPECT_EQ(out.error().where.pointer, "/a/1/b~1c");
  EXPECT_EQ(out.error().where.column, 5u);

  const auto twice = expand_json(json(R"({"Ann":1,"${name}":2})"), world.scope, Dialect::kScenario);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, "template/duplicate-key");
  const auto syntax = expand_json(json(R"(["${"])"), world.scope, Dialect::kScenario);
  ASSERT_FALSE(syntax);
  EXPECT_EQ(syntax.error().where.pointer, "/0");
}

TEST(ExpandJson, DepthIsBounded) {
  base::Json deep = "x";
  for (std::size_t i = 0; i <= base::kMaxJsonDepth; ++i) {
    base::Json outer = base::Json::array();
    outer.push_back(std::move(deep));
    deep = std::move(outer);
  }
  const World world(kExpandVars);
  EXPECT_EQ(expand_json(deep, world.scope, Dialect::kScenario).error().code, "template/limit");
}

TEST(ReportExpansion, PointsIntoTheFile) {
  const std::string text = "{ \"steps\":\n  [ { \"key\": \"a ${nam}\",\n      \"${nam}\": 1 } ] }";
  const World world(kExpandVars, Dialect::kScenario);
  base::DiagList diags;
  auto document = base::JsonDocument::parse("s.json", text).value();
  const base::JsonReader root(document, diags, "scenario");
  const auto steps = *root.find("steps");
  const auto out = expand_json(steps.value(), world.scope, Dialect::kScenario);
  ASSERT_FALSE(out);
  report_expansion(steps, out.error());
  ASSERT_EQ(diags.all().size(), 1u);
  EXPECT_EQ(diags.all()[0].code, "scenario/undefined");
  EXPECT_EQ(base::render_line(diags.all()[0]),
            "s.json:2:19: nam is not defined (did you mean \"name\"?)");
  EXPECT_EQ(diags.all()[0].where.pointer, "/steps/0/key");

  const auto key = expand_json(json(R"({"key":"a","${nam}":1})"), world.scope, Dialect::kScenario);
  ASSERT_FALSE(key);
  const auto first = steps.elements().at(0);
  report_expansion(first, key.error());
  EXPECT_EQ(base::render_line(diags.all()[1]),
            "s.json:3:10: nam is not defined (did you mean \"name\"?)");
}

}  // namespace
}  // namespace ricochet::match
