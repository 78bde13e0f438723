#include "base/number/java_double.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace ricochet::base {

namespace {

/// "d.ddde+xx", at least two digits: Java takes the nearest of two digits where one would do.
std::string scientific(double value) {
  std::array<char, 64> buffer{};
  char* const end = buffer.data() + buffer.size();
  auto written = std::to_chars(buffer.data(), end, value, std::chars_format::scientific);
  if (buffer[1] == 'e')
    written = std::to_chars(buffer.data(), end, value, std::chars_format::scientific, 1);
  return {buffer.data(), written.ptr};
}

}  // namespace

std::string java_text(double value) {
  if (std::isnan(value)) return "NaN";
  std::string out = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return out + "Infinity";
  if (value == 0) return out + "0.0";
  const auto text = scientific(std::fabs(value));
  const auto e = text.find('e');
  auto digits = text.substr(0, 1) + text.substr(2, e - 2);
  const int exponent = std::atoi(text.c_str() + e + 1);
  while (digits.size() > 2 && digits.back() == '0') digits.pop_back();
  constexpr int kLeastPlain = -3;  // 10^-3 to below 10^7 stand without an exponent
  constexpr int kEndOfPlain = 7;
  if (exponent < kLeastPlain || exponent >= kEndOfPlain)
    return out + digits.substr(0, 1) + "." + digits.substr(1) + "E" + std::to_string(exponent);
  if (digits.size() == 2 && digits.back() == '0') digits.pop_back();
  if (exponent < 0)
    return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() < whole + 1) digits.append(whole + 1 - digits.size(), '0');
  return out + digits.insert(whole, ".");
}

}  // namespace ricochet::base
