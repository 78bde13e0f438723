#include "base/number/java_double.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

namespace ricochet::base {
namespace {

TEST(JavaDouble, AsDoubleToString) {
  using Limits = std::numeric_limits<double>;
  const std::pair<double, const char*> cases[] = {{0.0, "0.0"},
                                                  {-0.0, "-0.0"},
                                                  {1, "1.0"},
                                                  {2.5, "2.5"},
                                                  {1000, "1000.0"},
                                                  {0.001, "0.001"},
                                                  {0.00001, "1.0E-5"},
                                                  {0.00099, "9.9E-4"},
                                                  {1e7, "1.0E7"},
                                                  {9999999, "9999999.0"},
                                                  {1e10, "1.0E10"},
                                                  {12345678.5, "1.23456785E7"},
                                                  {0.1 + 0.2, "0.30000000000000004"},
                                                  {-123.456, "-123.456"},
                                                  {1e23, "1.0E23"},
                                                  {2e23, "2.0E23"},
                                                  {4.9e-324, "4.9E-324"},
                                                  {Limits::max(), "1.7976931348623157E308"},
                                                  {Limits::min(), "2.2250738585072014E-308"},
                                                  {1e-323, "9.9E-324"},
                                                  {100, "100.0"},
                                                  {0.015, "0.015"},
                                                  {Limits::infinity(), "Infinity"},
                                                  {-Limits::infinity(), "-Infinity"},
                                                  {Limits::quiet_NaN(), "NaN"}};
  for (const auto& [value, text] : cases) EXPECT_EQ(java_text(value), text);
}

TEST(JavaDouble, ReadsBackAsTheSameNumber) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 50'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    const auto text = java_text(value);
    EXPECT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
    EXPECT_NE(text.find('.'), std::string::npos) << text;
    EXPECT_LE(text.size(), 24u) << text;
  }
}

}  // namespace
}  // namespace ricochet::base
