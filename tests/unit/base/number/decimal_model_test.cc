// Decimal against another implementation of the same arithmetic: Boost's whole numbers of any size,
// with a scale beside them.
#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <random>

#include "base/number/decimal.h"

namespace ricochet::base {
namespace {

using Whole = boost::multiprecision::cpp_int;
using Rounding = Decimal::Rounding;

struct Model {
  Whole unscaled;
  std::int64_t scale = 0;
};

Whole power(std::int64_t n) {
  return boost::multiprecision::pow(Whole(10), static_cast<unsigned>(n));
}
Whole at(const Model& m, std::int64_t scale) { return m.unscaled * power(scale - m.scale); }

/// numerator / denominator, rounded.
Whole rounded(const Whole& numerator, const Whole& denominator, Rounding rounding) {
  const bool negative = (numerator < 0) != (denominator < 0);
  const Whole a = abs(numerator);
  const Whole b = abs(denominator);
  Whole q = a / b;
  const Whole r = a % b;
  const Whole twice = 2 * r;
  bool away = false;
  if (r != 0) {
    away = rounding == Rounding::kUp || (rounding == Rounding::kFloor && negative) ||
           (rounding == Rounding::kCeiling && !negative) ||
           (rounding == Rounding::kHalfUp && twice >= b) ||
           (rounding == Rounding::kHalfDown && twice > b) ||
           (rounding == Rounding::kHalfEven && (twice > b || (twice == b && q % 2 == 1)));
  }
  if (away) ++q;
  return negative ? Whole(-q) : q;
}

class Numbers {
 public:
  explicit Numbers(unsigned seed) : random_(seed) {}
  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  Rounding rounding() { return static_cast<Rounding>(below(7)); }

  /// Of every length, with many of the digits where carries and borrows are made.
  std::pair<Decimal, Model> next() {
    static constexpr std::size_t kLengths[] = {1, 2, 8, 9, 10, 17, 18, 19, 20, 27, 28, 40, 90};
    const auto length = kLengths[below(std::size(kLengths))];
    std::string digits;
    const auto kind = below(4);
    for (std::size_t i = 0; i < length; ++i) {
      digits += kind == 0   ? '9'
                : kind == 1 ? (i == 0 ? '1' : '0')
                : kind == 2 ? "059"[below(3)]
                            : static_cast<char>('0' + below(10));
    }
    const auto scale = static_cast<std::int64_t>(below(61)) - 30;
    const bool negative = below(2) == 0;
    const auto text = (negative ? "-" : "") + digits + "e" + std::to_string(-scale);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    Whole unscaled(digits);
    if (negative) unscaled = -unscaled;
    const auto parsed = Decimal::parse(text);
    EXPECT_TRUE(parsed) << text;
    return {parsed.value_or(Decimal()), {unscaled, scale}};
  }

 private:
  std::mt19937_64 random_;
};

void expect_same(const std::optional<Decimal>& actual, const Model& expected, const char* what) {
  ASSERT_TRUE(actual) << what;
  EXPECT_EQ(actual->scale(), expected.scale) << what;
  const auto sign = actual->sign() < 0 ? "-" : "";
  // Its own text is shown to be right by the tests of parse and to_java.
  auto digits = actual->abs().times(Decimal::parse("1e" + std::to_string(expected.scale)).value());
  EXPECT_EQ(sign + digits.value().to_plain().value(), expected.unscaled.str()) << what;
}

TEST(DecimalModel, ArithmeticIsThatOfWholeNumbersWithAScale) {
  Numbers numbers(20240611);
  for (int round = 0; round < 20'000 && !testing::Test::HasFailure(); ++round) {
    const auto [a, x] = numbers.next();
    const auto [b, y] = numbers.next();
    SCOPED_TRACE(a.to_java() + " and " + b.to_java());
    const auto scale = std::max(x.scale, y.scale);
    expect_same(a.plus(b), {at(x, scale) + at(y, scale), scale}, "plus");
    expect_same(a.minus(b), {at(x, scale) - at(y, scale), scale}, "minus");
    expect_same(a.times(b), {x.unscaled * y.unscaled, x.scale + y.scale}, "times");
    const Whole order = at(x, scale) - at(y, scale);
    EXPECT_EQ(a.compare(b), order.sign());
    EXPECT_EQ(a.is_multiple_of(b), y.unscaled != 0 && at(x, scale) % at(y, scale) == 0);
    EXPECT_EQ(a.is_whole(), x.scale <= 0 || x.unscaled % power(x.scale) == 0);
    EXPECT_EQ(a.plus(b).value().minus(b).value(), a);
    EXPECT_EQ(Decimal::parse(a.to_java()).value().to_java(), a.to_java());
  }
}

TEST(DecimalModel, QuotientsAndScalesAreRoundedAsAsked) {
  Numbers numbers(7);
  for (int round = 0; round < 20'000 && !testing::Test::HasFailure(); ++round) {
    const auto [a, x] = numbers.next();
    const auto [b, y] = numbers.next();
    const auto rounding = numbers.rounding();
    const auto scale = static_cast<std::int64_t>(numbers.below(80)) - 40;
    SCOPED_TRACE(a.to_java() + " and " + b.to_java() + ", scale " + std::to_string(scale) +
                 ", rounding " + std::to_string(static_cast<int>(rounding)));
    const auto wide = std::max({x.scale, scale});
    expect_same(a.with_scale(scale, rounding),
                {rounded(at(x, wide), power(wide - scale), rounding), scale}, "with_scale");
    if (y.unscaled == 0) continue;
    const auto more = scale + y.scale - x.scale;
    const Whole above = more > 0 ? Whole(x.unscaled * power(more)) : x.unscaled;
    const Whole below = more < 0 ? Whole(y.unscaled * power(-more)) : y.unscaled;
    expect_same(a.divided_by(b, scale, rounding), {rounded(above, below, rounding), scale},
                "divided_by");
  }
}

TEST(DecimalModel, SixtyFourBitsAreCutAsInJava) {
  Numbers numbers(11);
  const Whole modulus = Whole(1) << 64;
  for (int round = 0; round < 20'000 && !testing::Test::HasFailure(); ++round) {
    const auto [a, x] = numbers.next();
    const Whole whole = x.scale > 0 ? Whole(x.unscaled / power(x.scale)) : at(x, 0);
    const Whole bits = ((whole % modulus) + modulus) % modulus;
    EXPECT_EQ(static_cast<std::uint64_t>(a.to_int64_wrapping()), static_cast<std::uint64_t>(bits))
        << a.to_java();
    const bool fits = whole >= std::numeric_limits<std::int64_t>::min() &&
                      whole <= std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(a.to_int64().has_value(), fits) << a.to_java();
    if (fits) {
      EXPECT_EQ(Whole(a.to_int64().value()), whole);
    }
  }
}

}  // namespace
}  // namespace ricochet::base
