#include "base/json/number.h"

#include <gtest/gtest.h>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/json/reader.h"

namespace ricochet::base {
namespace {

Json number(std::string_view text) { return number_from(text).value(); }

TEST(JsonNumber, IsHeldInTheSmallestWayThatIsExact) {
  EXPECT_TRUE(number("12").is_number_unsigned());
  EXPECT_TRUE(number("-12").is_number_integer());
  EXPECT_TRUE(number("1.5").is_number_float());
  EXPECT_TRUE(number("0.30000000000000004").is_number_float());
  for (const char* text :
       {"18446744073709551616", "0.300000000000000041", "1e400", "-1e-400", "9007199254740993.0"}) {
    EXPECT_TRUE(number(text).is_binary()) << text;
    EXPECT_EQ(number_text(number(text)), text);
  }
  EXPECT_TRUE(is_integer(number("18446744073709551616")));
  EXPECT_TRUE(is_float(number("9007199254740993.0")));
  EXPECT_FALSE(is_number(Json("1")));
  EXPECT_FALSE(is_number(Json(nullptr)));
  EXPECT_FALSE(decimal_of(Json("1")));
}

TEST(JsonNumber, ComparesByValueAcrossTheWaysOfHolding) {
  const char* ascending[] = {"-1e400",
                             "-9223372036854775809",
                             "-9223372036854775808",
                             "-1.5",
                             "-1",
                             "0",
                             "1e-400",
                             "0.1",
                             "0.1000000000000000055511151231257827",
                             "1",
                             "9007199254740992.0",
                             "9007199254740993",
                             "18446744073709551615",
                             "18446744073709551616",
                             "1e400"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t k = 0; k < std::size(ascending); ++k) {
      const int order = compare_numbers(number(ascending[i]), number(ascending[k]));
      EXPECT_EQ((order > 0) - (order < 0), (i > k) - (i < k))
          << ascending[i] << " " << ascending[k];
    }
  }
  EXPECT_EQ(compare_numbers(number("1"), Json(1)), 0);
  EXPECT_EQ(compare_numbers(number("1e0"), Json(1)), 0);
}

TEST(JsonNumber, FromADecimal) {
  const std::pair<const char*, const char*> cases[] = {
      {"100", "100"},
      {"1E+2", "100"},
      {"-7", "-7"},
      {"0.50", "0.5"},
      {"1.0", "1.0"},
      {"18446744073709551616", "18446744073709551616"},
      {"1E+20", "100000000000000000000"},
      {"0.12345678901234567890", "0.12345678901234567890"},
      {"1E+2000", "1E+2000"}};
  for (const auto& [text, json] : cases)
    EXPECT_EQ(number_text(number_from(Decimal::parse(text).value())), json) << text;
}

TEST(JsonNumber, ReadersOfFilesTakeThemByValue) {
  DiagList diags;
  const auto document = JsonDocument::parse(
      "x.json",
      R"({"a":10.0,"b":1e3,"c":18446744073709551616,"d":1e400,"e":0.5,"f":1.0000000000000000000})");
  ASSERT_TRUE(document);
  const JsonReader root(*document, diags, "x");
  EXPECT_EQ(root.find("a")->integer(0, 100), 10);
  EXPECT_EQ(root.find("b")->integer(0, 1000), 1000);
  EXPECT_EQ(root.find("f")->integer(0, 1000), 1);
  EXPECT_FALSE(diags.has_errors());
  for (const char* key : {"c", "d"}) EXPECT_FALSE(root.find(key)->integer(0, 100));
  EXPECT_FALSE(root.find("e")->integer(0, 100));
  EXPECT_FALSE(root.find("d")->number());
  EXPECT_EQ(root.find("c")->number(), 18446744073709551616.0);
  EXPECT_FALSE(root.find("c")->duration());
  EXPECT_FALSE(root.find("c")->string());
  std::string all;
  for (const auto& diag : diags.all()) all += diag.code + ": " + diag.message + "\n";
  EXPECT_EQ(all,
            "x/out-of-range: \"c\" is 18446744073709551616, out of range\n"
            "x/out-of-range: \"d\" is 1e400, out of range\n"
            "x/wrong-type: \"e\" must be a whole number, got the number 0.5\n"
            "x/out-of-range: \"d\" is 1e400, out of range\n"
            "x/out-of-range: \"c\" is 18446744073709551616, out of range\n"
            "x/wrong-type: \"c\" must be a string, got the number 18446744073709551616\n");
}

}  // namespace
}  // namespace ricochet::base
