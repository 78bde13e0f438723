#include "base/json/parser.h"

#include <gtest/gtest.h>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/random.h"
#include "base/text/printable.h"

namespace ricochet::base {
namespace {

using namespace std::string_view_literals;

std::string read(std::string_view text, JsonTail tail = JsonTail::kNothing) {
  std::string why;
  const auto value = parse_json_body(text, &why, tail);
  return value ? compact_json(*value) : "! " + why;
}

TEST(JsonParser, TakesWhatRfc8259Says) {
  const std::pair<std::string_view, const char*> cases[] = {
      {" \t\r\n1 ", "1"},
      {"[]", "[]"},
      {"{ }", "{}"},
      {R"([[],{},[{}],{"":[]}])", R"([[],{},[{}],{"":[]}])"},
      {R"({"a":{"b":[1,{"c":null}]},"d":true,"e":false})",
       R"({"a":{"b":[1,{"c":null}]},"d":true,"e":false})"},
      {R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u4e2d\ud834\udd1e")",
       "\"\\\"\\\\/\\b\\f\\n\\r\\tA\xC3\xA9\xE4\xB8\xAD\xF0\x9D\x84\x9E\""},
      {R"("\u0000")", R"("\u0000")"},
      {"\"\x7F\"", "\"\x7F\""},
      {"\xEF\xBB\xBF[1]", "[1]"},
      {R"("\uD800")", "\"\xEF\xBF\xBD\""},
      {R"("\uDC00x")", "\"\xEF\xBF\xBDx\""},
      {R"("\uD800\uD800\uDC00")", "\"\xEF\xBF\xBD\xF0\x90\x80\x80\""},
      {R"("\uD800\n")", "\"\xEF\xBF\xBD\\n\""},
      {R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})"},
  };
  for (const auto& [text, json] : cases) EXPECT_EQ(read(text), json) << text;
}

constexpr std::string_view kRefused[] = {
    ""sv,
    " "sv,
    "nul"sv,
    "nulll"sv,
    "truefalse"sv,
    "True"sv,
    "[1 2]"sv,
    "[,1]"sv,
    "[1,,2]"sv,
    "[1,]"sv,
    "[1}"sv,
    "{\"a\"}"sv,
    "{\"a\":}"sv,
    "{\"a\":1,}"sv,
    "{,}"sv,
    "{a:1}"sv,
    "{'a':1}"sv,
    "{\"a\":1 \"b\":2}"sv,
    "{1:1}"sv,
    "]"sv,
    "}"sv,
    "["sv,
    "{"sv,
    "{\"a\":1"sv,
    "[1"sv,
    "\""sv,
    "\"\\\""sv,
    "\"\\"sv,
    "\"\\x\""sv,
    "\"\\u12\""sv,
    "\"\\u12g4\""sv,
    "\"\\uD800\\u\""sv,
    "\"\n\""sv,
    "\"\0\""sv,
    "'a'"sv,
    "\"\xFF\""sv,
    "\"\xC0\xAF\""sv,
    "\"\xED\xA0\x80\""sv,
    "\"\xF4\x90\x80\x80\""sv,
    "\xC3\xA9"sv,
    "[1]\xFF"sv,
    "[1]x"sv,
    "[1]]"sv,
    "1 2"sv,
    "{}{}"sv,
    "[1],"sv,
    "// x\n1"sv,
    "1/**/"sv,
    "+1"sv,
    "-"sv,
    "--1"sv,
    "01"sv,
    "-01"sv,
    "1."sv,
    ".5"sv,
    "1.e1"sv,
    "1e"sv,
    "1e+"sv,
    "1e1.5"sv,
    "0x10"sv,
    "1a"sv,
    "1.5.5"sv,
    "NaN"sv,
    "Infinity"sv,
    "-Infinity"sv,

    "1\0"sv,
    "[1]\0"sv,
    "{\"a\":1}\0garbage"sv,
    "\0[1]"sv,
    "[\0]"sv,
    "[1\0]"sv,
    "\xEF\xBB\xBF"sv,
    "\xEF\xBB\xBF\xEF\xBB\xBF[1]"sv,
    "[1]\xEF\xBB\xBF"sv,
    "\xFE\xFF\0[\0]"sv,
    "\f[1]"sv,
    "\xC2\xA0[1]"sv,
};

TEST(JsonParser, RefusesEverythingElse) {
  for (const auto text : kRefused) {
    const auto said = read(text);
    EXPECT_TRUE(said.starts_with("! byte ")) << printable(text) << ": " << said;
    EXPECT_EQ(said.find('['), said.find("got [")) << "the library's own words: " << said;
  }
}

TEST(JsonParser, NumbersKeepEachDigit) {
  // What is read, and how it is written.
  const std::pair<const char*, const char*> cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"-1", "-1"},
      {"9007199254740993", "9007199254740993"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"-9223372036854775809", "-9223372036854775809"},
      {"18446744073709551615", "18446744073709551615"},
      {"18446744073709551616", "18446744073709551616"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {"0.1", "0.1"},
      {"2.50", "2.5"},
      {"1.0", "1.0"},
      {"1e3", "1000.0"},
      {"0.00001", "1.0E-5"},
      {"1E10", "1.0E10"},
      {"-0.0", "-0.0"},
      {"0e5", "0.0"},
      {"1e23", "1.0E23"},
      {"0.12345678901234568", "0.12345678901234568"},
      {"0.12345678901234567890", "0.12345678901234567890"},
      {"1234567890123456789.5", "1234567890123456789.5"},
      {"0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"},
      {"4.9e-324", "4.9E-324"},
      {"5e-324", "5e-324"},
      {"1e400", "1e400"},
      {"-1E+400", "-1E+400"},
      {"1e-400", "1e-400"},
      {"1e999999999", "1e999999999"},
  };
  for (const auto& [text, json] : cases) {
    EXPECT_EQ(read(text), json);
    const auto value = parse_json_body(text);
    ASSERT_TRUE(value) << text;
    EXPECT_TRUE(is_number(*value)) << text;
    EXPECT_EQ(decimal_of(*value), Decimal::parse(text)) << text;
    EXPECT_EQ(is_float(*value),
              std::string_view(text).find_first_of(".eE") != std::string_view::npos);
    EXPECT_EQ(read(compact_json(*value)), json) << "written and read again";
  }
}

TEST(JsonParser, NumbersHaveABound) {
  const std::string most(Decimal::kMaxDigits, '7');
  EXPECT_EQ(read(most), most);
  EXPECT_TRUE(read("[" + most + "7]").starts_with("! the number 77777777777777777"));
  EXPECT_TRUE(read("[" + most + "7]").ends_with("777... is too long"));
  EXPECT_EQ(read("1e1000000001"), "! the number 1e1000000001 is too long");
  EXPECT_EQ(read("1e99999999999999999999999999"),
            "! the number 1e99999999999999999999999999 is too long");
}

TEST(JsonParser, OtherJsonMayFollowWhereMocoReadsTheFirst) {
  const auto first = [](std::string_view text) { return read(text, JsonTail::kMoreValues); };
  EXPECT_EQ(first(R"({"a":1}{"b":2})"), R"({"a":1})");
  EXPECT_EQ(first("{\"a\":1}\n{\"b\":2}\n"), R"({"a":1})");
  EXPECT_EQ(first("1 2 3"), "1");
  EXPECT_EQ(first("[1]\"x\"null"), "[1]");
  for (const auto text : {"{\"a\":1}\0garbage"sv, "{\"a\":1} x"sv, "{\"a\":1},"sv, "{\"a\":1}}"sv,
                          "{\"a\":1}{\"b\""sv, "1 nulll"sv, "truefalse"sv, "{}\0"sv})
    EXPECT_TRUE(first(text).starts_with("! ")) << text;
}

TEST(JsonParser, DepthIsThatOfJackson) {
  const auto nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
  EXPECT_EQ(read(nested(1000)), nested(1000));
  EXPECT_EQ(read(nested(1001)), "! nested deeper than 1000 levels");
  std::string object;
  for (int i = 0; i < 1001; ++i) object += "{\"a\":";
  EXPECT_EQ(read(object), "! nested deeper than 1000 levels");
  EXPECT_EQ(read(std::string(10'000'000, '[')), "! nested deeper than 1000 levels");
}

/// A random text that is JSON or nearly so.
std::string nearly_json(Random& random) {
  static constexpr std::string_view kPieces[] = {"{",
                                                 "}",
                                                 "[",
                                                 "]",
                                                 ",",
                                                 ":",
                                                 "\"a\"",
                                                 "\"b\"",
                                                 "\"\\u00e9\"",
                                                 "\"\\ud834\\udd1e\"",
                                                 "1",
                                                 "-0",
                                                 "2.50",
                                                 "1e2",
                                                 "12345678901234567890123",
                                                 "0.30000000000000004",
                                                 "true",
                                                 "false",
                                                 "null",
                                                 " ",
                                                 "\n",

                                                 "x",
                                                 "\"",
                                                 "\\",
                                                 "\xC3\xA9",
                                                 "\xFF",
                                                 "1.",
                                                 "{\"a\":1}",
                                                 "[1,2]",
                                                 "{\"a\":[",
                                                 "]}"};
  std::string out;
  for (auto n = random.below(12) + 1; n > 0; --n) out += kPieces[random.below(std::size(kPieces))];
  return out;
}

// nlohmann's parser is the independent judge: it never sees a text otherwise.
TEST(JsonParser, SaysYesAndNoAsNlohmannDoes) {
  Random random(20);
  std::size_t taken = 0;
  for (int i = 0; i < 60'000; ++i) {
    const auto text = nearly_json(random);
    const auto judge = Json::parse(text, nullptr, false);
    const auto value = parse_json_body(text);
    ASSERT_EQ(value != nullptr, !judge.is_discarded()) << printable(text);
    if (value == nullptr) continue;
    ++taken;
    const auto again = Json::parse(compact_json(*value), nullptr, false);
    ASSERT_EQ(again.dump(), judge.dump()) << printable(text);
    ASSERT_EQ(Json::parse(pretty_json(*value)).dump(), judge.dump()) << printable(text);
    ASSERT_EQ(Json::parse(ascii_json(*value)).dump(), judge.dump()) << printable(text);
  }
  EXPECT_GT(taken, 2'000u);
}

TEST(JsonWriter, EscapesAsJackson) {
  EXPECT_EQ(compact_json(Json("\x01\x1F\x7F\"\\/\b\f\n\r\t\xC3\xA9\xE2\x80\xA8")),
            "\"\\u0001\\u001F\x7F\\\"\\\\/\\b\\f\\n\\r\\t\xC3\xA9\xE2\x80\xA8\"");
  EXPECT_EQ(compact_json(Json("a\xFF\xC3")), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(ascii_json(Json("\xC3\xA9\xF0\x9D\x84\x9E\xFF")), R"("\u00e9\ud834\udd1e\ufffd")");
  EXPECT_EQ(
      pretty_json(parse_json_body(R"({"a":[1,{}],"b":[],"c":{"d":null}})") != nullptr
                      ? *parse_json_body(R"({"a":[1,{}],"b":[],"c":{"d":null}})")
                      : Json()),
      "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": [],\n  \"c\": {\n    \"d\": null\n  }\n}");
  EXPECT_EQ(compact_json(Json(std::numeric_limits<double>::infinity())), "null");
}

}  // namespace
}  // namespace ricochet::base
