#include "match/template/format/format.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/text/printable.h"

namespace ricochet::match {

namespace {

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

struct LocalTime {
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
bool append_time_field(std::string& out, char letter, std::size_t n, const LocalTime& m) {
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
bool append_field(std::string& out, char letter, std::size_t n, const LocalTime& m) {
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

base::Result<std::string> format_date(base::WallTime time, std::string_view pattern) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::time_t unix_time = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<base::WallTime::duration>(seconds));
  LocalTime moment{};
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
