#include "match/number.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "tests/unit/match/match_support.h"

namespace ricochet::match {
namespace {

int compare(const std::string& a, const std::string& b) {
  return Number::parse(a).value().compare(Number::parse(b).value());
}

TEST(Number, ReadsNumbersOnly) {
  for (const char* good :
       {"0", "-0", "+1", "007", "1.5", " 2 ", "1e3", "1E-3", "1.0e+10", "-12.50"})
    EXPECT_TRUE(Number::parse(good)) << good;
  for (const char* bad :
       {"", " ", "a", "1a", ".5", "1.", "1e", "1e+", "--1", "0x1", "1,5", "NaN", "1 2"})
    EXPECT_FALSE(Number::parse(bad)) << bad;
  EXPECT_FALSE(Number::parse(std::string(base::Decimal::kMaxDigits + 1, '1')));
  EXPECT_FALSE(Number::of(json("\"1\"")));
}

TEST(Number, Order) {
  // Ascending; equal ones in one row.
  const std::vector<std::vector<std::string>> rows = {{"-1e400"},
                                                      {"-18446744073709551616"},
                                                      {"-9223372036854775808"},
                                                      {"-2", "-2.0", "-20e-1"},
                                                      {"-0.1"},
                                                      {"0", "-0", "0.000", "0e99"},
                                                      {"1e-999999999"},
                                                      {"0.001", "1e-3"},
                                                      {"0.1", "0.10"},
                                                      {"0.10000000000000000001"},
                                                      {"1", "1.0", "0.1e1"},
                                                      {"9"},
                                                      {"10", "1e1"},
                                                      {"9007199254740992"},
                                                      {"9007199254740993"},
                                                      {"9223372036854775807"},
                                                      {"18446744073709551615"},
                                                      {"18446744073709551616"},
                                                      {"1e400"}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t k = 0; k < rows.size(); ++k) {
      for (const auto& a : rows[i]) {
        for (const auto& b : rows[k])
          EXPECT_EQ(compare(a, b) < 0   ? -1
                    : compare(a, b) > 0 ? 1
                                        : 0,
                    i < k   ? -1
                    : i > k ? 1
                            : 0)
              << a << " and " << b;
      }
    }
  }
}

TEST(Number, AgreesWithIntegersOf64Bits) {
  base::Random random(7);
  for (int i = 0; i < 2000; ++i) {
    const auto a = static_cast<std::int64_t>(random.below(UINT64_MAX)) >> random.below(63);
    const auto b =
        random.below(4) == 0 ? a + 1 : static_cast<std::int64_t>(random.below(UINT64_MAX));
    EXPECT_EQ(compare(std::to_string(a), std::to_string(b)) < 0, a < b) << a << " " << b;
  }
}

TEST(Number, KnowsIntegers) {
  for (const char* yes : {"1", "1.0", "1e3", "0", "12.50e2"})
    EXPECT_TRUE(Number::parse(yes)->value.is_whole()) << yes;
  for (const char* no : {"1.5", "1e-3", "12.55e1"})
    EXPECT_FALSE(Number::parse(no)->value.is_whole()) << no;
}

}  // namespace
}  // namespace ricochet::match
