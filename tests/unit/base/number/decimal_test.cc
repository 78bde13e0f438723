#include "base/number/decimal.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/base/number/decimals.h"

namespace ricochet::base {
namespace {

using Rounding = Decimal::Rounding;

std::string plain(std::string_view text) { return d(text).to_plain().value_or("none"); }

TEST(Decimal, TextIsBigDecimals) {
  for (const char* text : {"0", "1.50", "-0.000001", "1E-7", "1E+3", "0.00", "0E-8", "0E+2",
                           "123456789012345678901234567890.12", "-1.2E+40", "1.234E-2000000"})
    EXPECT_EQ(d(text).to_java(), text);
  const std::pair<const char*, const char*> others[] = {
      {"+7", "7"},     {"007", "7"},    {".5", "0.5"},           {"5.", "5"},
      {"-0", "0"},     {"1e3", "1E+3"}, {"1.0e-0003", "0.0010"}, {"1E+000", "1"},
      {"-0.0", "0.0"}, {"12e-1", "1.2"}};
  for (const auto& [text, same] : others) EXPECT_EQ(d(text).to_java(), same) << text;
}

TEST(Decimal, WhatIsNotANumber) {
  for (const char* text : {"",
                           "-",
                           "+",
                           ".",
                           "e1",
                           "1e",
                           "1e+",
                           "--1",
                           "1.2.3",
                           "1 ",
                           " 1",
                           "0x10",
                           "1,5",
                           "NaN",
                           "Infinity",
                           "1e1.5",
                           "1e+-1",
                           "1f",
                           "\xD9\xA1",
                           "1e99999999999999999999",
                           "1e1000000001"})
    EXPECT_FALSE(Decimal::parse(text)) << text;
  const std::string most(Decimal::kMaxDigits, '9');
  EXPECT_EQ(d(most).to_plain(), most);
  EXPECT_EQ(d(std::string(5000, '0') + most).to_plain(), most) << "zeros in front do not count";
  EXPECT_FALSE(Decimal::parse(most + "9"));
  EXPECT_FALSE(Decimal::parse("0." + most + "9"));
  EXPECT_TRUE(Decimal::parse(most + "e999000000"));
}

TEST(Decimal, ComparesByValueWithoutWritingExponentsOut) {
  const char* ascending[] = {"-1e999999999",
                             "-1e10",
                             "-2",
                             "-1.5",
                             "-1e-999999999",
                             "0",
                             "1e-999999999",
                             "0.1",
                             "0.10000000000000000000000000001",
                             "1",
                             "9007199254740992",
                             "9007199254740993",
                             "18446744073709551615",
                             "18446744073709551616",
                             "1e100",
                             "1e999999999"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t k = 0; k < std::size(ascending); ++k) {
      const int order = d(ascending[i]).compare(d(ascending[k]));
      EXPECT_EQ((order > 0) - (order < 0), (i > k) - (i < k))
          << ascending[i] << " " << ascending[k];
    }
  }
  EXPECT_EQ(d("1e2"), d("100.000"));
  EXPECT_EQ(d("0.10"), d("0.1"));
  EXPECT_EQ(d("-0.0"), d("0e50"));
}

TEST(Decimal, WhatWouldEatMemoryIsRefused) {
  const auto huge = d("1e999999999");
  const auto one = Decimal::of(std::int64_t{1});
  EXPECT_FALSE(huge.plus(one));
  EXPECT_FALSE(huge.minus(d("1e-999999999")));
  EXPECT_FALSE(huge.times(huge));
  EXPECT_FALSE(huge.to_plain());
  EXPECT_FALSE(d("1e-999999999").to_plain());
  EXPECT_FALSE(huge.with_scale(0, Rounding::kDown));
  EXPECT_FALSE(huge.divided_by(d("3"), 12, Rounding::kHalfUp));
  EXPECT_FALSE(one.divided_by(Decimal(), 12, Rounding::kHalfUp));
  EXPECT_FALSE(huge.to_int64());
  EXPECT_EQ(huge.to_int64_wrapping(), 0);
  EXPECT_EQ(java(d("1e-999999999").with_scale(2, Rounding::kHalfEven)), "0.00");
  EXPECT_EQ(java(d("1e-999999999").with_scale(2, Rounding::kUp)), "0.01");
  EXPECT_EQ(java(one.divided_by(huge, 2, Rounding::kCeiling)), "0.01");
  EXPECT_EQ(java(d("1e-999999999").divided_by(huge, 1, Rounding::kHalfUp)), "0.0");
  EXPECT_EQ(java(d("5e-999999999").stripped()), "5E-999999999");
  const std::string nines(Decimal::kMaxDigits, '9');
  EXPECT_TRUE(d(nines).minus(one));
  EXPECT_FALSE(d(nines).plus(one)) << "one digit too many";
  EXPECT_FALSE(d(nines).times(d("11")));
}

TEST(Decimal, ArithmeticKeepsBigDecimalsScale) {
  EXPECT_EQ(java(d("0.1").plus(d("0.2"))), "0.3");
  EXPECT_EQ(java(d("1.10").plus(d("-1.1"))), "0.00");
  EXPECT_EQ(java(d("2.35").times(d("3"))), "7.05");
  EXPECT_EQ(java(d("-1.50").times(d("2.0"))), "-3.000");
  EXPECT_EQ(java(d("1").divided_by(d("3"), 12, Rounding::kHalfUp)), "0.333333333333");
  EXPECT_EQ(java(d("2").divided_by(d("-3"), 2, Rounding::kHalfUp)), "-0.67");
  EXPECT_EQ(java(d("1e5").divided_by(d("3"), -2, Rounding::kHalfEven)), "3.33E+4");
  EXPECT_EQ(java(d("18446744073709551616").minus(d("1"))), "18446744073709551615");
  EXPECT_EQ(java(d("999999999999999999").plus(d("1"))), "1000000000000000000");
}

TEST(Decimal, Rounding) {
  const struct {
    const char* text;
    const char* of[7];  // in the order of Rounding
  } rows[] = {{"2.5", {"2", "3", "2", "3", "3", "2", "2"}},
              {"-2.5", {"-2", "-3", "-3", "-2", "-3", "-2", "-2"}},
              {"3.5", {"3", "4", "3", "4", "4", "3", "4"}},
              {"2.51", {"2", "3", "2", "3", "3", "3", "3"}},
              {"-0.5", {"0", "-1", "-1", "0", "-1", "0", "0"}},
              {"0.04", {"0", "1", "0", "1", "0", "0", "0"}},
              {"7", {"7", "7", "7", "7", "7", "7", "7"}}};
  for (const auto& row : rows) {
    for (int i = 0; i < 7; ++i)
      EXPECT_EQ(java(d(row.text).with_scale(0, static_cast<Rounding>(i))), row.of[i])
          << row.text << " " << i;
  }
  EXPECT_EQ(d("9.95").to_rounded(1), "10");
  EXPECT_EQ(d("0.25").to_rounded(1), "0.2");
  EXPECT_EQ(d("1234567.891").to_rounded(1), "1234567.9");
  EXPECT_EQ(d("1e3").to_rounded(3), "1000");
  EXPECT_EQ(d("-0.0004").to_rounded(3), "-0");
  EXPECT_EQ(d("0.000").to_rounded(3), "0");
}

TEST(Decimal, ToOtherTypes) {
  EXPECT_EQ(d("9223372036854775807.9").to_int64(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(d("-9223372036854775808").to_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_FALSE(d("9223372036854775808").to_int64());
  EXPECT_FALSE(d("-9223372036854775809").to_int64());
  EXPECT_EQ(d("-1.9").to_int64(), -1);
  EXPECT_EQ(d("1e-999999999").to_int64(), 0);
  EXPECT_EQ(d("18446744073709551617").to_int64_wrapping(), 1);
  EXPECT_EQ(d("-1e19").to_int64_wrapping(), 8446744073709551616);
  EXPECT_EQ(Decimal::of(std::numeric_limits<std::int64_t>::min()).to_java(),
            "-9223372036854775808");
  EXPECT_EQ(Decimal::of(std::numeric_limits<std::uint64_t>::max()).to_java(),
            "18446744073709551615");
  EXPECT_EQ(java(Decimal::of(1e10)), "1.0E+10");
  EXPECT_FALSE(Decimal::of(std::numeric_limits<double>::infinity()));
  EXPECT_EQ(d("0.1").to_double(), 0.1);
  EXPECT_EQ(d("-1e400").to_double(), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(d("1e-400").to_double(), 0.0);
  EXPECT_EQ(plain("1E+3"), "1000");
  EXPECT_EQ(plain("-1.5e-3"), "-0.0015");
  EXPECT_EQ(plain("0.00"), "0.00");
  EXPECT_EQ(plain("0e5"), "0");
  EXPECT_EQ(java(d("100.00").stripped()), "1E+2");
  EXPECT_EQ(java(d("0.000").stripped()), "0");
}

TEST(Decimal, WholeAndMultiples) {
  for (const char* text : {"0", "0.0", "1.0", "1e3", "100e-2", "1e999999999"})
    EXPECT_TRUE(d(text).is_whole()) << text;
  for (const char* text : {"0.1", "1e-999999999", "101e-2"}) EXPECT_FALSE(d(text).is_whole());
  const std::pair<const char*, const char*> multiples[] = {
      {"0.3", "0.1"},   {"4.02", "0.01"}, {"1e400", "0.01"},    {"18446744073709551616", "2"},
      {"-9", "3"},      {"0", "7"},       {"3e999999999", "3"}, {"1e308", "0.123456789e-9"},
      {"2.5e3", "1e2"}, {"1", "-0.5"}};
  for (const auto& [value, of] : multiples)
    EXPECT_EQ(d(value).is_multiple_of(d(of)), std::string(of) != "0.123456789e-9") << value << of;
  const std::pair<const char*, const char*> others[] = {{"0.35", "0.1"},
                                                        {"18446744073709551617", "2"},
                                                        {"1e999999999", "3"},
                                                        {"5", "0"},
                                                        {"1e-5", "1e5"},
                                                        {"150", "1e2"},
                                                        {"9007199254740993", "9007199254740992"}};
  for (const auto& [value, of] : others)
    EXPECT_FALSE(d(value).is_multiple_of(d(of))) << value << " " << of;
}

}  // namespace
}  // namespace ricochet::base
