#include "base/rfc3339.h"

#include <chrono>

namespace ricochet::base {

namespace {

/// Eats a text from its front; what does not fit leaves it failed.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool literal(std::string_view any_of) {
    ok_ = ok_ && !rest_.empty() && any_of.find(rest_.front()) != std::string_view::npos;
    if (ok_) rest_.remove_prefix(1);
    return ok_;
  }
  /// Exactly so many digits, a number from `min` to `max`.
  int number(std::size_t digits, int min, int max) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = next();
      if (!literal("0123456789")) return min;
      value = value * 10 + (c - '0');
    }
    ok_ = ok_ && value >= min && value <= max;
    return value;
  }
  char next() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// ".5": 500,000; nothing when there is no fraction.
std::chrono::microseconds read_fraction(Scanner& text) {
  std::chrono::microseconds micros{0};
  if (text.next() != '.') return micros;
  text.literal(".");
  int unit = 100'000;
  do {
    micros += std::chrono::microseconds(text.number(1, 0, 9) * unit);
    unit /= 10;
  } while (text.next() >= '0' && text.next() <= '9');
  return micros;
}

std::chrono::minutes read_offset(Scanner& text) {
  const char sign = text.next();
  if (!text.literal("Zz+-") || sign == 'Z' || sign == 'z') return std::chrono::minutes(0);
  const int hours = text.number(2, 0, 23);
  text.literal(":");
  const int minutes = hours * 60 + text.number(2, 0, 59);
  return std::chrono::minutes(sign == '-' ? -minutes : minutes);
}

}  // namespace

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  constexpr int kFirstYear = 1700, kLastYear = 2250;  // WallTime counts nanoseconds in 64 bits
  Scanner rest(text);
  const std::chrono::year year(rest.number(4, kFirstYear, kLastYear));
  rest.literal("-");
  const std::chrono::month month(static_cast<unsigned>(rest.number(2, 1, 12)));
  rest.literal("-");
  const std::chrono::day day(static_cast<unsigned>(rest.number(2, 1, 31)));
  rest.literal("Tt ");
  const std::chrono::hours hour(rest.number(2, 0, 23));
  rest.literal(":");
  const std::chrono::minutes minute(rest.number(2, 0, 59));
  rest.literal(":");
  const std::chrono::seconds second(rest.number(2, 0, 60));  // 60: a leap second
  const auto fraction = read_fraction(rest);
  const auto offset = read_offset(rest);
  const auto date = year / month / day;
  if (!rest.done() || !date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date)) + hour + minute + second + fraction - offset;
}

}  // namespace ricochet::base
