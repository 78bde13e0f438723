#include "match/number.h"

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/text.h"

namespace ricochet::match {

namespace {

/// Exponents beyond this are all the same to people, and sums of them do not overflow.
constexpr std::int64_t kMaxExponent = 1'000'000'000;

bool digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_at(std::string_view s, std::size_t at) {
  std::size_t n = 0;
  while (at + n < s.size() && digit(s[at + n])) ++n;
  return n;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  text = base::trim(text);
  if (text.empty() || text.size() > kMaxText) return std::nullopt;
  Decimal out;
  out.text_ = text;
  std::size_t at = 0;
  if (text[0] == '-' || text[0] == '+') {
    out.negative_ = text[0] == '-';
    ++at;
  }
  const auto whole = digits_at(text, at);
  if (whole == 0) return std::nullopt;
  out.digits_ = text.substr(at, whole);
  out.exponent_ = static_cast<std::int64_t>(whole);
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const auto fraction = digits_at(text, at + 1);
    if (fraction == 0) return std::nullopt;
    out.digits_ += text.substr(at + 1, fraction);
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    const bool down = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const auto n = digits_at(text, at);
    if (n == 0) return std::nullopt;
    std::int64_t power = kMaxExponent;
    const auto read = std::from_chars(text.data() + at, text.data() + at + n, power);
    if (read.ec != std::errc() || power > kMaxExponent) power = kMaxExponent;
    out.exponent_ += down ? -power : power;
    at += n;
  }
  if (at != text.size()) return std::nullopt;
  const auto first = out.digits_.find_first_not_of('0');
  if (first == std::string::npos) {  // zero, which has no sign
    out.digits_.clear();
    out.exponent_ = 0;
    out.negative_ = false;
    return out;
  }
  out.digits_.erase(0, first);
  out.exponent_ -= static_cast<std::int64_t>(first);
  out.digits_.erase(out.digits_.find_last_not_of('0') + 1);
  return out;
}

std::optional<Decimal> Decimal::of(const base::Json& value) {
  return value.is_number() ? parse(value.dump()) : std::nullopt;
}

int Decimal::compare(const Decimal& other) const {
  if (negative_ != other.negative_) return negative_ ? -1 : 1;
  const int sign = negative_ ? -1 : 1;
  if (digits_.empty() || other.digits_.empty()) {
    if (digits_.empty() && other.digits_.empty()) return 0;
    return digits_.empty() ? -sign : sign;
  }
  if (exponent_ != other.exponent_) return exponent_ < other.exponent_ ? -sign : sign;
  // Digits after the point compare as text, because neither has zeros at its end.
  const int order = digits_.compare(other.digits_);
  return order == 0 ? 0 : order < 0 ? -sign : sign;
}

bool Decimal::is_integer() const {
  return digits_.empty() || exponent_ >= static_cast<std::int64_t>(digits_.size());
}

}  // namespace ricochet::match
