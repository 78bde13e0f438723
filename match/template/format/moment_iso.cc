#include <cctype>
#include <charconv>

#include "base/text/printable.h"
#include "match/template/format/moment_format.h"

namespace ricochet::match::tpl {

namespace {

using Accuracy = IsoOptions::Accuracy;

std::string zone_text(int offset) {
  if (offset == 0) return "Z";
  const int minutes = std::abs(offset) / 60;
  return (offset < 0 ? "-" : "+") + padded_number(minutes / 60, 2) + ":" +
         padded_number(minutes % 60, 2);
}

std::string time_text(const CalendarTime& t, Accuracy accuracy) {
  auto out = padded_number(t.hour, 2);
  if (accuracy == Accuracy::kHour) return out;
  out += ":" + padded_number(t.minute, 2);
  if (accuracy == Accuracy::kMinute) return out;
  out += ":" + padded_number(t.second, 2);
  if (accuracy == Accuracy::kSecond) return out;
  if (accuracy == Accuracy::kMillisForced) return out + "." + padded_number(t.millis, 3);
  if (t.millis == 0) return out;
  auto fraction = padded_number(t.millis, 3);
  while (fraction.back() == '0') fraction.pop_back();
  return out + "." + fraction;
}

/// Reads digits from the front; nullopt: fewer than `least`.
std::optional<std::int64_t> eat_number(std::string_view& text, std::size_t least,
                                       std::size_t most) {
  std::size_t n = 0;
  std::int64_t value = 0;
  while (n < most && n < text.size() && std::isdigit(static_cast<unsigned char>(text[n])) != 0)
    value = value * 10 + (text[n++] - '0');
  if (n < least) return std::nullopt;
  text.remove_prefix(n);
  return value;
}

bool eat(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// 2026-11-21 or 20261121.
bool read_date(std::string_view& text, CalendarTime& out) {
  const bool before_christ = eat(text, '-');
  const auto year = eat_number(text, 4, 4);
  const bool dashed = eat(text, '-');
  const auto month = year ? eat_number(text, 2, 2) : std::nullopt;
  if (!month || (dashed && !eat(text, '-'))) return false;
  const auto day = eat_number(text, 2, 2);
  if (!day || *month < 1 || *month > 12 || *day < 1 || *day > 31) return false;
  out.year = before_christ ? -*year : *year;
  out.month = static_cast<int>(*month);
  out.day = static_cast<int>(*day);
  return true;
}

/// 09:12:00.5 or 091200, the parts from the right may be missing.
bool read_time(std::string_view& text, CalendarTime& out) {
  const auto hour = eat_number(text, 2, 2);
  if (!hour || *hour > 24) return false;
  out.hour = static_cast<int>(*hour);
  for (int* part : {&out.minute, &out.second}) {
    auto rest = text;
    eat(rest, ':');
    const auto value = eat_number(rest, 2, 2);
    if (!value) break;
    if (*value > 59) return false;
    *part = static_cast<int>(*value);
    text = rest;
  }
  if (!text.starts_with('.') && !text.starts_with(',')) return true;
  text.remove_prefix(1);
  const auto digits = text;
  if (!eat_number(text, 1, 30)) return false;
  const auto fraction = std::string(digits.substr(0, digits.size() - text.size())) + "000";
  out.millis = std::stoi(fraction.substr(0, 3));
  return true;
}

}  // namespace

base::Result<std::optional<IsoOptions>> iso_options(std::string_view format) {
  const bool xs = format == "xs" || format.starts_with("xs ") || format.starts_with("xs_");
  const bool iso = format == "iso" || format.starts_with("iso ") || format.starts_with("iso_");
  if (!xs && !iso) return std::optional<IsoOptions>();
  IsoOptions out;
  out.xs = xs;
  format.remove_prefix(xs ? 2 : 3);
  while (!format.empty()) {
    const auto start = format.find_first_not_of(" _");
    if (start == std::string_view::npos) break;
    format.remove_prefix(start);
    const auto word = format.substr(0, format.find_first_of(" _"));
    if (word == "h")
      out.accuracy = Accuracy::kHour;
    else if (word == "m")
      out.accuracy = Accuracy::kMinute;
    else if (word == "s")
      out.accuracy = Accuracy::kSecond;
    else if (word == "ms")
      out.accuracy = Accuracy::kMillisForced;
    else if (word == "nz")
      out.show_zone = false;
    else if (word == "fz")
      out.show_zone = true;
    else if (word == "u" || word == "fu")
      out.utc = true;
    else
      return base::Diag("template/bad-argument",
                        "unknown option " + base::in_quotes(word) + " of an ISO date",
                        "known: h m s ms nz fz u fu");
    format.remove_prefix(word.size());
  }
  return std::optional(out);
}

std::string format_iso(const Moment& moment, const IsoOptions& options, const Zone& zone) {
  const auto t = calendar_of(moment.millis, options.utc ? Zone{false, 0, "UTC"} : zone);
  auto out =
      padded_number(t.year, 4) + "-" + padded_number(t.month, 2) + "-" + padded_number(t.day, 2);
  const bool with_zone = options.show_zone.value_or(true);
  const auto zone_part = with_zone ? zone_text(t.offset) : std::string();
  if (moment.kind == Moment::Kind::kDate) return out + (options.xs ? zone_part : "");
  const auto accuracy = options.accuracy;
  const auto time = time_text(t, accuracy);
  return (moment.kind == Moment::Kind::kTime ? time : out + "T" + time) + zone_part;
}

std::optional<Moment> parse_iso(std::string_view text, Moment::Kind kind, const Zone& zone) {
  CalendarTime time;
  if (kind != Moment::Kind::kTime && !read_date(text, time)) return std::nullopt;
  if (kind == Moment::Kind::kDateTime && !eat(text, 'T')) return std::nullopt;
  if (kind != Moment::Kind::kDate && !read_time(text, time)) return std::nullopt;
  if (text.empty()) return Moment{kind, millis_of(time, zone)};
  const auto offset = offset_of_zone(text);
  if (!offset) return std::nullopt;
  return Moment{kind, millis_of(time, Zone{false, *offset, ""})};
}

}  // namespace ricochet::match::tpl
