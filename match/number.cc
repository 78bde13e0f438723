#include "match/number.h"

#include "base/json/json.h"
#include "base/text/text.h"

namespace ricochet::match {

std::optional<Number> Number::parse(std::string_view text) {
  text = base::trim(text);
  // BigDecimal takes `.5` and `5.` as well, which nobody who sends a number writes.
  const auto point = text.find('.');
  const auto digit = [&](std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  if (point != std::string_view::npos && (point == 0 || !digit(point - 1) || !digit(point + 1)))
    return std::nullopt;
  auto value = base::Decimal::parse(text);
  if (!value) return std::nullopt;
  return Number{std::move(*value), std::string(text)};
}

std::optional<Number> Number::of(const base::Json& value) {
  auto exact = base::decimal_of(value);
  if (!exact) return std::nullopt;
  return Number{std::move(*exact), base::number_text(value)};
}

}  // namespace ricochet::match
