#include "match/template/format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "base/json.h"
#include "base/text.h"

namespace ricochet::match {

namespace {

constexpr int kMaxFraction = 30;

/// Exactly `digits` decimals; the C library rounds the binary value half-even, as Java does.
std::string fixed(double number, int digits) {
  std::array<char, 400> buffer{};
  const int n = std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, number);
  return std::string(buffer.data(), static_cast<std::size_t>(
                                        std::clamp(n, 0, static_cast<int>(buffer.size()) - 1)));
}

void drop_trailing_zeros(std::string& text, std::size_t keep) {
  const auto dot = text.find('.');
  if (dot == std::string::npos) return;
  while (text.size() > dot + 1 + keep && text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
}

std::string padded(long value, std::size_t width) {
  auto text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string offset_text(long seconds, bool colon, bool zulu) {
  if (zulu && seconds == 0) return "Z";
  const long minutes = std::labs(seconds) / 60;
  return (seconds < 0 ? "-" : "+") + padded(minutes / 60, 2) + (colon ? ":" : "") +
         padded(minutes % 60, 2);
}

constexpr std::array kMonths = {"January",   "February", "March",    "April",
                                "May",       "June",     "July",     "August",
                                "September", "October",  "November", "December"};
constexpr std::array kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                              "Thursday", "Friday", "Saturday"};

std::string word_or_short(std::string_view word, std::size_t n) {
  return std::string(n >= 4 ? word : word.substr(0, 3));
}

struct Moment {
  std::tm local;
  long nanos;
};

/// One run of a letter of the date; false: not one.
bool append_date_field(std::string& out, char letter, std::size_t n, const std::tm& t) {
  switch (letter) {
    case 'y':
    case 'u':
      out += n == 2 ? padded((t.tm_year + 1900) % 100, 2) : padded(t.tm_year + 1900, n);
      return true;
    case 'M':
    case 'L':
      out += n >= 3 ? word_or_short(kMonths.at(static_cast<std::size_t>(t.tm_mon)), n)
                    : padded(t.tm_mon + 1, n);
      return true;
    case 'd':
      out += padded(t.tm_mday, n);
      return true;
    case 'D':
      out += padded(t.tm_yday + 1, n);
      return true;
    case 'E':
      out += word_or_short(kDays.at(static_cast<std::size_t>(t.tm_wday)), n);
      return true;
    default:
      return false;
  }
}

/// One run of a letter of the time of day; false: not one.
bool append_time_field(std::string& out, char letter, std::size_t n, const Moment& m) {
  const std::tm& t = m.local;
  switch (letter) {
    case 'H':
      out += padded(t.tm_hour, n);
      return true;
    case 'k':
      out += padded(t.tm_hour == 0 ? 24 : t.tm_hour, n);
      return true;
    case 'h':
      out += padded(t.tm_hour % 12 == 0 ? 12 : t.tm_hour % 12, n);
      return true;
    case 'K':
      out += padded(t.tm_hour % 12, n);
      return true;
    case 'm':
      out += padded(t.tm_min, n);
      return true;
    case 's':
      out += padded(t.tm_sec, n);
      return true;
    case 'S':
      out += (padded(m.nanos, 9) + std::string(n > 9 ? n - 9 : 0, '0')).substr(0, n);
      return true;
    case 'n':
      out += padded(m.nanos, n);
      return true;
    case 'a':
      out += t.tm_hour < 12 ? "AM" : "PM";
      return true;
    default:
      return false;
  }
}

/// One run of a letter of the time zone; false: not one.
bool append_zone_field(std::string& out, char letter, std::size_t n, const std::tm& t) {
  switch (letter) {
    case 'z':
    case 'V':
      out += t.tm_zone != nullptr ? t.tm_zone : "";
      return true;
    case 'Z':
      out += offset_text(t.tm_gmtoff, n >= 5, n >= 5);
      return true;
    case 'X':
      out += offset_text(t.tm_gmtoff, n >= 3, true);
      return true;
    case 'x':
      out += offset_text(t.tm_gmtoff, n >= 3, false);
      return true;
    default:
      return false;
  }
}

/// One run of a pattern letter; false: not a letter that we know.
bool append_field(std::string& out, char letter, std::size_t n, const Moment& m) {
  return append_date_field(out, letter, n, m.local) || append_time_field(out, letter, n, m) ||
         append_zone_field(out, letter, n, m.local);
}

/// Quoted text from `open` on, where two quotes are one; returns the place behind it, or npos.
std::size_t append_quoted(std::string& out, std::string_view pattern, std::size_t open) {
  for (std::size_t i = open + 1; i < pattern.size(); ++i) {
    if (pattern[i] == '\'') {
      if (pattern.substr(i, 2) != "''") return i + 1;
      ++i;
    }
    out += pattern[i];
  }
  return std::string_view::npos;
}

}  // namespace

base::Diag bad_argument(std::string message, std::string hint) {
  return base::Diag("template/bad-argument", std::move(message), std::move(hint));
}

std::string format_moco_number(const base::Json& number) {
  if (!number.is_number_float()) {
    const auto exact = base::decimal_of(number);
    return exact ? exact->to_rounded(1).value_or(exact->to_java()) : base::number_text(number);
  }
  auto text = fixed(number.get<double>(), 1);
  drop_trailing_zeros(text, 0);
  return text;
}

std::string format_plain_number(const base::Json& number) {
  if (!number.is_number_float()) return base::number_text(number);
  const double value = number.get<double>();
  constexpr double kExactWhole = 9007199254740992.0;  // 2^53
  if (std::floor(value) == value && std::fabs(value) <= kExactWhole) return fixed(value, 0);
  return base::number_text(number);
}

base::Result<std::string> format_decimal(double number, std::string_view pattern) {
  const auto first = pattern.find_first_of("0#.,");
  if (first == std::string_view::npos)
    return bad_argument("a number format needs # or 0: " + base::in_quotes(pattern),
                        "write for example '#.##' or '0.00'");
  const auto stop = pattern.find_first_not_of("0#.,", first);
  const auto body = pattern.substr(first, stop == std::string_view::npos ? stop : stop - first);
  const auto tail = stop == std::string_view::npos ? std::string_view() : pattern.substr(stop);
  const auto dot = body.find('.');
  const auto whole = body.substr(0, dot);
  const auto fraction = dot == std::string_view::npos ? std::string_view() : body.substr(dot + 1);
  if (fraction.find_first_of(".,") != std::string_view::npos ||
      tail.find_first_of("0#") != std::string_view::npos || fraction.size() > kMaxFraction) {
    return bad_argument("a bad number format: " + base::in_quotes(pattern),
                        "write for example '#.##', '0.00' or '#,##0'");
  }
  const auto least = static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '0'));
  const auto least_fraction =
      static_cast<std::size_t>(std::count(fraction.begin(), fraction.end(), '0'));
  const bool percent = tail.find('%') != std::string_view::npos;
  auto text = fixed(std::fabs(percent ? number * 100 : number), static_cast<int>(fraction.size()));
  const bool zero = text.find_first_of("123456789") == std::string::npos;
  drop_trailing_zeros(text, least_fraction);
  auto digits = text.substr(0, text.find('.'));
  const auto decimals =
      text.find('.') == std::string::npos ? std::string() : text.substr(text.find('.'));
  if (digits == "0" && least == 0 && !decimals.empty())
    digits.clear();  // '#.#' of 0.5 is .5 in Java too
  if (digits.size() < least) digits.insert(0, least - digits.size(), '0');
  if (const auto comma = whole.rfind(',');
      comma != std::string_view::npos && comma + 1 < whole.size()) {
    const auto group = whole.size() - comma - 1;
    for (std::size_t at = digits.size(); at > group;) digits.insert(at -= group, ",");
  }
  return std::string(pattern.substr(0, first)) + (number < 0 && !zero ? "-" : "") + digits +
         decimals + std::string(tail);
}

base::Result<std::string> format_date(base::WallTime time, std::string_view pattern) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::time_t unix_time = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<base::WallTime::duration>(seconds));
  Moment moment{};
  localtime_r(&unix_time, &moment.local);
  moment.nanos = static_cast<long>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(time - seconds).count());
  std::string out;
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    if (c == '\'') {
      const bool empty = pattern.substr(i, 2) == "''";  // a quote by itself
      if (empty) out += c;
      i = empty ? i + 2 : append_quoted(out, pattern, i);
      if (i == std::string_view::npos) {
        return bad_argument(
            "a quote in the date format is never closed: " + base::in_quotes(pattern),
            "write 'T' with both quotes");
      }
      continue;
    }
    if (std::isalpha(static_cast<unsigned char>(c)) == 0) {
      out += c;
      ++i;
      continue;
    }
    const auto run = std::min(pattern.find_first_not_of(c, i), pattern.size()) - i;
    if (!append_field(out, c, run, moment)) {
      return bad_argument(
          "unknown letter " + base::in_quotes(std::string(1, c)) + " in the date format " +
              base::in_quotes(pattern),
          "known: y u M d D E H h k K m s S n a z Z X x; other text stands in single quotes");
    }
    i += run;
  }
  return out;
}

}  // namespace ricochet::match
