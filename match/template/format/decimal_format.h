#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "match/template/model/number.h"

namespace ricochet::match::tpl {

/// Java's DecimalFormat for en_US: `0`, `#`, `,`, `.`, `E0`, `%`, `‰`, quoted and other text
/// around them, and a second pattern for negative numbers behind `;`. FreeMarker's options may
/// follow behind `;;`: roundingMode, multiplier, decimalSeparator, groupingSeparator, minusSign.
/// Halves go to the even digit where nothing else is asked for. An empty pattern is all digits, in
/// groups of three.
class DecimalFormat {
 public:
  static constexpr std::size_t kMaxFraction = 340;  ///< digits that Java keeps behind the dot
  static constexpr std::size_t kMaxInteger = 340;   ///< zeros a pattern may ask for before it

  /// Error template/bad-argument.
  static base::Result<DecimalFormat> parse(std::string_view pattern);

  std::string format(const Number& number) const;

 private:
  struct Affixes {
    std::string prefix, suffix;
  };
  friend class DecimalPatternReader;

  std::string digits_of(const Number& number, std::size_t fraction) const;
  std::string plain(const Number& number) const;
  std::string scientific(const Number& number) const;
  std::string grouped(std::string digits) const;

  Affixes positive_, negative_;
  std::size_t least_integer_ = 0, most_integer_ = 0;
  std::size_t least_fraction_ = 0, most_fraction_ = 0;
  std::size_t group_ = 0;     // 0: none
  std::size_t exponent_ = 0;  // least digits of it; 0: none
  bool always_dot_ = false;
  std::int64_t multiplier_ = 1;
  base::Decimal::Rounding rounding_ = base::Decimal::Rounding::kHalfEven;
  std::string dot_ = ".", comma_ = ",", minus_ = "-";
};

}  // namespace ricochet::match::tpl
