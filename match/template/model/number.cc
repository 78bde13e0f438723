#include "match/template/model/number.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/json/json.h"
#include "base/json/number.h"

namespace ricochet::match::tpl {

namespace {

/// As Java's cast of a double: what is too large becomes the largest.
template <class Whole>
Whole cast(double value) {
  if (std::isnan(value)) return 0;
  constexpr auto kLeast = static_cast<double>(std::numeric_limits<Whole>::min());
  if (value <= kLeast) return std::numeric_limits<Whole>::min();
  if (value >= -kLeast) return std::numeric_limits<Whole>::max();
  return static_cast<Whole>(value);
}

}  // namespace

std::optional<Number> Number::parse(std::string_view text) {
  auto value = base::Decimal::parse(text);
  if (!value) return std::nullopt;
  return Number{std::move(*value), std::nullopt};
}

std::optional<Number> Number::of_json(const base::Json& json) {
  if (json.is_number_unsigned())
    return Number{base::Decimal::of(json.get<std::uint64_t>()), std::nullopt};
  if (json.is_number_integer())
    return Number{base::Decimal::of(json.get<std::int64_t>()), std::nullopt};
  if (!json.is_number_float()) {
    auto exact = base::decimal_of(json);
    if (!exact) return std::nullopt;
    return Number{std::move(*exact), std::nullopt, base::number_text(json)};
  }
  const double binary = json.get<double>();
  auto value = base::Decimal::of(binary);
  if (!value) return std::nullopt;
  return Number{std::move(*value), binary};
}

base::Json Number::json() const {
  if (binary) return *binary;
  if (!written.empty()) {
    if (auto same = base::number_from(written)) return std::move(*same);
  }
  return base::number_from(value);
}

std::string Number::plain() const {
  const auto text = value.stripped().to_plain();
  return text ? *text : value.to_java();
}

std::int32_t Number::to_int() const {
  if (binary) return cast<std::int32_t>(*binary);
  return static_cast<std::int32_t>(value.to_int64_wrapping());
}

std::int64_t Number::to_long() const {
  return binary ? cast<std::int64_t>(*binary) : value.to_int64_wrapping();
}

}  // namespace ricochet::match::tpl
