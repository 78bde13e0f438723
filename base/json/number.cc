#include "base/json/number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/number/java_double.h"

namespace ricochet::base {

namespace {

Json long_number(std::string_view literal) {
  return Json(Json::binary_t(std::vector<std::uint8_t>(literal.begin(), literal.end())));
}

std::string_view literal_of(const Json& value) {
  const auto& bytes = value.get_binary();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool has_point_or_exponent(std::string_view literal) {
  return literal.find_first_of(".eE") != std::string_view::npos;
}

/// Whether every decimal of so many digits comes back from a double unchanged: then nobody needs to
/// look at it again.
bool surely_exact(std::string_view literal, double value) {
  constexpr int kDigits = std::numeric_limits<double>::digits10;
  if (value == 0 || !std::isnormal(value)) return false;
  int digits = 0;
  for (const char c : literal) {
    if (c == 'e' || c == 'E') break;
    const bool counts = (c >= '1' && c <= '9') || (c == '0' && digits > 0);
    digits += counts ? 1 : 0;
  }
  return digits <= kDigits;
}

template <typename Integer>
std::optional<Json> integer_from(std::string_view literal) {
  Integer value = 0;
  const auto read = std::from_chars(literal.data(), literal.data() + literal.size(), value);
  return read.ec == std::errc() ? std::optional<Json>(value) : std::nullopt;
}

std::optional<Json> whole_from(std::string_view literal) {
  return literal.starts_with('-') ? integer_from<std::int64_t>(literal)
                                  : integer_from<std::uint64_t>(literal);
}

}  // namespace

bool is_number(const Json& value) { return value.is_number() || value.is_binary(); }

bool is_float(const Json& value) {
  return value.is_number_float() || (value.is_binary() && has_point_or_exponent(literal_of(value)));
}

bool is_integer(const Json& value) { return is_number(value) && !is_float(value); }

std::optional<Json> number_from(std::string_view literal) {
  if (!has_point_or_exponent(literal)) {
    if (auto value = whole_from(literal)) return value;
  } else {
    double value = 0;
    const auto read = std::from_chars(literal.data(), literal.data() + literal.size(), value);
    const bool fits = read.ec == std::errc();
    if (fits && surely_exact(literal, value)) return Json(value);
    const auto exact = Decimal::parse(literal);
    if (!exact) return std::nullopt;
    if (fits && Decimal::of(value) == exact) return Json(value);
    return long_number(literal);
  }
  return Decimal::parse(literal) ? std::optional(long_number(literal)) : std::nullopt;
}

Json number_from(const Decimal& number) {
  if (number.scale() <= 0) {
    if (const auto plain = number.to_plain()) {
      if (auto value = whole_from(*plain)) return std::move(*value);
      return long_number(*plain);
    }
  }
  const double value = number.to_double();
  return Decimal::of(value) == number ? Json(value) : long_number(number.to_java());
}

std::optional<Decimal> decimal_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::number_unsigned:
      return Decimal::of(value.get<std::uint64_t>());
    case Json::value_t::number_integer:
      return Decimal::of(value.get<std::int64_t>());
    case Json::value_t::number_float:
      return Decimal::of(value.get<double>());
    case Json::value_t::binary:
      return Decimal::parse(literal_of(value));
    default:
      return std::nullopt;
  }
}

double double_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  const auto exact = decimal_of(value);
  return exact ? exact->to_double() : 0;
}

std::string number_text(const Json& value) {
  switch (value.type()) {
    case Json::value_t::number_unsigned:
      return std::to_string(value.get<std::uint64_t>());
    case Json::value_t::number_integer:
      return std::to_string(value.get<std::int64_t>());
    case Json::value_t::number_float:
      return java_text(value.get<double>());
    case Json::value_t::binary:
      return std::string(literal_of(value));
    default:
      return {};
  }
}

int compare_numbers(const Json& a, const Json& b) {
  // Of different types nlohmann compares what is left after a cast: -1 is 18446744073709551615
  // there.
  if (a.type() == b.type() && a.is_number()) return a == b ? 0 : a < b ? -1 : 1;
  const auto x = decimal_of(a);
  const auto y = decimal_of(b);
  return x && y ? x->compare(*y) : 0;
}

}  // namespace ricochet::base
