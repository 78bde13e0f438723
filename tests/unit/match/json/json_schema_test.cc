#include "match/json/schema.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "match/give_up.h"
#include "match/work.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/unit/match/match_support.h"

namespace ricochet::match {
namespace {

std::shared_ptr<const JsonSchema> schema(const std::string& text, std::string* errors = nullptr) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("schema.json", text).value();
  auto out = JsonSchema::compile(base::JsonReader(document, diags, "stub"));
  EXPECT_EQ(out == nullptr, diags.has_errors());
  if (errors != nullptr) *errors = diags.render_all();
  return out;
}

/// The failures, `pointer: message (keyword)` each; empty: valid.
std::string failures(const std::string& text, const std::string& value) {
  std::string errors;
  const auto compiled = schema(text, &errors);
  if (compiled == nullptr) return errors;
  const auto verdict = compiled->check(json(value), 10);
  EXPECT_EQ(compiled->check(json(value)).valid, verdict.valid);
  EXPECT_EQ(verdict.valid, verdict.failures.empty() && !verdict.gave_up);
  std::string out = verdict.gave_up ? "gave up" : "";
  for (const auto& f : verdict.failures)
    out += (out.empty() ? "" : "; ") + f.pointer + ": " + f.message + " (" + f.keyword + ")";
  return out;
}

struct JsonSchemaCase {
  const char* schema;
  const char* value;
  const char* failures;
};

TEST(JsonSchema, EachKeyword) {
  for (
      const auto& c : std::vector<JsonSchemaCase>{
          {"true", "1", ""},
          {"{}", "1", ""},
          {"false", "1", ": nothing may stand here ()"},
          {R"({"type":"string"})", "1", ": must be a string, got the number 1 (/type)"},
          {R"({"type":["string","null"]})", "null", ""},
          {R"({"type":"integer"})", "1.0", ""},
          {R"({"type":"integer"})", "1.5", ": must be an integer, got the number 1.5 (/type)"},
          {R"({"type":"number"})", "1", ""},
          {R"({"type":"number"})", "1.5", ""},
          {R"({"type":"boolean"})", "0", ": must be a boolean, got the number 0 (/type)"},
          {R"({"enum":[1,"a"]})", "1.0", ""},
          {R"({"enum":[1,"a"]})", "2", ": must be one of 1, \"a\", got the number 2 (/enum)"},
          {R"({"const":{"a":1}})", R"({"a":1})", ""},
          {R"({"const":null})", "0", ": must be null, got the number 0 (/const)"},
          {R"({"minimum":1})", "0", ": must be at least 1, got the number 0 (/minimum)"},
          {R"({"minimum":9007199254740993})", "9007199254740992",
           ": must be at least 9007199254740993, got the number 9007199254740992 (/minimum)"},
          {R"({"maximum":1})", "1", ""},
          {R"({"exclusiveMaximum":1})", "1",
           ": must be less than 1, got the number 1 (/exclusiveMaximum)"},
          {R"({"exclusiveMinimum":1})", "1",
           ": must be more than 1, got the number 1 (/exclusiveMinimum)"},
          {R"({"multipleOf":3})", "9", ""},
          {R"({"multipleOf":3})", "-9", ""},
          {R"({"multipleOf":3})", "10",
           ": must be a multiple of 3, got the number 10 (/multipleOf)"},
          {R"({"multipleOf":0.01})", "0.07", ""},
          {R"({"minLength":2})", "\"ä\"", ": must have at least 2 characters, got 1 (/minLength)"},
          {R"({"maxLength":2})", "\"äöü\"", ": must have at most 2 characters, got 3 (/maxLength)"},
          {R"({"pattern":"b"})", "\"abc\"", ""},
          {R"({"pattern":"^b"})", "\"abc\"",
           ": must fit the pattern \"^b\", got the string \"abc\" (/pattern)"},
          {R"({"items":{"type":"number"}})", R"([1,"a"])",
           "/1: must be a number, got the string \"a\" (/items/type)"},
          {R"({"items":[true,{"const":2}],"additionalItems":false})", "[1,2,3]",
           "/2: nothing may stand here (/additionalItems)"},
          {R"({"minItems":1})", "[]", ": must have at least 1 element, got 0 (/minItems)"},
          {R"({"maxItems":1})", "[1,2]", ": must have at most 1 element, got 2 (/maxItems)"},
          {R"({"uniqueItems":true})", "[1,2,1.0]",
           ": must have no equal elements, but 0 and 2 are (/uniqueItems)"},
          {R"({"contains":{"const":2}})", "[1]",
           ": has no element that fits \"contains\" (/contains)"},
          {R"({"required":["a"]})", "{}", ": must have the key \"a\" (/required)"},
          {R"({"required":["a"]})", "[]", ""},
          {R"({"properties":{"a/b":{"type":"null"}}})", R"({"a/b":1})",
           "/a~1b: must be null, got the number 1 (/properties/a~1b/type)"},
          {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"b":1})",
           "/b: is a key that the schema does not know (/additionalProperties)"},
          {R"({"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":{"type":"number"}})",
           R"({"x-a":1,"b":"c"})",
           "/x-a: must be a string, got the number 1 (/patternProperties/^x-/type); /b: must be a "
           "number, got the string \"c\" (/additionalProperties/type)"},
          {R"({"propertyNames":{"maxLength":1}})", R"({"ab":1})",
           "/ab: must have at most 1 character, got 2 (/propertyNames/maxLength)"},
          {R"({"minProperties":1})", "{}", ": must have at least 1 key, got 0 (/minProperties)"},
          {R"({"maxProperties":0})", R"({"a":1})",
           ": must have at most 0 keys, got 1 (/maxProperties)"},
          {R"({"dependencies":{"a":["b"]}})", R"({"a":1})",
           ": must have the key \"b\" beside \"a\" (/dependencies)"},
          {R"({"dependencies":{"a":{"required":["c"]}}})", R"({"a":1})",
           ": must have the key \"c\" (/dependencies/a/required)"},
          {R"({"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}})",
           R"({"a":1})", ": must have the key \"b\" (/then/required)"},
          {R"({"if":{"required":["a"]},"else":{"required":["c"]}})", "{}",
           ": must have the key \"c\" (/else/required)"},
          {R"({"allOf":[{"minimum":1},{"maximum":2}]})", "3",
           ": must be at most 2, got the number 3 (/allOf/1/maximum)"},
          {R"({"anyOf":[{"type":"null"},{"minimum":2}]})", "1",
           ": fits none of the schemas of \"anyOf\" (/anyOf)"},
          {R"({"oneOf":[{"type":"number"},{"minimum":2}]})", "3",
           ": fits more than one of the schemas of \"oneOf\" (/oneOf)"},
          {R"({"oneOf":[{"type":"number"},{"minimum":2}]})", "1", ""},
          {R"({"not":{"type":"null"}})", "null", ": fits the schema of \"not\" (/not)"},
          {R"({"format":"email","title":"t","x-own":1})", "\"no\"", ""},
      }) {
    EXPECT_EQ(failures(c.schema, c.value), c.failures) << c.schema << " on " << c.value;
  }
}

TEST(JsonSchema, References) {
  const char* tree = R"({"definitions":{"tree":{"type":"object","required":["v"],
    "properties":{"children":{"items":{"$ref":"#/definitions/tree"}}}}},"$ref":"#/definitions/tree"})";
  EXPECT_EQ(failures(tree, R"({"v":1,"children":[{"v":2,"children":[]},{"v":3}]})"), "");
  EXPECT_EQ(failures(tree, R"({"v":1,"children":[{"v":2,"children":[{}]}]})"),
            "/children/0/children/0: must have the key \"v\" (/definitions/tree/required)");
  EXPECT_EQ(failures(R"({"properties":{"a":{"$ref":"#"}},"additionalProperties":false})",
                     R"({"a":{"b":1}})"),
            "/a/b: is a key that the schema does not know (/additionalProperties)");
}

TEST(JsonSchema, WhatNeverEndsHasNoVerdict) {
  const auto before = give_ups();
  EXPECT_EQ(failures(R"({"allOf":[{"$ref":"#"}]})", "1"), "gave up");
  EXPECT_GT(give_ups(), before);
  EXPECT_EQ(failures(R"({"not":{"pattern":"^(?:a|aa)+b$"}})",
                     "\"" + std::string(5000, 'a') + "bc" + "\""),
            "gave up");
}

TEST(JsonSchema, LongListsOfUniqueItemsHaveAVerdict) {
  std::string list = "[";
  for (int i = 0; i < 20000; ++i)
    list += (i > 0 ? ",{\"a\":" : "{\"a\":") + std::to_string(i) + "}";
  EXPECT_EQ(failures(R"({"uniqueItems":true})", list + "]"), "");
  EXPECT_EQ(failures(R"({"uniqueItems":true})", list + ",{\"a\":700.0},{\"a\":3}]"),
            ": must have no equal elements, but 700 and 20000 are (/uniqueItems)");
  EXPECT_EQ(failures(R"({"uniqueItems":true})",
                     "[1.5,[1,2],[2,1],{\"a\":1,\"b\":2},\"1\",true,null,"
                     "0,{\"b\":2.0,\"a\":1e0}]"),
            ": must have no equal elements, but 3 and 8 are (/uniqueItems)");
}

TEST(JsonSchema, DrawsFromTheWorkOfTheRequest) {
  std::string body = "1";
  for (int i = 0; i < 24; ++i) body = R"({"a":)" + body + "}";
  const Work work(Work::Size::kInPassing);
  EXPECT_EQ(failures(R"({"properties":{"a":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}})", body),
            "gave up");
  EXPECT_TRUE(Work::is_short()) << "a worker looks at it";
}

TEST(JsonSchema, MistakesAreFoundWhenItIsLoaded) {
  std::string all;
  for (const char* text :
       {R"({"type":"strng"})", R"({"typ":"string"})", R"({"nullable":true})", R"({"minimum":"1"})",
        R"({"minLength":-1})", R"({"multipleOf":0})", R"({"required":"a"})", R"({"pattern":"a("})",
        R"({"patternProperties":{"a(":true}})", R"({"properties":[]})", R"({"properties":{"a":1}})",
        R"({"items":{"enum":[]}})", R"({"$ref":"http://example.com/s.json"})",
        R"({"$ref":"#/definitions/none"})", R"({"$ref":"#"})", R"({"anyOf":[]})",
        R"({"pattern":"(a+)+"})"}) {
    std::string errors;
    EXPECT_EQ(schema(text, &errors), nullptr) << text;
    all += "== " + std::string(text) + "\n" + errors + "\n";
  }
  test::expect_golden("match/schema_errors.txt", all);
}

TEST(JsonSchema, AsAMatcher) {
  const auto good = request("POST /", {}, R"({"id":1,"tags":["a"]})");
  const auto bad = request("POST /", {}, R"({"id":"x","tags":[1]})");
  const char* inline_schema =
      R"({"schema":{"required":["id"],"properties":{"id":{"type":"integer"},"tags":{"items":{"type":"string"}}}}})";
  EXPECT_TRUE(fits(inline_schema, good));
  EXPECT_FALSE(fits(inline_schema, bad));
  EXPECT_FALSE(fits(inline_schema, request("POST /", {}, "no")));
  EXPECT_FALSE(fits(inline_schema, request("POST /")));
  const auto c = compile(inline_schema).matcher->explain(Subject(bad)).at(0);
  EXPECT_EQ(c.name, "schema");
  EXPECT_EQ(
      c.detail,
      "/id must be an integer, got the string \"x\" (schema /properties/id/type); /tags/0 must "
      "be a string, got the number 1 (schema /properties/tags/items/type)");

  const test::TempFolder folder;
  base::write_file_atomic(folder.path() + "/s.json", R"({"required":["id"]})").value();
  base::write_file_atomic(folder.path() + "/bad.json", "{\n \"typ\": 1}").value();
  CompileOptions options;
  options.file_root = folder.path();
  const auto from_file = compile(R"({"schema":"s.json"})", options);
  ASSERT_TRUE(from_file.matcher) << from_file.errors();
  EXPECT_TRUE(from_file.matcher->matches(Subject(good)));
  EXPECT_EQ(from_file.matcher->describe(), "schema \"s.json\"");
  EXPECT_NE(compile(R"({"schema":"bad.json"})", options).errors().find("bad.json:2:2"),
            std::string::npos);
}

}  // namespace
}  // namespace ricochet::match
