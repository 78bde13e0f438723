#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json/fwd.h"
#include "base/number/decimal.h"

namespace ricochet::match::tpl {

/// A number of a template: exact. One that came as a double out of JSON remembers so, because Java
/// rounds such by the binary value behind the digits (0.35 is less than 0.35) and a scenario writes
/// it as it came (1.0). One that came as a long number (base/json/number.h) keeps how it was
/// written: 1e400 leaves as such, and not as 401 digits. What is computed of either is a number of
/// its own.
struct Number {
  base::Decimal value;
  std::optional<double> binary;
  std::string written = {};  ///< of a long number; else empty

  static Number of(std::int64_t value) { return {base::Decimal::of(value), std::nullopt}; }
  /// What a literal and `?number` take, without the words of the latter; nullopt: not a number, or
  /// too large.
  static std::optional<Number> parse(std::string_view text);
  /// nullopt: not a number, or infinite.
  static std::optional<Number> of_json(const base::Json& value);

  /// With each digit that it has, see base/json/number.h.
  base::Json json() const;
  /// All digits, without an exponent and without zeros at the end: "1200", "-0.25".
  std::string plain() const;
  /// As Java's Number.intValue(): for a double the nearest that fits, else the lowest 32 bits.
  std::int32_t to_int() const;
  /// As Number.longValue().
  std::int64_t to_long() const;
};

}  // namespace ricochet::match::tpl
