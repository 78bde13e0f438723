#include "base/number/freemarker_arithmetic.h"

#include <gtest/gtest.h>

#include "tests/unit/base/number/decimals.h"

namespace ricochet::base {
namespace {

TEST(FreemarkerArithmetic, Products) {
  EXPECT_EQ(java(freemarker_product(d("2.35"), d("3"))), "7.05");
  EXPECT_EQ(java(freemarker_product(d("0.0000005"), d("0.000001"))), "1E-12");
  EXPECT_EQ(java(freemarker_product(d("1.000000"), d("1.000000"))), "1.000000000000");
  EXPECT_EQ(java(freemarker_product(d("1e999999999"), d("1e999999999"))), "none");
}

TEST(FreemarkerArithmetic, Quotients) {
  EXPECT_EQ(java(freemarker_quotient(d("10"), d("3"))), "3.333333333333");
  EXPECT_EQ(java(freemarker_quotient(d("2"), d("-3"))), "-0.666666666667");
  EXPECT_EQ(java(freemarker_quotient(d("1.0000000000000"), d("4"))), "0.2500000000000");
  EXPECT_EQ(java(freemarker_quotient(d("1"), d("0.0"))), "none");
}

TEST(FreemarkerArithmetic, RemaindersAreOfLongs) {
  EXPECT_EQ(freemarker_remainder(d("7.9"), d("3.9")), 1);
  EXPECT_EQ(freemarker_remainder(d("-7"), d("3")), -1);
  EXPECT_EQ(freemarker_remainder(d("18446744073709551620"), d("3")), 1) << "that is 4 in 64 bits";
  EXPECT_EQ(freemarker_remainder(d("-9223372036854775808"), d("-1")), 0);
  EXPECT_EQ(freemarker_remainder(d("7"), d("0.9")), std::nullopt);
}

}  // namespace
}  // namespace ricochet::base
