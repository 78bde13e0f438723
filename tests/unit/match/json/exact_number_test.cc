// No digit of a number is lost between a file, a body, and what is made of them.
#include <gtest/gtest.h>

#include "tests/unit/match/match_support.h"

namespace ricochet::match {
namespace {

bool body_fits(const std::string& matcher, const std::string& body) {
  return fits(matcher, request("POST /", {{"Content-Type", "application/json"}}, body));
}
bool json_fits(const std::string& expected, const std::string& actual) {
  return body_fits("{\"json\":{\"v\":" + expected + "}}", "{\"v\":" + actual + "}");
}
bool path_fits(const std::string& test, const std::string& actual) {
  return body_fits("{\"json_paths\":{\"$.v\":" + test + "}}", "{\"v\":" + actual + "}");
}

TEST(ExactNumbers, Json) {
  const struct {
    const char *a, *b;
    bool same;
  } cases[] = {
      {"18446744073709551616", "18446744073709551616", true},
      {"18446744073709551616", "18446744073709551617", false},
      {"18446744073709551615", "-1", false},
      {"-9223372036854775809", "-9223372036854775808", false},
      {"9007199254740993", "9007199254740992", false},
      {"1", "1.0", false},
      {"1.0", "1.00", true},
      {"1e2", "100.0", true},
      {"18446744073709551616", "18446744073709551616.0", false},
      {"1e400", "10E+399", true},
      {"1e400", "1e401", false},
      {"0.12345678901234567890", "0.1234567890123456789", true},
      {"0.12345678901234567890", "0.12345678901234567891", false},
      {"0.1", "0.1000000000000000055511151231257827", false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(json_fits(c.a, c.b), c.same) << c.a << " " << c.b;
    EXPECT_EQ(json_fits(c.b, c.a), c.same) << c.b << " " << c.a;
    EXPECT_EQ(path_fits(c.a, c.b), c.same) << "typed: " << c.a << " " << c.b;
  }
}

TEST(ExactNumbers, Operators) {
  EXPECT_FALSE(path_fits(R"({"gt":18446744073709551616})", "18446744073709551616"));
  EXPECT_TRUE(path_fits(R"({"gt":18446744073709551616})", "18446744073709551617"));
  EXPECT_TRUE(path_fits(R"({"lte":18446744073709551616})", "18446744073709551616"));
  EXPECT_TRUE(path_fits(R"({"eqNumber":0.1})", "0.10"));
  EXPECT_FALSE(path_fits(R"({"eqNumber":0.1})", "0.1000000000000000055511151231257827"));
  EXPECT_TRUE(path_fits(R"({"eqNumber":"1e-5"})", "0.00001"));
  EXPECT_TRUE(path_fits(R"({"between":[1e399, 1e401]})", "1e400"));
  EXPECT_FALSE(path_fits(R"({"gt":"1e999999999"})", "5"));
}

// What Moco 1.5.0 compares with: Double.toString, BigInteger and BigDecimal.
TEST(ExactNumbers, PathsCompareWithJavasText) {
  const std::pair<const char*, const char*> cases[] = {
      {"1", "1"},
      {"1.0", "1.0"},
      {"1.50", "1.5"},
      {"1e3", "1000.0"},
      {"1E10", "1.0E10"},
      {"0.00001", "1.0E-5"},
      {"12345678.9", "1.23456789E7"},
      {"-0", "0"},
      {"-0.0", "-0.0"},
      {"18446744073709551616", "18446744073709551616"},
      {"0.12345678901234567890", "0.12345678901234567890"},
      {"1.2345678901234567E+400", "1.2345678901234567E+400"},
      {"{\"k\":1.50}", "{k=1.5}"},
      {"{\"k\":[1e10,{\"z\":0.00001}]}", "{k=[1.0E10,{\\\"z\\\":1.0E-5}]}"}};
  for (const auto& [value, text] : cases)
    EXPECT_TRUE(path_fits("\"" + std::string(text) + "\"", value)) << value << " " << text;
}

bool schema_fits(const std::string& keyword, const std::string& actual) {
  return body_fits("{\"schema\":{\"properties\":{\"v\":{" + keyword + "}}}}",
                   "{\"v\":" + actual + "}");
}

TEST(ExactNumbers, Schema) {
  EXPECT_TRUE(schema_fits(R"("multipleOf":0.01)", "4.02"));
  EXPECT_TRUE(schema_fits(R"("multipleOf":0.1)", "0.3"));
  EXPECT_FALSE(schema_fits(R"("multipleOf":0.1)", "0.35"));
  EXPECT_FALSE(schema_fits(R"("multipleOf":0.1)", "0.30000000000000001"));
  EXPECT_TRUE(schema_fits(R"("multipleOf":2)", "18446744073709551616"));
  EXPECT_FALSE(schema_fits(R"("multipleOf":2)", "18446744073709551617"));
  EXPECT_FALSE(schema_fits(R"("multipleOf":3)", "1e999999999"));
  EXPECT_TRUE(schema_fits(R"("maximum":18446744073709551616)", "18446744073709551616"));
  EXPECT_FALSE(schema_fits(R"("maximum":18446744073709551616)", "18446744073709551617"));
  EXPECT_FALSE(schema_fits(R"("exclusiveMinimum":1e400)", "1E+400"));
  EXPECT_TRUE(schema_fits(R"("const":100000000000000000000)", "100000000000000000000.0"));
  EXPECT_TRUE(schema_fits(R"("type":"integer")", "1e400"));
  EXPECT_TRUE(schema_fits(R"("type":"integer")", "18446744073709551616"));
  EXPECT_FALSE(schema_fits(R"("type":"integer")", "0.12345678901234567890"));
  EXPECT_TRUE(schema_fits(R"("type":"number")", "0.12345678901234567890"));
  EXPECT_FALSE(schema_fits(R"("type":"string")", "18446744073709551616"));
  EXPECT_TRUE(schema_fits(R"("enum":[18446744073709551616])", "18446744073709551616"));
  EXPECT_TRUE(schema_fits(R"("minLength":2.0)", "\"ab\""));
}

TEST(ExactNumbers, StructAndFilters) {
  EXPECT_TRUE(body_fits(R"({"struct":{"json":{"v":1}}})", R"({"v":18446744073709551616})"));
  EXPECT_FALSE(body_fits(R"({"struct":{"json":{"v":"x"}}})", R"({"v":18446744073709551616})"));
  const std::string list =
      R"({"a":[{"n":18446744073709551615},{"n":18446744073709551616},{"n":-1}]})";
  EXPECT_TRUE(body_fits(
      R"({"json_paths":{"$.a[?(@.n > 18446744073709551615)].n":"18446744073709551616"}})", list));
  EXPECT_FALSE(body_fits(R"({"json_paths":{"$.a[?(@.n > 18446744073709551615)].n":"-1"}})", list));
  EXPECT_TRUE(body_fits(R"({"json_paths":{"$.a[?(@.n < 0)].n":"-1"}})", list));
}

// As Moco 1.5.0 has it; `[null]` makes it fail there.
TEST(JsonPathExist, WhatIsThereExists) {
  const struct {
    const char* body;
    bool exists;
  } cases[] = {{R"({"e":[]})", true},    {R"({"e":{}})", true},    {R"({"e":""})", true},
               {R"({"e":false})", true}, {R"({"e":0})", true},     {R"({"e":[null]})", true},
               {R"({"e":[[]]})", true},  {R"({"e":[1,2]})", true}, {R"({"e":null})", false},
               {R"({})", false},         {R"([])", false},         {R"({"x":{"e":1}})", false}};
  for (const auto& c : cases) {
    EXPECT_EQ(body_fits(R"({"json_paths":{"$.e":{"exist":"true"}}})", c.body), c.exists) << c.body;
    EXPECT_EQ(body_fits(R"({"json_paths":{"$.e":{"exist":"false"}}})", c.body), !c.exists)
        << c.body;
    EXPECT_EQ(body_fits(R"({"json_paths":{"$.e":{"not":{"exist":"true"}}}})", c.body), !c.exists);
    EXPECT_EQ(body_fits(R"({"json_paths":{"$.e":{"any":["q",{"exist":"true"}]}}})", c.body),
              c.exists);
  }
  EXPECT_FALSE(body_fits(R"({"json_paths":{"$.e":""}})", R"({"e":[]})"));
  EXPECT_FALSE(body_fits(R"({"json_paths":{"$.e":"[]"}})", R"({"e":[]})"));
  EXPECT_FALSE(body_fits(R"({"json_paths":{"$.e":{"match":".*"}}})", R"({"e":[]})"));
  EXPECT_TRUE(body_fits(R"({"json_paths":{"$.e":{"not":"x"}}})", R"({"e":[]})"));
  // Of several that are found, one is enough; a path to many places that finds none finds nothing.
  EXPECT_TRUE(body_fits(R"({"json_paths":{"$..e":{"exist":"true"}}})", R"({"x":{"e":[]}})"));
  EXPECT_FALSE(body_fits(R"({"json_paths":{"$..e":{"exist":"true"}}})", R"({"x":1})"));
  EXPECT_TRUE(body_fits(R"({"json_paths":{"$..e":{"exist":"false"}}})", R"({"x":{"e":null}})"));
}

TEST(JsonBodies, TheFirstOfSeveralCountsAndNothingElseMayFollow) {
  EXPECT_TRUE(body_fits(R"({"json":{"a":1}})", R"({"a":1}{"b":2})"));
  EXPECT_TRUE(body_fits(R"({"json":{"a":1}})", "{\"a\":1}\n{\"b\":2}\n"));
  EXPECT_FALSE(body_fits(R"({"json":{"b":2}})", R"({"a":1}{"b":2})"));
  EXPECT_FALSE(body_fits(R"({"json":{"a":1}})", std::string("{\"a\":1}\0garbage", 15)));
  EXPECT_FALSE(body_fits(R"({"json":{"a":1}})", std::string("{\"a\":1}\0", 8)));
  EXPECT_FALSE(body_fits(R"({"json":{"a":1}})", R"({"a":1} x)"));
  EXPECT_TRUE(body_fits(R"({"json":{"a":1}})", "\xEF\xBB\xBF{\"a\":1}"));
}

}  // namespace
}  // namespace ricochet::match
