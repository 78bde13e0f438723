#include "base/number/freemarker_arithmetic.h"

#include <algorithm>

namespace ricochet::base {

namespace {

constexpr std::int64_t kScale = 12;  // FreeMarker's minScale and maxScale

}  // namespace

std::optional<Decimal> freemarker_product(const Decimal& a, const Decimal& b) {
  auto product = a.times(b);
  return product && product->scale() > kScale
             ? product->with_scale(kScale, Decimal::Rounding::kHalfUp)
             : product;
}

std::optional<Decimal> freemarker_quotient(const Decimal& a, const Decimal& b) {
  return a.divided_by(b, std::max({kScale, a.scale(), b.scale()}), Decimal::Rounding::kHalfUp);
}

std::optional<std::int64_t> freemarker_remainder(const Decimal& a, const Decimal& b) {
  const auto divisor = b.to_int64_wrapping();
  if (divisor == 0) return std::nullopt;
  return divisor == -1 ? 0 : a.to_int64_wrapping() % divisor;  // the least number overflows
}

}  // namespace ricochet::base
