#include <cmath>
#include <cstdint>
#include <limits>

#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

namespace {

using Rounding = base::Decimal::Rounding;

Datum abs(const BuiltinCall& c) {
  auto number = c.number();
  number.value = number.value.abs();
  number.written.clear();
  if (number.binary) number.binary = std::fabs(*number.binary);
  return Datum(std::move(number));
}

Datum whole(const BuiltinCall& c, const std::optional<base::Decimal>& value, Rounding rounding) {
  auto out = value ? value->with_scale(0, rounding) : std::nullopt;
  if (!out) c.fail("got a number that is too large", "");
  return Datum(Number{std::move(*out), std::nullopt});
}
Datum round(const BuiltinCall& c) {
  static const auto kHalf = base::Decimal::parse("0.5");
  return whole(c, c.number().value.plus(*kHalf), Rounding::kFloor);
}
Datum floor(const BuiltinCall& c) { return whole(c, c.number().value, Rounding::kFloor); }
Datum ceiling(const BuiltinCall& c) { return whole(c, c.number().value, Rounding::kCeiling); }

Datum to_int(const BuiltinCall& c) { return Datum::whole(c.number().to_int()); }

/// Of a date: milliseconds since 1970.
Datum to_long(const BuiltinCall& c) {
  if (const auto* moment = c.target.moment()) return Datum::whole(moment->millis);
  return Datum::whole(c.number().to_long());
}

Datum binary(const BuiltinCall& c, double value) {
  auto shortest = base::Decimal::of(value);
  if (!shortest) c.fail("got a number that is too large", "");
  return Datum(Number{std::move(*shortest), value});
}
Datum to_double(const BuiltinCall& c) { return binary(c, c.number().value.to_double()); }
Datum to_float(const BuiltinCall& c) {
  return binary(c, static_cast<double>(static_cast<float>(c.number().value.to_double())));
}

/// 1 is a, 26 is z, 27 is aa.
Datum letters(const BuiltinCall& c, char first) {
  const auto& number = c.number().value;
  const auto whole = number.is_whole() ? number.to_int64() : std::nullopt;
  if (!whole || *whole <= 0 || *whole > std::numeric_limits<std::int32_t>::max())
    c.fail("needs a whole number from 1 to 2147483647, got " + c.number().plain(),
           "cut it before: ?floor");
  auto n = *whole;
  std::string out;
  for (; n > 0; n = (n - 1) / 26) out.insert(out.begin(), static_cast<char>(first + (n - 1) % 26));
  return Datum(std::move(out));
}
Datum lower_abc(const BuiltinCall& c) { return letters(c, 'a'); }
Datum upper_abc(const BuiltinCall& c) { return letters(c, 'A'); }

/// JSON has neither infinity nor NaN, and no arithmetic of ours makes one.
Datum never_of_numbers(const BuiltinCall& c) {
  c.number();
  return Datum(false);
}

constexpr Builtin kNumberTable[] = {
    {"abs", 0, 0, abs},
    {"ceiling", 0, 0, ceiling},
    {"double", 0, 0, to_double},
    {"float", 0, 0, to_float},
    {"floor", 0, 0, floor},
    {"int", 0, 0, to_int},
    {"is_infinite", 0, 0, never_of_numbers},
    {"is_nan", 0, 0, never_of_numbers},
    {"long", 0, 0, to_long},
    {"lower_abc", 0, 0, lower_abc},
    {"round", 0, 0, round},
    {"upper_abc", 0, 0, upper_abc},
};

}  // namespace

std::span<const Builtin> builtins_of_numbers() { return kNumberTable; }

}  // namespace ricochet::match::tpl
