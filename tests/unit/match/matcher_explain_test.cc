#include <gtest/gtest.h>

#include "base/text/utf8.h"
#include "match_support.h"

namespace ricochet::match {
namespace {

/// `ok name | expected | actual | detail` per line.
std::string explain(const std::string& matcher, const Request& r) {
  const auto compiled = compile(matcher);
  if (!compiled.matcher) return compiled.errors();
  std::string out;
  for (const auto& c : compiled.matcher->explain(Subject(r))) {
    out += std::string(c.ok ? "ok " : "no ") + c.name + " | " + c.expected + " | " + c.actual +
           (c.detail.empty() ? "" : " | " + c.detail) + "\n";
  }
  return out;
}

struct MatcherExplainCase {
  const char* matcher;
  Request request;
  const char* text;
};

TEST(Explain, EachCondition) {
  const auto get = request("GET /a/?q=1&q=2", {{"X-A", "1"}, {"Cookie", "s=1"}});
  const auto post =
      request("POST /", {}, R"({"status":"PENDING","n":42,"items":[{"price":1}],"none":null})");
  const auto text = request("POST /", {}, "hello");
  const auto xml = request("POST /", {}, "<a><b>1</b></a>");
  const std::vector<MatcherExplainCase> cases = {
      {R"({"method":"post"})", get, "no method | \"POST\" | \"GET\"\n"},
      {R"({"method":["post","put"]})", get, "no method | \"POST\" or \"PUT\" | \"GET\"\n"},
      {R"({"uri":"/a"})", get, "no uri | \"/a\" | \"/a/\" | has a trailing slash\n"},
      {R"({"uri":{"path":"/a/{id}"}})", get, "no uri | path \"/a/{id}\" | \"/a/\"\n"},
      {R"({"version":"HTTP/1.0"})", get, "no version | \"HTTP/1.0\" | \"HTTP/1.1\"\n"},
      {R"({"headers":{"x-a":"2"}})", get, "no header x-a | \"2\" | \"1\"\n"},
      {R"({"headers":{"x-b":"2"}})", get, "no header x-b | \"2\" | absent\n"},
      {R"({"headers":{"x-a":{"exist":"false"}}})", get,
       "no header x-a | exist \"false\" | \"1\"\n"},
      {R"({"queries":{"q":"3"}})", get, "no query q | \"3\" | \"1\", \"2\"\n"},
      {R"({"queries":{"Q":"1"}})", get,
       "no query Q | \"1\" | absent | there is one named \"q\": names differ by case\n"},
      {R"({"cookies":{"s":"1"}})", get, "ok cookie s | \"1\" | \"1\"\n"},
      {R"({"forms":{"f":"1"}})", text, "no form f | \"1\" | absent\n"},
      {R"({"text":{"contain":"HELL"}})", text,
       "no text | contain \"HELL\" | \"hello\" | differs by case only\n"},
      {R"({"text":"x"})", get, "no text | \"x\" | absent\n"},
      {R"({"json":{"a":1}})", get, "no json | {\"a\":1} | absent\n"},
      {R"({"json":{"a":1}})", text,
       "no json | {\"a\":1} | a body that is not JSON | byte 1: got hello, a "
       "value is expected\n"},
      {R"({"json":{"status":"PENDING","n":42,"items":[{"price":"1"}],"none":null}})", post,
       "no json | {\"status\":\"PENDING\",\"n\":42,\"items\":[{\"price\":\"1\"}],\"none\":null} | "
       "{\"status\":\"PENDING\",\"n\":42,\"items\":[{\"price\":1}],\"none\":null} | "
       "$.items[0].price: expected the string \"1\", got the number 1\n"},
      {R"({"json":{}})", post,
       "no json | {} | {\"status\":\"PENDING\",\"n\":42,\"items\":[{\"price\":1}],\"none\":null} | "
       "$.status: expected absent, got the string \"PENDING\"; "
       "$.n: expected absent, got the number 42; "
       "$.items: expected absent, got an array of 1 (and 1 more)\n"},
      {R"({"json_paths":{"$.status":"PAID"}})", post,
       "no json $.status | \"PAID\" | the string \"PENDING\"\n"},
      {R"({"json_paths":{"$.status":"pending"}})", post,
       "no json $.status | \"pending\" | the string \"PENDING\" | differs by case only\n"},
      {R"({"json_paths":{"$.n":"42"}})", post, "ok json $.n | \"42\" | the number 42\n"},
      {R"({"json_paths":{"$.none":"x"}})", post,
       "no json $.none | \"x\" | null | null counts as absent\n"},
      {R"({"json_paths":{"$.e":{"exist":"false"}}})", request("POST /", {}, R"({"e":[null,null]})"),
       "no json $.e | exist \"false\" | [null,null] | the list is there, and null in it is not a "
       "value\n"},
      {R"({"json_paths":{"$.e":{"exist":"false"}}})", request("POST /", {}, R"({"e":[]})"),
       "no json $.e | exist \"false\" | an empty array\n"},
      {R"({"json_paths":{"$.e":"x"}})", request("POST /", {}, R"({"e":[null]})"),
       "no json $.e | \"x\" | [null] | the list is there, and null in it is not a value\n"},
      {R"({"json_paths":{"$.e":{"exist":"true"}}})", request("POST /", {}, R"({"e":null})"),
       "no json $.e | exist \"true\" | null | null counts as absent\n"},
      {R"({"json_paths":{"$.items[0]":"x"}})", post,
       "no json $.items[0] | \"x\" | {\"price\":1}\n"},
      {R"({"json_paths":{"$.nope":1}})", post, "no json $.nope | the number 1 | absent\n"},
      {R"({"json_paths":{"$.a":1}})", request("POST /", {}, R"({"a":"1"})"),
       "no json $.a | the number 1 | the string \"1\" | the same text, but another type\n"},
      {R"({"json_paths":{"$.a":1}})", xml,
       "no json $.a | the number 1 | a body that is not JSON | byte 1: got <a><b>1</b></a>, a "
       "value "
       "is expected\n"},
      {R"({"json_paths":{"$[*]":9}})", request("POST /", {}, "[1,2,3,4,5,6,7]"),
       "no json $[*] | the number 9 | the number 1, the number 2, the number 3, the number 4, the "
       "number 5 and 2 more\n"},
      {R"j({"xpaths":{"/a/b/text()":"2"}})j", xml, "no xpath /a/b/text() | \"2\" | \"1\"\n"},
      {R"({"xpaths":{"/a":"2"}})", text, "no xpath /a | \"2\" | a body that is not XML\n"},
      {R"({"text":{"xml":"<a><b>2</b></a>"}})", xml,
       "no xml | XML like <a> | XML with the root <a> | /a/b: expected the text \"2\", got the "
       "text "
       "\"1\"\n"},
      {R"({"text":{"xml":"<a/>"}})", text, "no xml | XML like <a> | a body that is not XML\n"},
      {R"({"struct":{"json":{"n":"x"}}})", post,
       "no struct | JSON of the shape {\"n\":\"x\"} | an object with 4 keys | $.n: expected a "
       "string, got the number 42\n"},
      {R"({"struct":{"json":{}}})", text,
       "no struct | JSON of the shape {} | a body that is not JSON\n"},
      {R"({"struct":{"xml":"<a><c/></a>"}})", xml,
       "no struct | XML of the shape of <a> | XML with the root <a> | /a/c: expected the element "
       "<c>, got the element <b>\n"},
      {R"({"struct":{"xml":"<a/>"}})", get, "no struct | XML of the shape of <a> | absent\n"},
  };
  for (const auto& c : cases) EXPECT_EQ(explain(c.matcher, c.request), c.text) << c.matcher;
}

TEST(Explain, ConditionsComeInTheOrderInWhichTheyAreChecked) {
  EXPECT_EQ(
      explain(
          R"({"json_paths":{"$.a":"1"},"text":"x","headers":{"h":"1"},"uri":"/","method":"get"})",
          request("GET /")),
      "ok method | \"GET\" | \"GET\"\n"
      "ok uri | \"/\" | \"/\"\n"
      "no header h | \"1\" | absent\n"
      "no text | \"x\" | absent\n"
      "no json $.a | \"1\" | absent\n");
}

TEST(Explain, HostileBytesStayReadable) {
  const auto text =
      explain(R"({"text":"x"})",
              request("POST /", {}, std::string("\xFF\x00\x1b[31m", 7) + std::string(5000, 'a')));
  EXPECT_TRUE(base::is_utf8(text));
  EXPECT_LT(text.size(), 400u);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Describe, OneLine) {
  EXPECT_EQ(compile(R"({"method":"post","uri":"/orders","json_paths":{"$.status":"PAID"}})")
                .matcher->describe(),
            "POST /orders with json $.status \"PAID\"");
  EXPECT_EQ(compile(R"({"uri":{"match":"/a.*"}})").matcher->describe(), "uri match \"/a.*\"");
  EXPECT_EQ(compile(R"({"method":["get","put"],"queries":{"a":"1"},"version":"HTTP/1.1"})")
                .matcher->describe(),
            "method \"GET\" or \"PUT\" with version \"HTTP/1.1\", query a \"1\"");
  EXPECT_EQ(compile(R"({"struct":{"json":{}}})").matcher->describe(), "struct json");
  EXPECT_EQ(compile(R"({"json_paths":{"$.n":1}})").matcher->describe(), "json $.n 1");
}

}  // namespace
}  // namespace ricochet::match
