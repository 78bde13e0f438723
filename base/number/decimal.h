#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/number/magnitude.h"

namespace ricochet::base {

/// An exact decimal number as java.math.BigDecimal has it: a whole number of any size (unscaled)
/// times 10^-scale. 1.50 and 1.5 are equal in value and differ in scale. Zero has no sign. Numbers
/// of up to 18 digits need no allocation.
///
/// Bounds: kMaxDigits significant digits (Jackson's bound for a number), a scale within kMaxScale.
/// Compare, parse and print as Java never write an exponent out, so that 1e999999999 costs what it
/// looks like; what would have to (sums, set_scale, plain notation) answers nullopt beyond the
/// bounds.
class Decimal {
 public:
  static constexpr std::size_t kMaxDigits = 1000;
  static constexpr std::int64_t kMaxScale = 1'000'000'000;
  /// kDown: towards zero. kFloor: towards minus infinity. kCeiling: towards plus infinity. kUp:
  /// away from zero. The halves decide at exactly 5 as java.math.RoundingMode does.
  enum class Rounding { kDown, kUp, kFloor, kCeiling, kHalfUp, kHalfDown, kHalfEven };

  Decimal() = default;  ///< 0
  static Decimal of(std::int64_t value);
  static Decimal of(std::uint64_t value);
  /// The shortest decimal that is this number and no other double, as BigDecimal.valueOf; nullopt:
  /// infinite or not a number.
  static std::optional<Decimal> of(double value);
  /// BigDecimal's grammar, which JSON's is a part of: `-12`, `+3`, `007`, `1.50`, `.5`, `5.`,
  /// `2e-3`; no white space. nullopt: not a number, or beyond the bounds.
  static std::optional<Decimal> parse(std::string_view text);

  /// By value: less than, equal to or greater than 0.
  int compare(const Decimal& other) const;
  friend bool operator==(const Decimal& a, const Decimal& b) { return a.compare(b) == 0; }
  int sign() const { return unscaled_.is_zero() ? 0 : negative_ ? -1 : 1; }
  bool is_zero() const { return unscaled_.is_zero(); }
  /// By value: 1.0 and 1e3 are whole.
  bool is_whole() const;
  std::int64_t scale() const { return scale_; }
  /// Digits of the unscaled number; 1 for zero.
  std::size_t precision() const { return unscaled_.digits(); }

  Decimal negated() const;
  Decimal abs() const;
  /// The same value with the least scale, as BigDecimal.stripTrailingZeros: 100 is 1E+2.
  Decimal stripped() const;

  /// Exact, with the scale that BigDecimal gives: the larger one, for products the sum. nullopt:
  /// beyond the bounds.
  std::optional<Decimal> plus(const Decimal& other) const;
  std::optional<Decimal> minus(const Decimal& other) const;
  std::optional<Decimal> times(const Decimal& other) const;
  /// With `scale` digits after the point. nullopt: the divisor is zero, or beyond the bounds.
  std::optional<Decimal> divided_by(const Decimal& divisor, std::int64_t scale,
                                    Rounding rounding) const;
  /// Whether this is a whole multiple of `divisor`, to the last digit whatever the exponents; false
  /// for a divisor of zero.
  bool is_multiple_of(const Decimal& divisor) const;

  /// nullopt: beyond the bounds.
  std::optional<Decimal> with_scale(std::int64_t scale, Rounding rounding) const;

  /// What is before the point; nullopt: does not fit 64 bits with sign.
  std::optional<std::int64_t> to_int64() const;
  /// The lowest 64 bits of what is before the point, as BigDecimal.longValue.
  std::int64_t to_int64_wrapping() const;
  /// The nearest double; infinite where none is large enough.
  double to_double() const;

  /// Without an exponent, as BigDecimal.toPlainString: "100", "-0.250". nullopt: that would be more
  /// than kMaxDigits digits.
  std::optional<std::string> to_plain() const;
  /// As BigDecimal.toString: "1.50", "1E+3", "1E-7".
  std::string to_java() const;
  /// At most `fraction` digits after the point, rounded half even, no zeros at the end: what
  /// DecimalFormat makes of "0.###" with three ("-0" for what is rounded to zero from below, too).
  /// nullopt as for to_plain().
  std::optional<std::string> to_rounded(std::int64_t fraction) const;

 private:
  /// nullopt: beyond the bounds.
  static std::optional<Decimal> make(bool negative, Magnitude unscaled, std::int64_t scale);
  /// The unscaled number at a larger scale; nullopt: beyond the bounds.
  std::optional<Magnitude> unscaled_at(std::int64_t scale) const;
  /// Whether a remainder moves the quotient away from zero; `half` compares it with a half.
  static bool rounds_away(Rounding rounding, bool negative, bool odd, int half);
  /// Where the first digit stands: the power of ten above it.
  std::int64_t height() const { return static_cast<std::int64_t>(precision()) - scale_; }

  Magnitude unscaled_;
  std::int64_t scale_ = 0;
  bool negative_ = false;
};

}  // namespace ricochet::base
