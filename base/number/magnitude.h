#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ricochet::base {

/// A whole number without sign, of any size: what Decimal is made of. Below 10^18 it needs no
/// allocation. Nothing here bounds its size: whoever multiplies or shifts looks at digits() first.
class Magnitude {
 public:
  Magnitude() = default;  ///< zero
  explicit Magnitude(std::uint64_t value);
  /// `digits`: decimal digits and nothing else, leading zeros allowed; empty is zero.
  static Magnitude from_digits(std::string_view digits);

  bool is_zero() const { return small_ == 0 && limbs_.empty(); }
  /// Decimal digits; zero has one.
  std::size_t digits() const;
  std::size_t trailing_zeros() const;  ///< of its decimal digits; zero has none
  /// Decimal, without leading zeros; "0".
  std::string text() const;
  bool is_odd() const { return ((limbs_.empty() ? small_ : limbs_.front()) & 1) != 0; }
  /// Its lowest 64 bits.
  std::uint64_t low_bits() const;

  /// Less than, equal to or greater than 0.
  static int compare(const Magnitude& a, const Magnitude& b);
  friend Magnitude operator+(const Magnitude& a, const Magnitude& b);
  /// `a` must not be less than `b`.
  friend Magnitude operator-(const Magnitude& a, const Magnitude& b);
  friend Magnitude operator*(const Magnitude& a, const Magnitude& b);
  /// Quotient and remainder; `b` must not be zero.
  static std::pair<Magnitude, Magnitude> divide(const Magnitude& a, const Magnitude& b);
  /// Times 10^n.
  Magnitude shifted_left(std::size_t n) const;
  /// Divided by 10^n: quotient and remainder.
  std::pair<Magnitude, Magnitude> shifted_right(std::size_t n) const;

 private:
  using Limbs = std::vector<std::uint32_t>;  ///< base 10^9, the lowest first, without zeros on top
  static Magnitude from_limbs(Limbs limbs);
  Limbs limbs() const;

  std::uint64_t small_ = 0;  ///< the value when `limbs_` is empty: below 10^18
  Limbs limbs_;              ///< the value from 10^18 on
};

}  // namespace ricochet::base
