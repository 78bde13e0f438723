#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/number/decimal.h"

namespace ricochet::base {

/// The number that the text is; throws when it is not one.
inline Decimal d(std::string_view text) {
  const auto value = Decimal::parse(text);
  if (!value) throw std::runtime_error("not a decimal number: " + std::string(text));
  return *value;
}

/// As Java writes it, or "none".
inline std::string java(const std::optional<Decimal>& value) {
  return value ? value->to_java() : "none";
}

}  // namespace ricochet::base
