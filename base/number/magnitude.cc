#include "base/number/magnitude.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace ricochet::base {

namespace {

constexpr std::uint64_t kBase = 1'000'000'000;  // of a limb: nine digits
constexpr std::size_t kLimbDigits = 9;
constexpr std::uint64_t kSmallEnd = kBase * kBase;  // 10^18
constexpr std::size_t kSmallDigits = 18;

constexpr std::array<std::uint64_t, 20> kPowers = [] {
  std::array<std::uint64_t, 20> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

std::size_t digits_of(std::uint64_t value) {
  std::size_t n = 1;
  while (n < kPowers.size() && value >= kPowers[n]) ++n;
  return n;
}

std::uint64_t read(std::string_view digits) {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// Returns what is carried beyond the last limb.
std::uint32_t multiply_by_limb(std::vector<std::uint32_t>& limbs, std::uint64_t factor) {
  std::uint64_t carry = 0;
  for (auto& limb : limbs) {
    carry += limb * factor;
    limb = static_cast<std::uint32_t>(carry % kBase);
    carry /= kBase;
  }
  return static_cast<std::uint32_t>(carry);
}

/// Returns the remainder.
std::uint64_t divide_by_limb(std::vector<std::uint32_t>& limbs, std::uint64_t divisor) {
  std::uint64_t rest = 0;
  for (auto it = limbs.rbegin(); it != limbs.rend(); ++it) {
    rest = rest * kBase + *it;
    *it = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
  return rest;
}

}  // namespace

Magnitude::Magnitude(std::uint64_t value) {
  if (value < kSmallEnd)
    small_ = value;
  else
    *this = from_limbs({static_cast<std::uint32_t>(value % kBase),
                        static_cast<std::uint32_t>(value / kBase % kBase),
                        static_cast<std::uint32_t>(value / kBase / kBase)});
}

Magnitude Magnitude::from_digits(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  Magnitude out;
  if (digits.size() <= kSmallDigits) {
    out.small_ = read(digits);
    return out;
  }
  out.limbs_.reserve(digits.size() / kLimbDigits + 1);
  while (!digits.empty()) {
    const auto n = std::min(digits.size(), kLimbDigits);
    out.limbs_.push_back(static_cast<std::uint32_t>(read(digits.substr(digits.size() - n))));
    digits.remove_suffix(n);
  }
  return out;
}

Magnitude Magnitude::from_limbs(Limbs limbs) {
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
  Magnitude out;
  if (limbs.size() > 2)
    out.limbs_ = std::move(limbs);
  else
    for (auto it = limbs.rbegin(); it != limbs.rend(); ++it) out.small_ = out.small_ * kBase + *it;
  return out;
}

Magnitude::Limbs Magnitude::limbs() const {
  if (!limbs_.empty()) return limbs_;
  Limbs out;
  for (auto rest = small_; rest != 0; rest /= kBase)
    out.push_back(static_cast<std::uint32_t>(rest % kBase));
  return out;
}

std::size_t Magnitude::digits() const {
  if (limbs_.empty()) return digits_of(small_);
  return (limbs_.size() - 1) * kLimbDigits + digits_of(limbs_.back());
}

std::size_t Magnitude::trailing_zeros() const {
  if (is_zero()) return 0;
  std::size_t n = 0;
  std::uint64_t rest = small_;
  if (!limbs_.empty()) {
    std::size_t whole = 0;
    while (limbs_[whole] == 0) ++whole;
    n = whole * kLimbDigits;
    rest = limbs_[whole];
  }
  for (; rest % 10 == 0; rest /= 10) ++n;
  return n;
}

std::string Magnitude::text() const {
  if (limbs_.empty()) return std::to_string(small_);
  std::string out = std::to_string(limbs_.back());
  out.reserve(limbs_.size() * kLimbDigits);
  for (auto it = limbs_.rbegin() + 1; it != limbs_.rend(); ++it) {
    const auto limb = std::to_string(*it);
    out.append(kLimbDigits - limb.size(), '0').append(limb);
  }
  return out;
}

std::uint64_t Magnitude::low_bits() const {
  std::uint64_t out = small_;
  for (auto it = limbs_.rbegin(); it != limbs_.rend(); ++it) out = out * kBase + *it;
  return out;
}

int Magnitude::compare(const Magnitude& a, const Magnitude& b) {
  if (a.limbs_.size() != b.limbs_.size()) return a.limbs_.size() < b.limbs_.size() ? -1 : 1;
  if (a.limbs_.empty()) return a.small_ == b.small_ ? 0 : a.small_ < b.small_ ? -1 : 1;
  const auto [x, y] = std::mismatch(a.limbs_.rbegin(), a.limbs_.rend(), b.limbs_.rbegin());
  return x == a.limbs_.rend() ? 0 : *x < *y ? -1 : 1;
}

Magnitude operator+(const Magnitude& a, const Magnitude& b) {
  if (a.limbs_.empty() && b.limbs_.empty()) return Magnitude(a.small_ + b.small_);
  auto sum = a.limbs();
  const auto other = b.limbs();
  sum.resize(std::max(sum.size(), other.size()) + 1);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    carry += sum[i] + (i < other.size() ? other[i] : std::uint64_t{0});
    sum[i] = static_cast<std::uint32_t>(carry % kBase);
    carry /= kBase;
  }
  return Magnitude::from_limbs(std::move(sum));
}

Magnitude operator-(const Magnitude& a, const Magnitude& b) {
  if (a.limbs_.empty()) return Magnitude(a.small_ - b.small_);
  auto difference = a.limbs();
  const auto other = b.limbs();
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < difference.size(); ++i) {
    const std::uint64_t minus = borrow + (i < other.size() ? other[i] : 0);
    borrow = difference[i] < minus ? 1 : 0;
    difference[i] = static_cast<std::uint32_t>(difference[i] + borrow * kBase - minus);
  }
  return Magnitude::from_limbs(std::move(difference));
}

Magnitude operator*(const Magnitude& a, const Magnitude& b) {
  std::uint64_t product = 0;
  if (a.limbs_.empty() && b.limbs_.empty() && !__builtin_mul_overflow(a.small_, b.small_, &product))
    return Magnitude(product);
  const auto x = a.limbs();
  const auto y = b.limbs();
  Magnitude::Limbs out(x.size() + y.size(), 0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t k = 0; k < y.size(); ++k) {
      carry += out[i + k] + std::uint64_t{x[i]} * y[k];
      out[i + k] = static_cast<std::uint32_t>(carry % kBase);
      carry /= kBase;
    }
    out[i + y.size()] = static_cast<std::uint32_t>(carry);
  }
  return Magnitude::from_limbs(std::move(out));
}

/// Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D.
std::pair<Magnitude, Magnitude> Magnitude::divide(const Magnitude& a, const Magnitude& b) {
  if (compare(a, b) < 0) return {Magnitude(), a};
  if (a.limbs_.empty()) return {Magnitude(a.small_ / b.small_), Magnitude(a.small_ % b.small_)};
  auto u = a.limbs();
  auto v = b.limbs();
  if (v.size() == 1) {
    const auto rest = divide_by_limb(u, v[0]);
    return {from_limbs(std::move(u)), Magnitude(rest)};
  }
  const std::uint64_t factor = kBase / (v.back() + std::uint64_t{1});
  u.push_back(multiply_by_limb(u, factor));
  multiply_by_limb(v, factor);  // its carry is 0: the factor is chosen so
  const auto n = v.size();
  Limbs quotient(u.size() - n, 0);
  for (std::size_t j = quotient.size(); j-- > 0;) {
    const std::uint64_t top = u[j + n] * kBase + u[j + n - 1];
    std::uint64_t guess = top / v[n - 1];
    std::uint64_t rest = top % v[n - 1];
    while (guess >= kBase || guess * v[n - 2] > rest * kBase + u[j + n - 2]) {
      --guess;
      rest += v[n - 1];
      if (rest >= kBase) break;
    }
    std::uint64_t carry = 0;
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i <= n; ++i) {
      carry += i < n ? guess * v[i] : 0;
      const std::uint64_t minus = carry % kBase + borrow;
      carry /= kBase;
      borrow = u[i + j] < minus ? 1 : 0;
      u[i + j] = static_cast<std::uint32_t>(u[i + j] + borrow * kBase - minus);
    }
    if (borrow != 0) {  // the guess was one too large
      --guess;
      std::uint64_t back = 0;
      for (std::size_t i = 0; i <= n; ++i) {
        back += u[i + j] + (i < n ? v[i] : std::uint64_t{0});
        u[i + j] = static_cast<std::uint32_t>(back % kBase);
        back /= kBase;
      }
    }
    quotient[j] = static_cast<std::uint32_t>(guess);
  }
  auto rest = divide(from_limbs(std::move(u)), Magnitude(factor)).first;
  return {from_limbs(std::move(quotient)), std::move(rest)};
}

Magnitude Magnitude::shifted_left(std::size_t n) const {
  if (n == 0 || is_zero()) return *this;
  if (limbs_.empty() && digits_of(small_) + n <= kSmallDigits)
    return Magnitude(small_ * kPowers[n]);
  return from_digits(text() + std::string(n, '0'));
}

std::pair<Magnitude, Magnitude> Magnitude::shifted_right(std::size_t n) const {
  if (n == 0) return {*this, Magnitude()};
  if (n >= digits()) return {Magnitude(), *this};
  if (limbs_.empty()) return {Magnitude(small_ / kPowers[n]), Magnitude(small_ % kPowers[n])};
  const auto all = text();
  const std::string_view digits = all;
  return {from_digits(digits.substr(0, all.size() - n)),
          from_digits(digits.substr(all.size() - n))};
}

}  // namespace ricochet::base
