#include "match/template/model/moment.h"

#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "base/text/printable.h"
#include "match/template/format/moment_format.h"

namespace ricochet::match::tpl {

namespace {

constexpr std::int64_t kDay = 86'400'000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

/// The calendar of days since 1970.
void set_date(CalendarTime& out, std::int64_t days) {
  // Days of 400 years that begin in March: leap days stand at their end.
  const auto shifted = days + 719468;
  const auto era = floor_div(shifted, 146097);
  const auto of_era = shifted - era * 146097;
  const auto year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const auto of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const auto month = (5 * of_year + 2) / 153;
  out.day = static_cast<int>(of_year - (153 * month + 2) / 5 + 1);
  out.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  out.year = year_of_era + era * 400 + (out.month <= 2 ? 1 : 0);
  out.week_day = static_cast<int>(((days % 7) + 11) % 7);
  out.year_day = static_cast<int>(days - days_of(out.year, 1, 1) + 1);
}

/// What the C library knows of local time there.
std::pair<int, std::string> local_offset(std::int64_t seconds) {
  const auto at = static_cast<std::time_t>(seconds);
  std::tm local{};
  if (localtime_r(&at, &local) == nullptr) return {0, "UTC"};
  return {static_cast<int>(local.tm_gmtoff), local.tm_zone == nullptr ? "" : local.tm_zone};
}

}  // namespace

base::Diag bad_moment(std::string message, std::string hint) {
  return base::Diag("template/bad-argument", std::move(message), std::move(hint));
}

std::string padded_number(std::int64_t value, std::size_t width) {
  auto text = std::to_string(value < 0 ? -value : value);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return value < 0 ? "-" + text : text;
}

std::string_view name_of(Moment::Kind kind) {
  switch (kind) {
    case Moment::Kind::kDate:
      return "date";
    case Moment::Kind::kTime:
      return "time";
    case Moment::Kind::kDateTime:
      return "date with time";
    case Moment::Kind::kUnknown:
      break;
  }
  return "date or time, not said which";
}

std::int64_t days_of(std::int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const auto era = floor_div(year, 400);
  const auto of_era = year - era * 400;
  const auto of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

std::optional<int> offset_of_zone(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::string digits;
  for (const char c : text.substr(1)) {
    if (c == ':' && digits.size() == 2) continue;
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) return std::nullopt;
    digits += c;
  }
  if (digits.size() != 2 && digits.size() != 4) return std::nullopt;
  const int hours = std::stoi(digits.substr(0, 2));
  const int minutes = digits.size() == 4 ? std::stoi(digits.substr(2)) : 0;
  if (hours > 23 || minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

namespace {

/// What Java takes behind GMT: +2, +02, +2:30, +02:30, +230, +0230, and 0.
std::optional<int> offset_of_java(std::string_view text) {
  if (text == "0") return 0;
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto digits =
      text.find(':') == std::string_view::npos ? text.size() - 1 : text.find(':') - 1;
  const bool odd = digits == 1 || (digits == 3 && text.size() == 4);
  return offset_of_zone(odd ? std::string(1, text[0]) + '0' + std::string(text.substr(1)) : text);
}

std::string gmt_name(int offset) {
  if (offset == 0) return "GMT";
  const int minutes = std::abs(offset) / 60;
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), "GMT%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60 % 24,
                minutes % 60);
  return out.data();
}

}  // namespace

std::string local_zone_name(std::int64_t millis) {
  const auto offset = calendar_of(millis, Zone{true, 0, ""}).offset;
  return offset == 0 ? "UTC" : gmt_name(offset);
}

base::Result<Zone> zone_of(std::string_view name) {
  if (name.empty()) return Zone{true, 0, ""};
  if (name == "UTC" || name == "GMT" || name == "Z" || name == "Etc/UTC")
    return Zone{false, 0, name == "GMT" ? "GMT" : "UTC"};
  if (name.starts_with("GMT")) {
    if (const auto offset = offset_of_java(name.substr(3)))
      return Zone{false, *offset, gmt_name(*offset)};
  }
  if (name.starts_with("UTC")) {
    if (const auto offset = offset_of_zone(name.substr(3)))
      return Zone{false, *offset, std::string(name)};
  }
  return bad_moment(
      "unknown time zone " + base::in_quotes(name),
      "known: UTC, GMT+2, GMT+02:00 and the like; without one it is the local time of the machine");
}

CalendarTime calendar_of(std::int64_t millis, const Zone& zone) {
  CalendarTime out;
  out.offset = zone.offset;
  out.zone = zone.name;
  if (zone.local) std::tie(out.offset, out.zone) = local_offset(floor_div(millis, 1000));
  const auto local = millis + std::int64_t{out.offset} * 1000;
  const auto days = floor_div(local, kDay);
  auto rest = local - days * kDay;
  set_date(out, days);
  out.millis = static_cast<int>(rest % 1000);
  rest /= 1000;
  out.second = static_cast<int>(rest % 60);
  out.minute = static_cast<int>(rest / 60 % 60);
  out.hour = static_cast<int>(rest / 3600);
  return out;
}

std::int64_t millis_of(const CalendarTime& t, const Zone& zone) {
  // Months beyond a year, hours beyond a day and so on carry over, as in Java.
  const auto months = t.year * 12 + t.month - 1;
  const auto days =
      days_of(floor_div(months, 12), static_cast<int>(months % 12 + 12) % 12 + 1, 1) + t.day - 1;
  const auto seconds =
      days * 86400 + std::int64_t{t.hour} * 3600 + std::int64_t{t.minute} * 60 + t.second;
  auto offset = zone.offset;
  if (zone.local) {
    offset = local_offset(seconds).first;
    offset = local_offset(seconds - offset).first;
  }
  return (seconds - offset) * 1000 + t.millis;
}

std::string pattern_of_style(std::string_view style, Moment::Kind kind) {
  struct Style {
    std::string_view name, date, time, join;
  };
  static constexpr std::array kStyles = {
      Style{"short", "M/d/yy", "h:mm a", ", "}, Style{"medium", "MMM d, yyyy", "h:mm:ss a", ", "},
      Style{"long", "MMMM d, yyyy", "h:mm:ss a z", " 'at' "},
      Style{"full", "EEEE, MMMM d, yyyy", "h:mm:ss a zzzz", " 'at' "}};
  const auto find = [](std::string_view name) -> const Style* {
    if (name.empty()) name = "medium";
    for (const auto& s : kStyles) {
      if (s.name == name) return &s;
    }
    return nullptr;
  };
  const auto line = style.find('_');
  const auto* date = find(style.substr(0, line));
  const auto* time = line == std::string_view::npos ? date : find(style.substr(line + 1));
  if (date == nullptr || time == nullptr) return {};
  if (kind == Moment::Kind::kDate) return std::string(date->date);
  if (kind == Moment::Kind::kTime) return std::string(time->time);
  return std::string(date->date) + std::string(date->join) + std::string(time->time);
}

base::Result<std::string> format_moment(const Moment& moment, std::string_view format,
                                        const std::string& zone_name) {
  const auto zone = zone_of(zone_name);
  if (!zone) return zone.error();
  const auto iso = iso_options(format);
  if (!iso) return iso.error();
  if (moment.kind == Moment::Kind::kUnknown &&
      (*iso || !pattern_of_style(format, moment.kind).empty()))
    return bad_moment("it is not known whether this is a date, a time, or both",
                      "say so before: x?date, x?time or x?datetime");
  if (*iso) return format_iso(moment, **iso, *zone);
  const auto style = pattern_of_style(format, moment.kind);
  return format_pattern(calendar_of(moment.millis, *zone), style.empty() ? format : style);
}

namespace {

/// As SimpleDateFormat: the one that is not before the moment 80 years ago.
void put_into_century(CalendarTime& time, const Zone& zone, std::int64_t now) {
  constexpr int kBack = 80;
  auto start = calendar_of(now, zone);
  start.year -= kBack;
  time.year += start.year / 100 * 100;
  const bool before = time.year == start.year ? millis_of(time, zone) < millis_of(start, zone)
                                              : time.year < start.year;
  if (before) time.year += 100;
}

}  // namespace

base::Result<Moment> parse_moment(std::string_view text, Moment::Kind kind, std::string_view format,
                                  const std::string& zone_name,
                                  const std::function<std::int64_t()>& now) {
  auto zone = zone_of(zone_name);
  if (!zone) return zone.error();
  const auto iso = iso_options(format);
  if (!iso) return iso.error();
  if (*iso) {
    if (const auto moment = parse_iso(text, kind, *zone)) return *moment;
    return bad_moment("this is not a " + std::string(name_of(kind)) +
                          " in ISO 8601: " + base::in_quotes(base::shorten(text, 60)),
                      kind == Moment::Kind::kDate   ? "write it as 2026-11-21"
                      : kind == Moment::Kind::kTime ? "write it as 09:12:00"
                                                    : "write it as 2026-11-21T09:12:00Z");
  }
  const auto style = pattern_of_style(format, kind);
  auto time = parse_pattern(text, style.empty() ? format : style, *zone);
  if (!time) return time.error();
  if (time->two_digits) put_into_century(*time, *zone, now());
  return Moment{kind, millis_of(*time, *zone)};
}

}  // namespace ricochet::match::tpl
