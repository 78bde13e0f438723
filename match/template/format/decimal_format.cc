#include "match/template/format/decimal_format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace ricochet::match::tpl {

namespace {

using base::Decimal;

/// What DecimalFormat sees of a double: the shortest digits where they are few enough, else the
/// binary value, to so many digits that no half is missed.
std::string binary_digits(double value, const Decimal& shortest, std::size_t fraction,
                          Decimal::Rounding rounding) {
  const auto wanted = static_cast<std::int64_t>(fraction);
  if (shortest.scale() <= wanted) {
    const auto exact = shortest.with_scale(wanted, rounding);
    const auto text = exact ? exact->abs().to_plain() : std::nullopt;
    if (text) return *text;
  }
  std::array<char, 800> buffer{};
  constexpr int kTail = 60;
  const bool even = rounding == Decimal::Rounding::kHalfEven;
  const int n = std::snprintf(buffer.data(), buffer.size(), "%.*f",
                              static_cast<int>(fraction) + (even ? 0 : kTail), value);
  std::string text(buffer.data(),
                   static_cast<std::size_t>(std::clamp(n, 0, static_cast<int>(buffer.size()) - 1)));
  if (even) return text.starts_with('-') ? text.substr(1) : text;
  const auto exact = Decimal::parse(text);
  const auto rounded = exact ? exact->with_scale(wanted, rounding) : std::nullopt;
  const auto plain = rounded ? rounded->abs().to_plain() : std::nullopt;
  return plain ? *plain : "0";
}

void drop_zeros(std::string& text, std::size_t keep) {
  const auto dot = text.find('.');
  if (dot == std::string::npos) return;
  while (text.size() > dot + 1 + keep && text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
}

}  // namespace

/// Without a sign, with exactly `fraction` decimals.
std::string DecimalFormat::digits_of(const Number& number, std::size_t fraction) const {
  if (number.binary) {
    const double value = *number.binary * static_cast<double>(multiplier_);
    if (const auto shortest = Decimal::of(value))
      return binary_digits(value, *shortest, fraction, rounding_);
  }
  const auto product = number.value.times(Decimal::of(multiplier_));
  const auto rounded =
      product ? product->with_scale(static_cast<std::int64_t>(fraction), rounding_) : std::nullopt;
  const auto text = rounded ? rounded->abs().to_plain() : std::nullopt;
  return text ? *text : number.value.abs().to_java();
}

std::string DecimalFormat::grouped(std::string digits) const {
  if (group_ == 0) return digits;
  for (std::size_t at = digits.size(); at > group_;) digits.insert(at -= group_, comma_);
  return digits;
}

std::string DecimalFormat::plain(const Number& number) const {
  auto text = digits_of(number, most_fraction_);
  if (text.find('E') != std::string::npos) return text;  // too many digits to write them out
  drop_zeros(text, least_fraction_);
  const auto dot = text.find('.');
  auto whole = text.substr(0, dot);
  const auto fraction = dot == std::string::npos ? std::string() : text.substr(dot + 1);
  if (whole == "0" && least_integer_ == 0 && !fraction.empty()) whole.clear();
  if (whole.size() < least_integer_) whole.insert(0, least_integer_ - whole.size(), '0');
  const bool dotted = !fraction.empty() || always_dot_;
  return grouped(std::move(whole)) + (dotted ? dot_ : "") + fraction;
}

/// As 1.234E3. With more `#` than `0` before the dot the exponent is a multiple of their number.
std::string DecimalFormat::scientific(const Number& number) const {
  const auto product = number.value.times(Decimal::of(multiplier_));
  if (!product) return number.value.to_java();
  auto value = product->abs();
  const auto height_of = [](const Decimal& d) {
    return d.is_zero() ? 0 : static_cast<std::int64_t>(d.precision()) - d.scale();
  };
  const auto most = static_cast<std::int64_t>(most_integer_ + most_fraction_);
  if (static_cast<std::int64_t>(value.precision()) > most) {
    const auto rounded = value.with_scale(most - height_of(value), rounding_);
    if (!rounded) return number.value.to_java();
    value = *rounded;
  }
  value = value.stripped();
  const auto height = height_of(value);
  const auto step = static_cast<std::int64_t>(most_integer_);
  const bool engineering = most_integer_ > 1 && most_integer_ > least_integer_;
  const auto integer = engineering ? 1 : static_cast<std::int64_t>(least_integer_);
  auto exponent = height - integer;
  if (engineering)
    exponent = height >= 1 ? (height - 1) / step * step : (height - step) / step * step;
  const auto before = static_cast<std::size_t>(value.is_zero() ? integer : height - exponent);
  auto digits = value.is_zero() ? std::string() : value.to_java();
  std::erase(digits, '.');
  digits = digits.substr(0, digits.find('E'));
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  const auto least = std::max(least_integer_ + least_fraction_, before);
  if (digits.size() < least) digits.append(least - digits.size(), '0');
  if (digits.size() > before) digits.insert(before, dot_);
  auto power = std::to_string(value.is_zero() ? 0 : std::abs(exponent));
  if (power.size() < exponent_) power.insert(0, exponent_ - power.size(), '0');
  return digits + "E" + (exponent < 0 && !value.is_zero() ? minus_ : "") + power;
}

std::string DecimalFormat::format(const Number& number) const {
  const bool zero_from_below = number.binary && std::signbit(*number.binary);
  const bool negative = number.value.sign() < 0 || zero_from_below;
  const auto& around = negative != (multiplier_ < 0) ? negative_ : positive_;
  return around.prefix + (exponent_ > 0 ? scientific(number) : plain(number)) + around.suffix;
}

}  // namespace ricochet::match::tpl
