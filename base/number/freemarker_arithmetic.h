#pragma once
#include <cstdint>
#include <optional>

#include "base/number/decimal.h"

namespace ricochet::base {

/// What FreeMarker's ArithmeticEngine.BIGDECIMAL_ENGINE does differently from BigDecimal. Its sums
/// are Decimal::plus and minus. nullopt: beyond the bounds of Decimal, or divided by zero.

/// At most 12 digits after the point, rounded half up.
std::optional<Decimal> freemarker_product(const Decimal& a, const Decimal& b);
/// 12 digits after the point, or as many as the longer of the two has; rounded half up.
std::optional<Decimal> freemarker_quotient(const Decimal& a, const Decimal& b);
/// Of Java's longs: what is behind the point is dropped, and so is what does not fit 64 bits. The
/// sign is that of `a`.
std::optional<std::int64_t> freemarker_remainder(const Decimal& a, const Decimal& b);

}  // namespace ricochet::base
