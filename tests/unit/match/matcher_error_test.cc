#include <gtest/gtest.h>

#include "match_support.h"

namespace ricochet::match {
namespace {

struct MatcherErrorCase {
  const char* matcher;
  const char* errors;
};

TEST(MatcherErrors, EachWithPlaceAndCure) {
  const std::vector<MatcherErrorCase> cases = {
      {R"({})",
       "m.json:1:1: this selects nothing: it has no condition (leave the whole object out to match "
       "everything)"},
      {R"({"headers":{}})",
       "m.json:1:1: this selects nothing: it has no condition (leave the whole object out to match "
       "everything)"},
      {R"([])", "m.json:1:1: this must be an object, got an array (put its members in { })"},
      {R"({"methd":"get"})", R"(m.json:1:2: unknown key "methd" (did you mean "method"?))"},
      {R"({"methods":["get"]})",
       R"(m.json:1:2: unknown key "methods" ("method" also takes a list: ["GET", "POST"]))"},
      {R"({"body":"x"})",
       R"(m.json:1:2: unknown key "body" (did you mean "text", "json" or "json_paths"?))"},
      {R"({"url":"x"})", R"(m.json:1:2: unknown key "url" (did you mean "uri"?))"},
      {R"({"uri":""})",
       R"(m.json:1:8: an empty uri never matches (write "/" for the root, or leave the key out))"},
      {R"({"method":[]})",
       R"(m.json:1:11: an empty list of methods never matches (name a method, or leave the key out))"},
      {R"({"method":[1]})",
       R"(m.json:1:12: a text value is a string or { "operator": "operand" }, got the number 1 (write it in double quotes: "1"))"},
      {R"({"version":"HTTP/3"})",
       R"(m.json:1:12: unknown version "HTTP/3" (known: HTTP/0.9, HTTP/1.0, HTTP/1.1))"},
      {R"({"version":{"match":"HTTP.*"}})",
       R"(m.json:1:12: "version" must be a string, got an object (write a text in double quotes))"},
      {R"({"headers":"x"})",
       R"(m.json:1:12: "headers" must be an object, got the string "x" (put its members in { }))"},
      {R"({"headers":{"a":{"mtch":"x"}}})",
       R"(m.json:1:18: unknown operator "mtch" (did you mean "match"?))"},
      {R"({"queries":{"a":1}})",
       R"(m.json:1:17: a text value is a string or { "operator": "operand" }, got the number 1 (write it in double quotes: "1"))"},
      {R"({"json":"{x"})",
       "m.json:1:9: a string under \"json\" is read as JSON text, and this is none: byte 2: got x, "
       "a "
       "key is expected (a JSON string is written \"\\\"like this\\\"\")"},
      {R"({"text":{"json":"{x"}})",
       "m.json:1:17: this text is not JSON: byte 2: got x, a key is expected "
       "(mend it, or write the value under \"json\" without quotes)"},
      {R"({"text":{"xml":"<a>"}})",
       "m.json:1:16: this text is not XML: byte 2: Start-end tags mismatch (it needs one root "
       "element with all tags closed)"},
      {R"({"text":{"xml":1}})",
       R"(m.json:1:16: "xml" must be a string, got the number 1 (write it in double quotes))"},
      {R"({"text":{"json":"1","eq":"1"}})",
       "m.json:1:21: a text value has exactly one operator, this one has 2 (remove all but one)"},
      {R"({"headers":{"a":{"json":"1"}}})",
       R"(m.json:1:18: unknown operator "json" (json stands directly in "text" or "file" only))"},
      {R"({"json_paths":{"$.a[":"x"}})",
       "m.json:1:21: bad JSONPath: expected a name in quotes, an index, a slice, * or ?filter "
       "(names in "
       "brackets need quotes: ['name'])"},
      {R"({"json_paths":{"$.a":[1]}})",
       R"(m.json:1:22: a text value is a string or { "operator": "operand" }, got an array (known operators: eq, match, startsWith, endsWith, contain, exist, equalsIgnoreCase, containIgnoreCase, eqNumber, gt, gte, lt, lte, between, not, any, in))"},
      {R"({"xpaths":{"/a[":"x"}})",
       "m.json:1:16: bad XPath: Unrecognized node test (XPath 1.0, as in /order/id/text() or "
       "//item/@sku)"},
      {R"({"struct":{}})",
       R"(m.json:1:11: struct has exactly one of "json" and "xml" (write { "json": { ... } } or { "xml": "<a/>" }))"},
      {R"({"struct":{"jsn":{}}})", R"(m.json:1:12: unknown key "jsn" (did you mean "json"?))"},
      {R"({"struct":{"xml":"x"}})",
       "m.json:1:18: this text is not XML: byte 1: No document element found (it needs one root "
       "element with all tags closed)"},
      {R"({"file":{"charset":"utf-8"}})", R"(m.json:1:9: the key "name" is missing (add it))"},
      {R"({"file":{"name":1}})",
       R"(m.json:1:17: "name" must be a string, got the number 1 (write it in double quotes))"},
  };
  for (const auto& c : cases) {
    const auto compiled = compile(c.matcher);
    EXPECT_EQ(compiled.matcher, nullptr) << c.matcher;
    const auto all = compiled.errors();
    EXPECT_EQ(all.substr(0, all.find('\n')), c.errors) << c.matcher;
  }
}

TEST(MatcherErrors, AllOfThemAtOnce) {
  const auto compiled = compile(R"j({"methd":"get","uri":{"mtch":"a"},"text":{"match":"("}})j");
  EXPECT_EQ(compiled.diags.error_count(), 3u);
  EXPECT_EQ(compiled.diags.all().at(0).code, "stub/unknown-key");
  EXPECT_EQ(compiled.diags.all().at(1).code, "stub/unknown-operator");
  EXPECT_EQ(compiled.diags.all().at(2).code, "stub/bad-pattern");
  EXPECT_EQ(compiled.diags.all().at(2).where.pointer, "/text/match");
}

TEST(MatcherErrors, AUriWithAQueryIsAWarning) {
  const auto compiled = compile(R"({"uri":"/a?b=c"})");
  EXPECT_NE(compiled.matcher, nullptr);
  ASSERT_EQ(compiled.diags.all().size(), 1u);
  EXPECT_EQ(compiled.diags.all()[0].severity, base::Severity::kWarning);
  EXPECT_EQ(compiled.diags.all()[0].code, "stub/uri-with-query");
}

}  // namespace
}  // namespace ricochet::match
