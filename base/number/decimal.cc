#include "base/number/decimal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/number/java_double.h"

namespace ricochet::base {

namespace {

std::size_t digits_at(std::string_view s, std::size_t at) {
  const auto end = s.find_first_not_of("0123456789", at);
  return (end == std::string_view::npos ? s.size() : end) - at;
}

/// The power behind `e`, at the end of `text`; nullopt: not one, or beyond all bounds.
std::optional<std::int64_t> read_exponent(std::string_view text) {
  const bool down = text.starts_with('-');
  if (down || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || digits_at(text, 0) != text.size()) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
  std::int64_t power = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), power).ec != std::errc() ||
      power > 2 * Decimal::kMaxScale) {
    return std::nullopt;
  }
  return down ? -power : power;
}

int three_way(std::int64_t a, std::int64_t b) { return a == b ? 0 : a < b ? -1 : 1; }

/// 10^n modulo `m`, without writing 10^n out.
Magnitude power_of_ten_modulo(std::uint64_t n, const Magnitude& m) {
  auto result = Magnitude::divide(Magnitude(1), m).second;
  auto base = Magnitude::divide(Magnitude(10), m).second;
  for (; n != 0; n >>= 1) {
    if ((n & 1) != 0) result = Magnitude::divide(result * base, m).second;
    base = Magnitude::divide(base * base, m).second;
  }
  return result;
}

}  // namespace

std::optional<Decimal> Decimal::make(bool negative, Magnitude unscaled, std::int64_t scale) {
  if (scale > kMaxScale || scale < -kMaxScale || unscaled.digits() > kMaxDigits)
    return std::nullopt;
  Decimal out;
  out.negative_ = negative && !unscaled.is_zero();
  out.unscaled_ = std::move(unscaled);
  out.scale_ = scale;
  return out;
}

Decimal Decimal::of(std::int64_t value) {
  Decimal out;
  out.negative_ = value < 0;
  const auto bits = static_cast<std::uint64_t>(value);
  out.unscaled_ = Magnitude(out.negative_ ? ~bits + 1 : bits);
  return out;
}

Decimal Decimal::of(std::uint64_t value) {
  Decimal out;
  out.unscaled_ = Magnitude(value);
  return out;
}

std::optional<Decimal> Decimal::of(double value) {
  return std::isfinite(value) ? parse(java_text(value)) : std::nullopt;
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto whole = digits_at(text, 0);
  std::size_t at = whole;
  std::size_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    fraction = digits_at(text, ++at);
    at += fraction;
  }
  if (whole + fraction == 0) return std::nullopt;
  std::int64_t power = 0;
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
    const auto read = read_exponent(text.substr(at + 1));
    if (!read) return std::nullopt;
    power = *read;
  }
  const auto scale = static_cast<std::int64_t>(fraction) - power;
  if (fraction == 0) return make(negative, Magnitude::from_digits(text.substr(0, whole)), scale);
  std::string digits(text.substr(0, whole));
  digits += text.substr(whole + 1, fraction);
  return make(negative, Magnitude::from_digits(digits), scale);
}

int Decimal::compare(const Decimal& other) const {
  if (sign() != other.sign()) return three_way(sign(), other.sign());
  if (is_zero()) return 0;
  const int up = sign();
  if (scale_ == other.scale_) return up * Magnitude::compare(unscaled_, other.unscaled_);
  if (height() != other.height()) return up * three_way(height(), other.height());
  // Their first digits stand at one place, so they are at most kMaxDigits apart in scale.
  const auto scale = std::max(scale_, other.scale_);
  return up * Magnitude::compare(
                  unscaled_.shifted_left(static_cast<std::size_t>(scale - scale_)),
                  other.unscaled_.shifted_left(static_cast<std::size_t>(scale - other.scale_)));
}

bool Decimal::is_whole() const {
  return is_zero() || scale_ <= static_cast<std::int64_t>(unscaled_.trailing_zeros());
}

Decimal Decimal::negated() const {
  Decimal out = *this;
  out.negative_ = !negative_ && !is_zero();
  return out;
}

Decimal Decimal::abs() const { return sign() < 0 ? negated() : *this; }

Decimal Decimal::stripped() const {
  if (is_zero()) return {};
  Decimal out = *this;
  const auto least = std::min<std::int64_t>(static_cast<std::int64_t>(unscaled_.trailing_zeros()),
                                            scale_ + kMaxScale);
  out.unscaled_ = unscaled_.shifted_right(static_cast<std::size_t>(least)).first;
  out.scale_ -= least;
  return out;
}

std::optional<Magnitude> Decimal::unscaled_at(std::int64_t scale) const {
  if (is_zero()) return Magnitude();
  const auto more = scale - scale_;
  if (static_cast<std::int64_t>(precision()) + more > static_cast<std::int64_t>(kMaxDigits))
    return std::nullopt;
  return unscaled_.shifted_left(static_cast<std::size_t>(more));
}

std::optional<Decimal> Decimal::plus(const Decimal& other) const {
  const auto scale = std::max(scale_, other.scale_);
  const auto a = unscaled_at(scale);
  const auto b = other.unscaled_at(scale);
  if (!a || !b) return std::nullopt;
  if (negative_ == other.negative_) return make(negative_, *a + *b, scale);
  return Magnitude::compare(*a, *b) >= 0 ? make(negative_, *a - *b, scale)
                                         : make(other.negative_, *b - *a, scale);
}

std::optional<Decimal> Decimal::minus(const Decimal& other) const { return plus(other.negated()); }

std::optional<Decimal> Decimal::times(const Decimal& other) const {
  return make(negative_ != other.negative_, unscaled_ * other.unscaled_, scale_ + other.scale_);
}

bool Decimal::rounds_away(Rounding rounding, bool negative, bool odd, int half) {
  switch (rounding) {
    case Rounding::kDown:
      return false;
    case Rounding::kUp:
      return true;
    case Rounding::kFloor:
      return negative;
    case Rounding::kCeiling:
      return !negative;
    case Rounding::kHalfUp:
      return half >= 0;
    case Rounding::kHalfDown:
      return half > 0;
    default:
      return half > 0 || (half == 0 && odd);
  }
}

std::optional<Decimal> Decimal::divided_by(const Decimal& divisor, std::int64_t scale,
                                           Rounding rounding) const {
  if (divisor.is_zero()) return std::nullopt;
  if (is_zero()) return make(false, Magnitude(), scale);
  // One of the two is made longer, so that the whole quotient has the wanted scale.
  const std::int64_t more = scale + divisor.scale_ - scale_;
  constexpr auto kMost = static_cast<std::int64_t>(2 * kMaxDigits);
  if (more > kMost) return std::nullopt;  // the quotient has more than kMaxDigits digits
  const bool negative = negative_ != divisor.negative_;
  if (more < -kMost)  // far below the last digit that is kept
    return make(negative, Magnitude(rounds_away(rounding, negative, false, -1) ? 1 : 0), scale);
  const auto n = static_cast<std::size_t>(more < 0 ? -more : more);
  const auto above = more > 0 ? unscaled_.shifted_left(n) : unscaled_;
  const auto below = more < 0 ? divisor.unscaled_.shifted_left(n) : divisor.unscaled_;
  auto [quotient, rest] = Magnitude::divide(above, below);
  if (!rest.is_zero() &&
      rounds_away(rounding, negative, quotient.is_odd(), Magnitude::compare(rest + rest, below)))
    quotient = quotient + Magnitude(1);
  return make(negative, std::move(quotient), scale);
}

bool Decimal::is_multiple_of(const Decimal& divisor) const {
  if (divisor.is_zero()) return false;
  if (is_zero()) return true;
  const auto up = divisor.scale_ - scale_;
  const auto& m = divisor.unscaled_;
  if (up >= 0) {
    const auto rest = Magnitude::divide(unscaled_, m).second *
                      power_of_ten_modulo(static_cast<std::uint64_t>(up), m);
    return Magnitude::divide(rest, m).second.is_zero();
  }
  if (-up > static_cast<std::int64_t>(unscaled_.trailing_zeros())) {
    // Only what ends in that many zeros can be a multiple of what ends in them.
    return false;
  }
  return Magnitude::divide(unscaled_.shifted_right(static_cast<std::size_t>(-up)).first, m)
      .second.is_zero();
}

std::optional<Decimal> Decimal::with_scale(std::int64_t scale, Rounding rounding) const {
  if (scale >= scale_) {
    auto unscaled = unscaled_at(scale);
    return unscaled ? make(negative_, std::move(*unscaled), scale) : std::nullopt;
  }
  const auto less = static_cast<std::size_t>(scale_ - scale);
  auto [kept, rest] = unscaled_.shifted_right(less);
  if (!rest.is_zero()) {
    const int half =
        less > precision() ? -1 : Magnitude::compare(rest, Magnitude(5).shifted_left(less - 1));
    if (rounds_away(rounding, negative_, kept.is_odd(), half)) kept = kept + Magnitude(1);
  }
  return make(negative_, std::move(kept), scale);
}

std::optional<std::int64_t> Decimal::to_int64() const {
  constexpr std::int64_t kDigits = 19;
  if (height() > kDigits && !is_zero()) return std::nullopt;
  const auto whole = with_scale(0, Rounding::kDown);
  if (!whole || whole->unscaled_.digits() > static_cast<std::size_t>(kDigits)) return std::nullopt;
  const auto value = whole->unscaled_.low_bits();
  constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value > kLargest + (whole->negative_ ? 1 : 0)) return std::nullopt;
  return whole->to_int64_wrapping();
}

std::int64_t Decimal::to_int64_wrapping() const {
  constexpr std::int64_t kNothingLeft = -64;  // 10^64 has 64 zero bits
  if (is_zero() || scale_ <= kNothingLeft) return 0;
  std::uint64_t bits =
      scale_ > 0 ? unscaled_.shifted_right(static_cast<std::size_t>(scale_)).first.low_bits()
                 : unscaled_.low_bits();
  for (auto n = scale_; n < 0; ++n) bits *= 10;
  return static_cast<std::int64_t>(negative_ ? ~bits + 1 : bits);
}

double Decimal::to_double() const {
  const auto text = unscaled_.text() + "e" + std::to_string(-scale_);
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec == std::errc::result_out_of_range)
    value = height() > 0 ? std::numeric_limits<double>::infinity() : 0;
  return negative_ ? -value : value;
}

std::optional<std::string> Decimal::to_plain() const {
  constexpr auto kMost = static_cast<std::int64_t>(kMaxDigits);
  if (scale_ > kMost || (!is_zero() && height() > kMost)) return std::nullopt;
  std::string out = unscaled_.text();
  if (scale_ < 0 && !is_zero()) out.append(static_cast<std::size_t>(-scale_), '0');
  if (scale_ > 0) {
    const auto fraction = static_cast<std::size_t>(scale_);
    if (out.size() <= fraction) out.insert(0, fraction + 1 - out.size(), '0');
    out.insert(out.size() - fraction, ".");
  }
  return negative_ ? "-" + out : out;
}

std::string Decimal::to_java() const {
  std::string out = unscaled_.text();
  const auto exponent = static_cast<std::int64_t>(out.size()) - 1 - scale_;
  constexpr std::int64_t kLeastPlain = -6;
  if (scale_ >= 0 && exponent >= kLeastPlain) {
    const auto fraction = static_cast<std::size_t>(scale_);
    if (fraction > 0) {
      if (out.size() <= fraction) out.insert(0, fraction + 1 - out.size(), '0');
      out.insert(out.size() - fraction, ".");
    }
  } else {
    if (out.size() > 1) out.insert(1, ".");
    if (exponent != 0) out += (exponent > 0 ? "E+" : "E") + std::to_string(exponent);
  }
  return negative_ ? "-" + out : out;
}

std::optional<std::string> Decimal::to_rounded(std::int64_t fraction) const {
  const auto rounded = scale_ <= fraction ? *this : with_scale(fraction, Rounding::kHalfEven);
  if (!rounded) return std::nullopt;
  if (rounded->is_zero()) return negative_ ? "-0" : "0";
  auto text = rounded->to_plain();
  if (!text || text->find('.') == std::string::npos) return text;
  text->erase(text->find_last_not_of('0') + 1);
  if (text->ends_with('.')) text->pop_back();
  return text;
}

}  // namespace ricochet::base
