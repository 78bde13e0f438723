#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/json/fwd.h"
#include "base/number/decimal.h"

namespace ricochet::match {

/// A number that somebody wrote: exact, and as it was written, for people.
struct Number {
  base::Decimal value;
  std::string text;

  /// `-12`, `+3`, `007`, `1.50`, `2e-3`, white space around it aside; nullopt: not a number, or
  /// beyond the bounds of base::Decimal.
  static std::optional<Number> parse(std::string_view text);
  /// nullopt when it is not a number.
  static std::optional<Number> of(const base::Json& value);

  int compare(const Number& other) const { return value.compare(other.value); }
};

}  // namespace ricochet::match
