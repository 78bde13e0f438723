#include <algorithm>
#include <cctype>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/template/format/moment_format.h"

namespace ricochet::match::tpl {

namespace {

base::Diag unknown_letter(char c, std::string_view pattern) {
  return bad_moment(
      "unknown letter " + base::in_quotes(std::string(1, c)) + " in the date format " +
          base::in_quotes(pattern),
      "known: G y M L d D E u H k K h m s S a z Z X; other text stands in single quotes");
}
base::Diag open_quote(std::string_view pattern) {
  return bad_moment("a quote in the date format is never closed: " + base::in_quotes(pattern),
                    "write 'T' with both quotes");
}

bool letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// A piece of a pattern: a run of one letter, or text.
struct DatePiece {
  char field = '\0';  // '\0': text
  std::size_t count = 0;
  std::string text;
};

base::Result<std::vector<DatePiece>> pieces_of(std::string_view pattern) {
  std::vector<DatePiece> out;
  const auto text = [&](char c) {
    if (out.empty() || out.back().field != '\0') out.emplace_back();
    out.back().text += c;
  };
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    if (c == '\'') {
      if (pattern.substr(i, 2) == "''") {
        text(c);
        i += 2;
        continue;
      }
      for (++i;; ++i) {
        if (i >= pattern.size()) return open_quote(pattern);
        if (pattern[i] == '\'' && pattern.substr(i, 2) != "''") break;
        if (pattern[i] == '\'') ++i;
        text(pattern[i]);
      }
      ++i;
      continue;
    }
    if (!letter(c)) {
      text(c);
      ++i;
      continue;
    }
    const auto run = std::min(pattern.find_first_not_of(c, i), pattern.size()) - i;
    if (std::string_view("GyMLdDEuHkKhmsSazZX").find(c) == std::string_view::npos)
      return unknown_letter(c, pattern);
    if (c == 'X' && run > 3)
      return bad_moment(
          "X stands at most three times in the date format " + base::in_quotes(pattern),
          "XXX is +02:00");
    out.push_back({c, run, {}});
    i += run;
  }
  return out;
}

std::string offset_digits(int seconds, bool colon, bool minutes) {
  const int all = std::abs(seconds) / 60;
  return (seconds < 0 ? "-" : "+") + padded_number(all / 60, 2) +
         (minutes ? (colon ? ":" : "") + padded_number(all % 60, 2) : "");
}

std::string long_zone(const CalendarTime& t) {
  if (t.zone == "UTC") return "Coordinated Universal Time";
  if (t.zone == "GMT") return "Greenwich Mean Time";
  return t.zone;
}

std::string field_text(const DatePiece& p, const CalendarTime& t) {
  const auto n = p.count;
  const auto word = [&](std::string_view whole) {
    return std::string(n >= 4 ? whole : whole.substr(0, 3));
  };
  switch (p.field) {
    case 'G':
      return t.year > 0 ? "AD" : "BC";
    case 'y':
      return n == 2 ? padded_number(t.year % 100, 2)
                    : padded_number(t.year > 0 ? t.year : 1 - t.year, n);
    case 'M':
    case 'L':
      return n >= 3 ? word(kMonths.at(static_cast<std::size_t>(t.month - 1)))
                    : padded_number(t.month, n);
    case 'd':
      return padded_number(t.day, n);
    case 'D':
      return padded_number(t.year_day, n);
    case 'E':
      return word(kDays.at(static_cast<std::size_t>(t.week_day)));
    case 'u':
      return padded_number(t.week_day == 0 ? 7 : t.week_day, n);
    case 'H':
      return padded_number(t.hour, n);
    case 'k':
      return padded_number(t.hour == 0 ? 24 : t.hour, n);
    case 'K':
      return padded_number(t.hour % 12, n);
    case 'h':
      return padded_number(t.hour % 12 == 0 ? 12 : t.hour % 12, n);
    case 'm':
      return padded_number(t.minute, n);
    case 's':
      return padded_number(t.second, n);
    case 'S':
      return padded_number(t.millis, n);
    case 'a':
      return t.hour < 12 ? "AM" : "PM";
    case 'z':
      return n >= 4 ? long_zone(t) : t.zone;
    case 'Z':
      return offset_digits(t.offset, false, true);
    default:  // X
      return t.offset == 0 ? "Z" : offset_digits(t.offset, n >= 3, n >= 2);
  }
}

/// Reads a text along a pattern.
class PatternReader {
 public:
  PatternReader(std::string_view text, Zone& zone) : text_(text), zone_(zone) {}

  bool run(const std::vector<DatePiece>& pieces) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const auto& p = pieces[i];
      if (p.field == '\0') {
        if (!literal(p.text)) return false;
      } else {
        // Digits without anything between them are told apart by how many letters there are.
        const bool tight = i + 1 < pieces.size() && numeric(pieces[i + 1]);
        if (!field(p, tight && numeric(p))) return false;
      }
    }
    if (half_) time_.hour = time_.hour % 12 + (*half_ ? 12 : 0);
    return true;  // what follows is not looked at, as in Java
  }
  const CalendarTime& time() const { return time_; }
  std::size_t at() const { return at_; }

 private:
  static bool numeric(const DatePiece& p) {
    return p.field != '\0' && std::string_view("GEazZX").find(p.field) == std::string_view::npos &&
           !((p.field == 'M' || p.field == 'L') && p.count >= 3);
  }

  /// A blank of the pattern may be several in the text, as in Java.
  bool literal(std::string_view text) {
    for (const char c : text) {
      if (c == ' ' && at_ < text_.size() && text_[at_] == ' ') {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
      } else if (at_ < text_.size() && text_[at_] == c) {
        ++at_;
      } else {
        return false;
      }
    }
    return true;
  }

  std::optional<std::int64_t> number(std::size_t most) {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    const bool negative = at_ < text_.size() && text_[at_] == '-';
    const auto begin = at_ += negative ? 1 : 0;
    std::int64_t value = 0;
    while (at_ < text_.size() && at_ - begin < most &&
           std::isdigit(static_cast<unsigned char>(text_[at_])) != 0)
      value = value * 10 + (text_[at_++] - '0');
    digits_ = at_ - begin;
    if (digits_ == 0) return std::nullopt;
    return negative ? -value : value;
  }

  template <std::size_t N>
  std::optional<int> word(const std::array<std::string_view, N>& words) {
    for (std::size_t i = 0; i < N; ++i) {
      for (const auto whole : {words[i], words[i].substr(0, 3)}) {
        if (!base::iequals(text_.substr(at_, whole.size()), whole)) continue;
        at_ += whole.size();
        return static_cast<int>(i);
      }
    }
    return std::nullopt;
  }

  bool zone() {
    for (const auto* name : {"UTC", "GMT"}) {
      if (text_.substr(at_, 3) == name) {
        at_ += 3;
        zone_ = Zone{false, 0, name};
        if (at_ == text_.size() || (text_[at_] != '+' && text_[at_] != '-')) return true;
      }
    }
    for (const std::size_t size : {6, 5, 3, 1}) {
      const auto offset = offset_of_zone(text_.substr(at_, size));
      if (!offset || at_ + size > text_.size()) continue;
      at_ += size;
      zone_ = Zone{false, *offset, ""};
      return true;
    }
    return false;
  }

  bool field(const DatePiece& p, bool tight) {
    if (p.field == 'z' || p.field == 'Z' || p.field == 'X') return zone();
    if (p.field == 'a') {
      const auto half = text_.substr(at_, 2);
      if (!base::iequals(half, "AM") && !base::iequals(half, "PM")) return false;
      half_ = base::iequals(half, "PM");
      at_ += 2;
      return true;
    }
    if (p.field == 'G') {
      at_ += 2;
      return base::iequals(text_.substr(std::min(at_ - 2, text_.size()), 2), "AD");
    }
    if (p.field == 'E') return word(kDays).has_value();
    if (!numeric(p)) {
      const auto month = word(kMonths);
      if (month) time_.month = *month + 1;
      return month.has_value();
    }
    constexpr std::size_t kMostDigits = 9;
    const auto value = number(tight ? p.count : kMostDigits);
    if (!value) return false;
    set(p, static_cast<int>(*value));
    return true;
  }

  void set(const DatePiece& p, int value) {
    switch (p.field) {
      case 'y':
        time_.year = value;
        time_.two_digits = p.count <= 2 && digits_ == 2;
        break;
      case 'M':
      case 'L':
        time_.month = value;
        break;
      case 'd':
        time_.day = value;
        break;
      case 'D':
        time_.month = 1;
        time_.day = value;
        break;
      case 'H':
      case 'K':
        time_.hour = value;
        break;
      case 'k':
        time_.hour = value % 24;
        break;
      case 'h':
        time_.hour = value % 12;
        break;
      case 'm':
        time_.minute = value;
        break;
      case 's':
        time_.second = value;
        break;
      case 'S':
        time_.millis = value;
        break;
      default:
        break;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0, digits_ = 0;
  Zone& zone_;
  CalendarTime time_;
  std::optional<bool> half_;
};

}  // namespace

base::Result<std::string> format_pattern(const CalendarTime& time, std::string_view pattern) {
  const auto pieces = pieces_of(pattern);
  if (!pieces) return pieces.error();
  std::string out;
  for (const auto& p : *pieces) out += p.field == '\0' ? p.text : field_text(p, time);
  return out;
}

base::Result<CalendarTime> parse_pattern(std::string_view text, std::string_view pattern,
                                         Zone& zone) {
  const auto pieces = pieces_of(pattern);
  if (!pieces) return pieces.error();
  PatternReader reader(text, zone);
  if (reader.run(*pieces)) return reader.time();
  return bad_moment("this does not fit the format " + base::in_quotes(pattern) + ": " +
                        base::in_quotes(base::shorten(text, 60)),
                    "byte " + std::to_string(reader.at() + 1) + " is where it differs");
}

}  // namespace ricochet::match::tpl
