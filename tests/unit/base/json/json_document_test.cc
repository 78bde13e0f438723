#include "base/json/document.h"

#include <gtest/gtest.h>

#include "base/json/json.h"
#include "base/json/reader.h"
#include "base/random.h"
#include "tests/support/golden.h"

namespace ricochet::base {
namespace {

using Token = JsonDocument::Token;

std::shared_ptr<const JsonDocument> doc(const std::string& text) {
  return JsonDocument::parse("x.json", text).value();
}

Diag failure(const std::string& text) {
  const auto result = JsonDocument::parse("x.json", text);
  if (result) {
    ADD_FAILURE() << "was accepted: " << text;
    return {};
  }
  return result.error();
}

/// "12:7+3": line, column, length.
std::string span(const Location& at) {
  return std::to_string(at.line) + ":" + std::to_string(at.column) + "+" +
         std::to_string(at.length);
}

TEST(JsonDocument, EverySyntaxErrorHasAPlaceAndACure) {
  const struct {
    const char* name;
    std::string_view text;
  } cases[] = {
      {"empty", ""},
      {"blank", " \n\t"},
      {"only a comment", "// nothing\n"},
      {"comma before a brace", "{ \"a\": 1,\n}"},
      {"comma before a bracket", "[1, 2, ]"},
      {"single quotes", "{ 'a': 1 }"},
      {"bare key", "{ a: 1 }"},
      {"missing comma before a key", "{ \"a\": 1\n  \"bcd\": 2 }"},
      {"missing comma after a string", "{ \"a\": \"x\"\n  \"bcd\": 2 }"},
      {"missing comma after a word", "{ \"a\": true\n  \"bcd\": 2 }"},
      {"missing comma between objects", "[ {} {} ]"},
      {"missing comma between numbers", "[ 1 23 ]"},
      {"missing colon", "{ \"a\" 1 }"},
      {"equals sign", "{ \"a\" = 1 }"},
      {"missing brace", "{ \"a\": 1"},
      {"missing quote", "{ \"a\": \"x }"},
      {"missing quote before a line end", "{ \"a\": \"x,\n  \"b\": 2 }"},
      {"bad escape", "{ \"a\": \"\\x\" }"},
      {"lone surrogate", "{ \"a\": \"\\ud800\" }"},
      {"True", "{ \"a\": True }"},
      {"leading zero", "[ 007 ]"},
      {"leading plus", "[ +1 ]"},
      {"NaN", "[ NaN ]"},
      {"two values", "{} {}"},
      {"wrong bracket", "[ 1 }"},
      {"number too long", "{\n  \"a\": 1e9999999999 }"},
      {"number with a point and nothing behind it", "[ 1. ]"},
      {"NUL behind the value", std::string_view("{}\0 x", 5)},
      {"NUL instead of a value", std::string_view("[1, \0]", 6)},
      {"open comment", "{} /* "},
      {"control character", "[ \"a\x01\" ]"},
      {"shell variable", "{ \"a\": ${x} }"},
  };
  std::string all;
  for (const auto& c : cases) {
    const Diag d = failure(std::string(c.text));
    EXPECT_EQ(d.code, "json/syntax") << c.name;
    EXPECT_TRUE(d.where.known()) << c.name;
    EXPECT_FALSE(d.hint.empty()) << c.name;
    all += std::string("== ") + c.name + "\n" + render(d) + "\n\n";
  }
  ricochet::test::expect_golden("base/json-syntax.txt", all);
}

TEST(JsonDocument, DuplicateKeysAreErrors) {
  const Diag d = failure("{ \"a\": 1,\n  \"b\": { \"c\": 1, \"d\": 2, \"c\": 3 } }");
  EXPECT_EQ(d.code, "json/duplicate-key");
  EXPECT_EQ(d.where.str(), "x.json:2:26");
  EXPECT_EQ(d.where.pointer, "/b/c");
  ASSERT_EQ(d.notes.size(), 1u);
  EXPECT_EQ(d.notes[0], "first at x.json:2:10");
  EXPECT_EQ(failure(R"({ "a": 1, "\u0061": 2 })").code, "json/duplicate-key");
  EXPECT_TRUE(JsonDocument::parse("x", R"({ "a": { "a": 1 }, "b": [ { "a": 1 }, { "a": 1 } ] })")
                  .has_value());
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonDocument, DepthIsLimited) {
  EXPECT_TRUE(JsonDocument::parse("x", nested(kMaxJsonDepth)).has_value());
  const Diag d = failure("\n " + nested(kMaxJsonDepth + 1));
  EXPECT_EQ(d.code, "json/too-deep");
  EXPECT_EQ(d.where.line, 2u);
  EXPECT_EQ(failure(std::string(1'000'000, '[')).code, "json/too-deep");
}

TEST(JsonDocument, CommentsDoNotDisturbTheDepth) {
  std::string text = "[\n";
  for (std::size_t i = 0; i < 2 * kMaxJsonDepth; ++i) text += "// [ {\n";
  EXPECT_TRUE(JsonDocument::parse("x", text + "]").has_value());
  // A quote in a comment must not hide what comes after it.
  const std::string deep = nested(100'000);
  EXPECT_EQ(failure("// don\"t\n" + deep).code, "json/too-deep");
  EXPECT_EQ(failure("/* \" */" + deep).code, "json/too-deep");
  EXPECT_EQ(failure("[ \"// \\\" \", " + deep + "]").code, "json/too-deep");
}

TEST(JsonDocument, OtherCharsetsAreNamedWithAndWithoutTheirMark) {
  using namespace std::string_view_literals;
  const struct {
    std::string_view text;
    const char* charset;
  } cases[] = {
      {"[\0{\0}\0]\0"sv, "UTF-16LE"},
      {"\0[\0{\0}\0]"sv, "UTF-16BE"},
      {"\xFF\xFE[\0{\0}\0]\0"sv, "UTF-16"},
      {"\xFE\xFF\0[\0{\0}\0]"sv, "UTF-16"},
      {"[\0\0\0]\0\0\0"sv, "UTF-32LE"},
      {"\0\0\0[\0\0\0]"sv, "UTF-32BE"},
      {"\xFF\xFE\0\0[\0\0\0]\0\0\0"sv, "UTF-32"},
  };
  for (const auto& c : cases) {
    const Diag d = failure(std::string(c.text));
    EXPECT_EQ(d.code, "json/encoding") << c.charset;
    EXPECT_EQ(d.message, std::string("this is ") + c.charset + ", not UTF-8");
    EXPECT_EQ(d.hint, "save the file as UTF-8");
    EXPECT_EQ(d.where.str(), "x.json:1:1");
  }
}

TEST(JsonDocument, EncodingErrorsPointAtTheByte) {
  const Diag d = failure("{\n  \"a\": \"\xC3\xA4\xFF\" }");
  EXPECT_EQ(d.code, "json/encoding");
  EXPECT_EQ(d.where.str(), "x.json:2:11");
  EXPECT_EQ(d.hint, "save the file as UTF-8");
  EXPECT_EQ(failure("[\"\xC3\xA4\xC3\xA4\xE2\x82\"]").where.str(), "x.json:1:7");
}

TEST(JsonDocument, LargeFilesWithABadByteAreReadInOnePass) {
  const std::string text = "\"" + std::string(4'000'000, 'x') + "\xFF\"";
  EXPECT_EQ(failure(text).where.column, 4'000'002u);
}

TEST(JsonDocument, ByteOrderMarkIsNoPartOfTheText) {
  const auto d = doc("\xEF\xBB\xBF{ \"a\": 1 }");
  EXPECT_EQ(span(d->locate("/a", Token::kKey)), "1:3+3");
  EXPECT_EQ(failure("\xEF\xBB\xBF[ , ]").where.str(), "x.json:1:3");
}

TEST(JsonDocument, CarriageReturnsAreNoPartOfTheLine) {
  const auto d = doc("{\r\n  \"a\": 1,\r\n  \"b\": [\r\n    2 ] }\r\n");
  EXPECT_EQ(span(d->locate("/b/0")), "4:5+1");
  EXPECT_EQ(d->locate("/a").source_line, "  \"a\": 1,");
}

TEST(JsonDocument, CommentsMayStandAnywhere) {
  const auto d =
      doc("// first\n{ /* one */ \"a\" /* two */ : // three\n 1 /* , */ , \"b\":[/**/2/**/]/**/ } "
          "// end");
  EXPECT_EQ(d->root().dump(), R"({"a":1,"b":[2]})");
  EXPECT_EQ(span(d->locate("/a", Token::kKey)), "2:13+3");
  EXPECT_EQ(span(d->locate("/a")), "3:2+1");
  EXPECT_EQ(span(d->locate("/b/0")), "3:23+1");
}

TEST(JsonDocument, LocatesKeysAndValues) {
  const auto d = doc(R"({ "a": { "b": [ 10, "xyz", { "c": null } ], "": true },
  "x/y": 1, "m~n": 2, "~1": 3, "\u00e4\"": 4, "obj": {
    "k": -1.5e3 } })");
  const struct {
    const char* pointer;
    Token part;
    const char* where;
  } cases[] = {
      {"", Token::kValue, "1:1+55"},
      {"/a", Token::kKey, "1:3+3"},
      {"/a", Token::kValue, "1:8+47"},
      {"/a/b", Token::kKey, "1:10+3"},
      {"/a/b/0", Token::kValue, "1:17+2"},
      {"/a/b/1", Token::kValue, "1:21+5"},
      {"/a/b/1", Token::kKey, "1:21+5"},
      {"/a/b/2/c", Token::kValue, "1:35+4"},
      {"/a/", Token::kKey, "1:45+2"},
      {"/a/", Token::kValue, "1:49+4"},
      {"/x~1y", Token::kKey, "2:3+5"},
      {"/x~1y", Token::kValue, "2:10+1"},
      {"/m~0n", Token::kValue, "2:20+1"},
      {"/~01", Token::kValue, "2:29+1"},
      {"/\xC3\xA4\"", Token::kKey, "2:32+10"},
      {"/obj", Token::kValue, "2:54+1"},
      {"/obj/k", Token::kValue, "3:10+6"},
      // Leads nowhere: the nearest ancestor, even when a key is asked for.
      {"/a/b/7", Token::kValue, "1:15+28"},
      {"/a/zz/y", Token::kKey, "1:8+47"},
      {"/x~1y/deeper", Token::kValue, "2:10+1"},
      {"/a/b/01", Token::kValue, "1:15+28"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(span(d->locate(c.pointer, c.part)), c.where) << c.pointer;
    EXPECT_EQ(d->locate(c.pointer).pointer, c.pointer);
  }
}

TEST(JsonDocument, LocateOffsetStaysWithinTheText) {
  const auto d = doc("[1,\n2]");
  EXPECT_EQ(span(d->locate_offset(0)), "1:1+0");
  EXPECT_EQ(span(d->locate_offset(3)), "1:4+0");  // the line end itself
  EXPECT_EQ(span(d->locate_offset(4, 99)), "2:1+2");
  EXPECT_EQ(span(d->locate_offset(999)), "2:3+0");
}

TEST(JsonDocument, KeepsTheOrderOfKeys) {
  EXPECT_EQ(doc(R"({"z":1,"a":2,"m":3})")->root().dump(), R"({"z":1,"a":2,"m":3})");
}

TEST(JsonDocument, LoadNamesTheFile) {
  const auto result = JsonDocument::load("no/such/file.json");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "file/not-found");
}

TEST(Pointer, Append) {
  EXPECT_EQ(pointer_append("", "a"), "/a");
  EXPECT_EQ(pointer_append("/a", "b/c~d"), "/a/b~1c~0d");
  EXPECT_EQ(pointer_append("/a", std::size_t{3}), "/a/3");
}

TEST(JsonBody, ParsesOrSaysWhy) {
  std::string why;
  EXPECT_EQ(*parse_json_body(R"({"a":[1]})", &why), Json::parse(R"({"a":[1]})"));
  EXPECT_TRUE(why.empty());
  for (const char* bad : {"", "{", "// x\n1", "{'a':1}", "1 2", "\xFF", "[1,]", "1e9999999999"}) {
    why.clear();
    EXPECT_EQ(parse_json_body(bad, &why), nullptr) << bad;
    EXPECT_FALSE(why.empty()) << bad;
    EXPECT_EQ(why.find('\n'), std::string::npos);
    EXPECT_EQ(parse_json_body(bad), nullptr) << bad;
  }
  EXPECT_EQ(parse_json_body(nested(1'000'000), &why), nullptr);
  EXPECT_EQ(why, "nested deeper than 1000 levels");
}

TEST(JsonBody, KeysCostNoMoreInALargeObject) {
  // Looking each key up among those before it would take minutes here.
  std::string text = "{";
  constexpr int kKeys = 300'000;
  for (int i = 0; i < kKeys; ++i)
    text += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
  const auto value = parse_json_body(text + "}");
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(value->size(), static_cast<std::size_t>(kKeys));
  EXPECT_EQ(value->back(), kKeys - 1);
}

TEST(JsonBody, TheLastOfARepeatedKeyCountsAtThePlaceOfTheFirst) {
  EXPECT_EQ(parse_json_body(R"({"a":1,"b":2,"a":3})")->dump(), R"({"a":3,"b":2})");
  std::string large = "{";
  for (int i = 0; i < 100; ++i)
    large += "\"k" + std::to_string(i % 50) + "\":" + std::to_string(i) + ",";
  const auto value = parse_json_body(large + "\"z\":0}");
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(value->size(), 51u);
  EXPECT_EQ(value->begin().key(), "k0");
  EXPECT_EQ(*value->begin(), 50);
}

TEST(JsonBody, HasABoundedNumberOfValues) {
  std::string text = "[1";
  for (std::size_t i = 1; i + 1 < kMaxJsonValues; ++i) text += ",1";
  EXPECT_NE(parse_json_body(text + "]"), nullptr);  // the list itself is a value too
  std::string why;
  EXPECT_EQ(parse_json_body(text + ",1]", &why), nullptr);
  EXPECT_EQ(why, "more than 1000000 values");
}

/// A random JSON text with few keys, so that some are repeated.
std::string random_json(Random& random, int depth) {
  const auto kind = random.below(depth > 4 ? 5 : 8);
  if (kind == 0) return "null";
  if (kind == 1) return random.below(2) == 0 ? "true" : "false";
  if (kind == 2) return std::to_string(static_cast<std::int64_t>(random.below(UINT64_MAX)));
  if (kind == 3)
    return std::to_string(random.below(1000)) + ".5e" + std::to_string(random.below(9));
  if (kind == 4) return "\"a\\u00e4\\n" + std::to_string(random.below(9)) + "\"";
  const bool object = kind == 5;
  std::string out = object ? "{" : "[";
  for (std::uint64_t n = random.below(depth < 2 ? 24 : 5), i = 0; i < n; ++i) {
    out += i > 0 ? " , " : "";
    if (object) out += "\"k" + std::to_string(random.below(20)) + "\":";
    out += random_json(random, depth + 1);
  }
  return out + (object ? "}" : "]");
}

TEST(JsonBody, ReadsWhatNlohmannReads) {
  Random random(11);
  for (int i = 0; i < 300; ++i) {
    auto text = random_json(random, 0);
    if (i % 3 == 0) text.erase(random.below(text.size()), 1);  // often no JSON any more
    const auto expected = Json::parse(text, nullptr, false);
    const auto actual = parse_json_body(text);
    ASSERT_EQ(actual == nullptr, expected.is_discarded()) << text;
    if (actual == nullptr) continue;
    ASSERT_EQ(actual->dump(), expected.dump()) << text;
  }
}

TEST(JsonDocument, ACommentEndsWhereTheParserSeesItsEnd) {
  for (const std::string end : {"\n", "\r", "\r\n"}) {
    const auto document = JsonDocument::parse("a.json", "[1, // ] }" + end + "2]");
    ASSERT_TRUE(document) << render(document.error());
    EXPECT_EQ((*document)->root().size(), 2u);
    EXPECT_EQ((*document)->locate("/1").length, 1u);
  }
  // Not at a NUL, which is a byte like any other.
  EXPECT_TRUE(JsonDocument::parse("a.json", std::string("[5 // }\0 x\n]", 12)));
  EXPECT_FALSE(JsonDocument::parse("a.json", std::string("[5 // }\0]", 10)));
  EXPECT_FALSE(JsonDocument::parse("a.json", std::string("[5 // comment }\r]\n\0x\":", 21)));
}

TEST(JsonDocument, AVeryLongLineIsCutAroundThePlace) {
  std::string text = "[";
  for (int i = 0; i < 20'000; ++i) text += (i > 0 ? "," : "") + std::to_string(100'000 + i);
  const auto d = JsonDocument::parse("long.json", text + "]").value();
  const auto at = d->locate("/19000");
  EXPECT_EQ(at.str(), "long.json:1:133002");
  EXPECT_LE(at.source_line.size(), 5000u);
  EXPECT_EQ(at.source_line.substr(at.column - 1 - at.source_begin, at.length), "119000");
  Diag diag("a/b", "wrong");
  diag.where = at;
  const auto rendered = render(diag);
  EXPECT_NE(rendered.find("119000,119001"), std::string::npos) << rendered;
  EXPECT_NE(rendered.find("..."), std::string::npos) << rendered;
  DiagList diags;
  const auto names =
      JsonDocument::parse("n.json", "[" + std::string(9000, ' ') + "\"abc\"]").value();
  JsonReader(names, diags, "x").elements().at(0).error_in_string("y", "here", 2, 1);
  EXPECT_EQ(diags.all().at(0).where.column, 9005u);
}

}  // namespace
}  // namespace ricochet::base
