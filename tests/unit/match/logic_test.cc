#include <gtest/gtest.h>

#include "match_support.h"

namespace ricochet::match {
namespace {

std::string explained(const std::string& matcher, const Request& r) {
  const auto compiled = compile(matcher);
  if (!compiled.matcher) return compiled.errors();
  std::string out;
  for (const auto& c : compiled.matcher->explain(Subject(r))) {
    out += std::string(c.ok ? "ok " : "no ") + c.name + " | " + c.expected + " | " + c.actual +
           (c.detail.empty() ? "" : " | " + c.detail) + "\n";
  }
  return out;
}

TEST(Logic, AnyAllNot) {
  const auto a = request("GET /a", {{"X", "1"}});
  const auto b = request("POST /b");
  const std::string any = R"({"any":[{"uri":"/a","headers":{"x":"1"}},{"method":"post"}]})";
  EXPECT_TRUE(fits(any, a));
  EXPECT_TRUE(fits(any, b));
  EXPECT_FALSE(fits(any, request("GET /a")));
  const std::string all =
      R"({"all":[{"headers":{"x":{"contain":"1"}}},{"headers":{"x":{"contain":"2"}}}]})";
  EXPECT_TRUE(fits(all, request("GET /", {{"X", "12"}})));
  EXPECT_FALSE(fits(all, a));
  EXPECT_FALSE(fits(R"({"not":{"uri":"/a"}})", a));
  EXPECT_TRUE(fits(R"({"not":{"uri":"/a"}})", b));
  EXPECT_TRUE(fits(R"({"method":"get","not":{"headers":{"x":"2"}}})", a));
  EXPECT_TRUE(fits(R"({"not":{"any":[{"not":{"uri":"/a"}},{"all":[{"method":"put"}]}]}})", a));
}

TEST(Logic, WorksForEvents) {
  Event e;
  e.key = "k1";
  e.body = R"({"type":"Paid"})";
  const auto document =
      base::JsonDocument::parse(
          "m.json", R"({"any":[{"key":"k2"},{"not":{"json_paths":{"$.type":"Open"}}}]})")
          .value();
  base::DiagList diags;
  CompileOptions options;
  options.kind = Kind::kEvent;
  const auto matcher = Matcher::compile(base::JsonReader(document, diags, "x"), options);
  ASSERT_TRUE(matcher) << diags.render_all();
  EXPECT_TRUE(matcher->matches(Subject(e)));
  EXPECT_TRUE(matcher->needs_body());
}

TEST(Logic, NestsToABound) {
  std::string deep = R"({"uri":"/a"})";
  for (std::size_t i = 0; i < kMaxMatcherNesting; ++i) deep = "{\"not\":" + deep + "}";
  EXPECT_TRUE(fits(deep, request("GET /a")));  // an even number of them
  EXPECT_NE(compile("{\"not\":" + deep + "}").errors().find("more than 16 deep"),
            std::string::npos);
}

TEST(Logic, ExplainsWhatWasNearest) {
  EXPECT_EQ(explained(R"({"any":[{"uri":"/a","method":"post","queries":{"q":"1"}},{"uri":"/b"}]})",
                      request("GET /c")),
            "no any | one of 2: (POST /a with query q \"1\" or /b) | none of them | nearest is /b: "
            "uri should be \"/b\", got \"/c\"\n");
  EXPECT_EQ(explained(R"({"any":[{"uri":"/a"},{"uri":"/b"}]})", request("GET /b")),
            "ok any | one of 2: (/a or /b) | /b\n");
  EXPECT_EQ(explained(R"({"all":[{"uri":"/a"},{"method":"put"}]})", request("GET /a")),
            "ok uri | \"/a\" | \"/a\"\nno method | \"PUT\" | \"GET\"\n");
  EXPECT_EQ(explained(R"({"not":{"uri":"/a"}})", request("GET /a")),
            "no not | not (/a) | it fits\n");
}

TEST(Logic, TellsAnIndexWhatItMayRelyOn) {
  const auto paths = [](const char* matcher) {
    const auto key = compile(matcher).matcher->selective_key();
    std::string out;
    if (!key.paths) return std::string("any");
    for (const auto& path : *key.paths) out += path.head() + " ";
    return out;
  };
  EXPECT_EQ(paths(R"({"any":[{"uri":"/a"},{"uri":{"startsWith":"/b"}}]})"), "/a /b ");
  EXPECT_EQ(paths(R"({"any":[{"uri":"/a"},{"method":"get"}]})"), "any");
  EXPECT_EQ(paths(R"({"all":[{"uri":{"startsWith":"/b"}},{"uri":"/b/c"}]})"), "/b/c ");
  EXPECT_EQ(paths(R"({"not":{"uri":"/a"}})"), "any");
  EXPECT_EQ(paths(R"({"uri":{"startsWith":"/"},"any":[{"uri":"/a"}]})"), "/a ");
}

}  // namespace
}  // namespace ricochet::match
