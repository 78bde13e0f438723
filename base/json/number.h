#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/json/fwd.h"
#include "base/number/decimal.h"

namespace ricochet::base {

// Numbers in base::Json. Whole numbers of 64 bits, and fractions that a double holds to the last
// digit, are nlohmann's own types. All others (18446744073709551616, 0.12345678901234567890, 1e400)
// are *long numbers*: the digits as they were written, in nlohmann's `binary`, which JSON text has
// no other use for. So whoever asks is_number(), and not the member function, sees all numbers.

/// Any of them.
bool is_number(const Json& value);
/// A number that is written with a point or an exponent: 1.0 and 1e3 are, 1 is not. Moco tells them
/// apart, JSON Schema does not.
bool is_float(const Json& value);
/// A whole number as it is written: without a point or an exponent, of any length.
bool is_integer(const Json& value);

/// `literal` must be a number by RFC 8259 section 6; nullopt: more digits, or an exponent further
/// from 0, than a Decimal may have.
std::optional<Json> number_from(std::string_view literal);
/// The shortest form that has each digit: a whole number where it has no point, else a double where
/// that is exact.
Json number_from(const Decimal& number);

/// Exact; nullopt: not a number.
std::optional<Decimal> decimal_of(const Json& value);
/// The nearest double; 0 for what is not a number.
double double_of(const Json& value);
/// As it leaves in JSON: doubles as Java writes them (java_double.h), long numbers as written.
std::string number_text(const Json& value);

/// By value and exact, both must be numbers: less than, equal to or greater than 0.
int compare_numbers(const Json& a, const Json& b);

}  // namespace ricochet::base
