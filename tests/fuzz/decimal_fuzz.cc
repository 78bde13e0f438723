// Two numbers, a line each, and a byte that chooses a scale and a rounding.
#include <cstdint>
#include <string_view>

#include "base/json/json.h"
#include "base/number/decimal.h"
#include "base/number/freemarker_arithmetic.h"
#include "tests/fuzz/fuzz.h"

namespace {

using ricochet::base::Decimal;
using ricochet::fuzz::require;

void one(const Decimal& x) {
  const auto again = Decimal::parse(x.to_java());
  require(again && again->compare(x) == 0 && again->scale() == x.scale());
  require(x.compare(x) == 0 && x.compare(x.negated()) == x.sign() * (x.is_zero() ? 0 : 1));
  require(x.stripped().compare(x) == 0);
  if (const auto plain = x.to_plain()) {
    require(plain->size() <= 2 * Decimal::kMaxDigits + 3);
    require(Decimal::parse(*plain)->compare(x) == 0);
  }
  const auto json = ricochet::base::number_from(x);
  require(ricochet::base::decimal_of(json) == x);
  if (const auto whole = x.to_int64()) require(*whole == x.to_int64_wrapping());
  (void)x.to_double();
  (void)x.to_rounded(3);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto a = Decimal::parse(ricochet::fuzz::take(rest, "\n"));
  const auto b = Decimal::parse(ricochet::fuzz::take(rest, "\n"));
  if (!a || !b) return 0;
  one(*a);
  one(*b);
  require(a->compare(*b) == -b->compare(*a));
  const auto choice = rest.empty() ? 0 : static_cast<unsigned char>(rest.front());
  const auto rounding = static_cast<Decimal::Rounding>(choice % 7);
  const std::int64_t scale = choice / 7 - 18;
  if (const auto sum = a->plus(*b)) {
    require(sum->compare(*b->plus(*a)) == 0);
    if (const auto back = sum->minus(*b)) require(back->compare(*a) == 0);
  }
  if (const auto product = a->times(*b)) {
    require(product->sign() == a->sign() * b->sign());
    require(b->is_zero() || product->is_multiple_of(*b) == (a->is_whole() || a->is_zero()));
  }
  if (const auto quotient = a->divided_by(*b, scale, rounding)) require(quotient->scale() == scale);
  if (const auto rounded = a->with_scale(scale, rounding)) require(rounded->scale() == scale);
  (void)ricochet::base::freemarker_product(*a, *b);
  (void)ricochet::base::freemarker_quotient(*a, *b);
  (void)ricochet::base::freemarker_remainder(*a, *b);
  return 0;
}
