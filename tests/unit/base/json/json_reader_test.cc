#include "base/json/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/json/json.h"
#include "tests/support/golden.h"

namespace ricochet::base {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// A document with its findings; `reader("/a/b")` follows the keys.
struct World {
  explicit World(const std::string& text) : document(JsonDocument::parse("x.json", text).value()) {}
  JsonReader root() { return JsonReader(document, diags, "stub"); }
  JsonReader at(std::string_view key) { return root().find(key).value(); }
  /// "stub/wrong-type x.json:1:8+3" of the only finding.
  std::string finding() const {
    if (diags.all().size() != 1) return std::to_string(diags.all().size()) + " findings";
    const Diag& d = diags.all()[0];
    return d.code + " " + d.where.str() + "+" + std::to_string(d.where.length);
  }
  std::shared_ptr<const JsonDocument> document;
  DiagList diags;
};

TEST(JsonReader, GettersTakeWhatIsRight) {
  World w(
      R"({ "s": "x", "e": "", "b": true, "i": -3, "f": 2.0, "n": 1.5, "d": "250ms", "ms": 40, "a": [1, 2], "w": "get" })");
  EXPECT_EQ(w.at("s").string(), "x");
  EXPECT_EQ(w.at("s").nonempty_string(), "x");
  EXPECT_EQ(w.at("e").string(), "");
  EXPECT_EQ(w.at("b").boolean(), true);
  EXPECT_EQ(w.at("i").integer(-5, 5), -3);
  EXPECT_EQ(w.at("f").integer(0, 5), 2);
  EXPECT_EQ(w.at("n").number(), 1.5);
  EXPECT_EQ(w.at("i").number(), -3.0);
  EXPECT_EQ(w.at("d").duration(), Duration(250ms));
  EXPECT_EQ(w.at("ms").duration(), Duration(40ms));
  EXPECT_EQ(w.at("a").elements().size(), 2u);
  EXPECT_EQ(w.at("w").word({"get", "post"}), "get");
  EXPECT_TRUE(w.diags.all().empty());
}

TEST(JsonReader, EveryFindingReads) {
  World w(R"({
  "string": 200,
  "text": { "a": 1 },
  "empty": "",
  "flag": "true",
  "flag2": 1,
  "count": "3",
  "count2": 1.5,
  "count3": 70000,
  "number": "1",
  "within": "5 seconds",
  "within2": -1,
  "within3": [],
  "method": "gett",
  "list": {},
  "object": null,
  "respons": 1 })");
  const JsonReader root = w.root();
  auto member = [&](std::string_view key) {
    for (const auto& m : root.members()) {
      if (m.key() == key) return m;
    }
    return root;
  };
  EXPECT_EQ(member("string").string(), std::nullopt);
  EXPECT_EQ(member("text").string(), std::nullopt);
  EXPECT_EQ(member("empty").nonempty_string(), std::nullopt);
  EXPECT_EQ(member("flag").boolean(), std::nullopt);
  EXPECT_EQ(member("flag2").boolean(), std::nullopt);
  EXPECT_EQ(member("count").integer(0, 10), std::nullopt);
  EXPECT_EQ(member("count2").integer(0, 10), std::nullopt);
  EXPECT_EQ(member("count3").integer(0, 65535), std::nullopt);
  EXPECT_EQ(member("number").number(), std::nullopt);
  EXPECT_EQ(member("within").duration(), std::nullopt);
  EXPECT_EQ(member("within2").duration(), std::nullopt);
  EXPECT_EQ(member("within3").duration(), std::nullopt);
  EXPECT_EQ(member("method").word({"get", "post"}), std::nullopt);
  EXPECT_TRUE(member("list").elements().empty());
  EXPECT_FALSE(member("object").object({}));
  EXPECT_EQ(root.require("response"), std::nullopt);
  ricochet::test::expect_golden("base/json-reader.txt", w.diags.render_all());
}

TEST(JsonReader, UnknownKeysAreAllReported) {
  World w(R"({ "uri": "/", "metod": "get", "zzz": 1 })");
  EXPECT_TRUE(w.root().object({"uri", "method"}));
  ASSERT_EQ(w.diags.all().size(), 2u);
  EXPECT_EQ(w.diags.all()[0].hint, "did you mean \"method\"?");
  EXPECT_EQ(w.diags.all()[0].where.str(), "x.json:1:15");
  EXPECT_EQ(w.diags.all()[0].where.length, 7u);
  EXPECT_EQ(w.diags.all()[1].hint, "known: uri, method");
}

TEST(JsonReader, AnEmptyListAllowsAnyKey) {
  World w(R"({ "anything": 1 })");
  EXPECT_TRUE(w.root().object({}));
  EXPECT_TRUE(w.diags.all().empty());
}

TEST(JsonReader, FindIsSilentRequireIsNot) {
  World w(R"({ "a": null, "b": [] })");
  EXPECT_EQ(w.root().find("a"), std::nullopt);
  EXPECT_EQ(w.root().find("c"), std::nullopt);
  EXPECT_EQ(w.at("b").find("0"), std::nullopt);
  EXPECT_TRUE(w.diags.all().empty());
  EXPECT_EQ(w.root().require("a"), std::nullopt);
  EXPECT_EQ(w.finding(), "stub/missing-key x.json:1:1+22");
}

TEST(JsonReader, AMisspeltKeyIsNotMissingToo) {
  World w(R"({ "respnse": 1, "zzzzzz": 2, "inner": { "uri": 3 } })");
  const JsonReader root = w.root();
  EXPECT_FALSE(root.misspelt({"response"})) << "nobody has looked yet";
  EXPECT_TRUE(root.object({"response", "request", "inner"}));
  EXPECT_TRUE(root.misspelt({"request", "response"}));
  EXPECT_FALSE(root.misspelt({"request"}));
  EXPECT_EQ(root.require("response"), std::nullopt);
  ASSERT_EQ(w.diags.all().size(), 2u) << w.diags.render_all();
  EXPECT_EQ(w.diags.all()[0].message, "unknown key \"respnse\"");
  EXPECT_EQ(root.require("request"), std::nullopt);
  ASSERT_EQ(w.diags.all().size(), 3u);
  EXPECT_EQ(w.diags.all()[2].message, "the key \"request\" is missing");
  EXPECT_FALSE(root.find("inner")->misspelt({"response"})) << "another object";
}

TEST(JsonReader, MembersAndElementsKnowTheirPlace) {
  World w(R"({ "x/y": [ { "k": 1 } ], "z": null })");
  const auto members = w.root().members();
  ASSERT_EQ(members.size(), 2u);
  EXPECT_EQ(members[0].key(), "x/y");
  EXPECT_EQ(members[0].pointer(), "/x~1y");
  const auto element = members[0].elements()[0];
  EXPECT_EQ(element.key(), "");
  EXPECT_EQ(element.pointer(), "/x~1y/0");
  EXPECT_EQ(element.find("k")->pointer(), "/x~1y/0/k");
  EXPECT_TRUE(element.elements().empty());
  EXPECT_THAT(w.diags.all().at(0).message, HasSubstr("this must be an array"));
}

TEST(JsonReader, IntegersAreExactAtTheEdges) {
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  World w(R"({ "max": 9223372036854775807, "min": -9223372036854775808, "over": 9223372036854775808,
               "huge": 18446744073709551615, "float": 9223372036854775808.0, "big": 1e300, "near": 9007199254740993 })");
  EXPECT_EQ(w.at("max").integer(kMin, kMax), kMax);
  EXPECT_EQ(w.at("min").integer(kMin, kMax), kMin);
  EXPECT_EQ(w.at("near").integer(0, 9007199254740993), 9007199254740993);
  EXPECT_TRUE(w.diags.all().empty());
  for (const char* key : {"over", "huge", "float", "big"})
    EXPECT_EQ(w.at(key).integer(kMin, kMax), std::nullopt) << key;
  EXPECT_EQ(w.at("near").integer(0, 9007199254740992), std::nullopt);
  EXPECT_EQ(w.diags.all().size(), 5u);
}

TEST(JsonReader, ErrorInStringPointsIntoTheSource) {
  const struct {
    const char* json;    ///< of the value
    std::size_t offset;  ///< in the decoded text
    std::size_t length;
    const char* where;
  } cases[] = {
      {R"("abc{x}")", 3, 3, "x.json:1:12+3"},
      {R"("")", 0, 0, "x.json:1:9+0"},
      {R"("abc")", 3, 1, "x.json:1:12+1"},                    // at the closing quote
      {R"("a\"b{x}")", 3, 3, "x.json:1:13+3"},                // one escape before it
      {R"("{x}\n")", 0, 3, "x.json:1:9+3"},                   // one after it
      {R"("\u00e4\ud83d\ude00{x}")", 6, 3, "x.json:1:27+3"},  // two and four bytes of text
      {R"("\t{\t}")", 1, 3, "x.json:1:11+4"},                 // one within
      {R"("abc")", 99, 3, "x.json:1:12+1"},                   // beyond: the closing quote
  };
  for (const auto& c : cases) {
    World w(std::string("{ \"t\": ") + c.json + " }");
    w.at("t").error_in_string("syntax", "bad", c.offset, c.length);
    EXPECT_EQ(w.finding(), std::string("stub/syntax ") + c.where) << c.json;
  }
}

TEST(JsonReader, ErrorInAnExpandedStringPointsAtTheWholeValue) {
  World w(R"({ "t": "${x}" })");
  const Json expanded = "something else";
  w.at("t").with_value(expanded).error_in_string("syntax", "bad", 5, 2);
  EXPECT_EQ(w.finding(), "stub/syntax x.json:1:8+6");
}

TEST(JsonReader, WithAreaChangesTheCodeOnly) {
  World w(R"({ "t": 1 })");
  w.at("t").with_area("run").warning("odd", "text");
  EXPECT_EQ(w.finding(), "run/odd x.json:1:8+1");
  EXPECT_EQ(w.diags.all()[0].severity, Severity::kWarning);
}

TEST(JsonReader, RepeatsWhatSomebodyFoundHereAndKeepsItsKind) {
  World w(R"({ "t": 1 })");
  const Diag found(Diag::Kind::kNotFound, "bin/no-bin", "there is no bin", "make one");
  w.at("t").with_area("run").repeat(found);
  EXPECT_EQ(w.finding(), "run/no-bin x.json:1:8+1");
  EXPECT_EQ(w.diags.all()[0].kind, Diag::Kind::kNotFound);
  EXPECT_EQ(w.diags.all()[0].hint, "make one");
  w.at("t").repeat_at_key(Diag("plain", "a code without an area"));
  EXPECT_EQ(w.diags.all()[1].code, "stub/plain");
  EXPECT_EQ(w.diags.all()[1].where.column, 3u);
}

TEST(JsonReader, Describe) {
  EXPECT_EQ(JsonReader::describe(Json("200")), "the string \"200\"");
  EXPECT_EQ(JsonReader::describe(Json(3)), "the number 3");
  EXPECT_EQ(JsonReader::describe(Json(3.5)), "the number 3.5");
  EXPECT_EQ(JsonReader::describe(Json(true)), "true");
  EXPECT_EQ(JsonReader::describe(Json::object()), "an object");
  EXPECT_EQ(JsonReader::describe(Json::array()), "an array");
  EXPECT_EQ(JsonReader::describe(Json()), "null");
  EXPECT_EQ(JsonReader::describe(Json(std::string(100, 'x'))),
            "the string \"" + std::string(60, 'x') + "...\"");
}

}  // namespace
}  // namespace ricochet::base
