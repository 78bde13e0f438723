#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_fwd.h"

namespace ricochet::match {

/// A decimal number to the last digit: 9007199254740993 is not 9007199254740992, 0.1 is 0.10, and
/// 1e2 is 100. At most kMaxText characters of text.
class Decimal {
 public:
  static constexpr std::size_t kMaxText = 1000;

  /// `-12`, `+3`, `007`, `1.50`, `2e-3`, white space around it aside; nullopt: not a number.
  static std::optional<Decimal> parse(std::string_view text);
  /// nullopt when it is not a number.
  static std::optional<Decimal> of(const base::Json& value);

  /// Less than, equal to or greater than 0.
  int compare(const Decimal& other) const;
  bool is_integer() const;
  /// Plain notation where that is short, for people: "100", "-0.25".
  const std::string& text() const { return text_; }

 private:
  bool negative_ = false;
  std::string digits_;         ///< without zeros at either end; empty is zero
  std::int64_t exponent_ = 0;  ///< the value is 0.digits * 10^exponent
  std::string text_;           ///< as written
};

}  // namespace ricochet::match
