#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "match/template/model/moment.h"

/// What writing and reading of moments share; of no use elsewhere.
namespace ricochet::match::tpl {

/// A moment on a calendar.
struct CalendarTime {
  std::int64_t year = 1970;
  int month = 1, day = 1, hour = 0, minute = 0, second = 0, millis = 0;
  int week_day = 4;         ///< 0 is Sunday
  int year_day = 1;         ///< from 1
  int offset = 0;           ///< seconds east of UTC
  std::string zone;         ///< "UTC", "CET", "GMT+02:00"
  bool two_digits = false;  ///< of the year, as it was read: the century is not known yet
};

inline constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
inline constexpr std::array<std::string_view, 7> kDays = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/// A number with zeros before it, so that it has `width` digits at least.
std::string padded_number(std::int64_t value, std::size_t width);
/// Error template/bad-argument.
base::Diag bad_moment(std::string message, std::string hint = {});

/// A zone: local time for an empty name, "UTC", "GMT", "Z", "GMT+02:00". Names of places are not
/// known.
struct Zone {
  bool local = false;
  int offset = 0;
  std::string name;
};
base::Result<Zone> zone_of(std::string_view name);
/// Of local time at that moment, as zone_of() reads it: "UTC", "GMT+02:00".
std::string local_zone_name(std::int64_t millis);
/// +02:00, +0200, +02, Z; nullopt: none of them.
std::optional<int> offset_of_zone(std::string_view text);

CalendarTime calendar_of(std::int64_t millis, const Zone& zone);
/// Since 1970; the offset of `zone` counts, not that of `time`.
std::int64_t millis_of(const CalendarTime& time, const Zone& zone);
/// Days since 1970 of the proleptic Gregorian calendar.
std::int64_t days_of(std::int64_t year, int month, int day);

/// The pattern that stands behind a style; empty: not a style.
std::string pattern_of_style(std::string_view style, Moment::Kind kind);

/// "xs", "iso" and their options: `iso_nz ms u`.
struct IsoOptions {
  bool xs = false;
  enum class Accuracy {
    kShort,
    kHour,
    kMinute,
    kSecond,
    kMillis,
    kMillisForced
  } accuracy = Accuracy::kShort;
  std::optional<bool> show_zone;  ///< nullopt: but for a date in iso
  bool utc = false;
};
/// nullopt: another format. Error: an option that is not known.
base::Result<std::optional<IsoOptions>> iso_options(std::string_view format);
std::string format_iso(const Moment& moment, const IsoOptions& options, const Zone& zone);
std::optional<Moment> parse_iso(std::string_view text, Moment::Kind kind, const Zone& zone);

/// Java's SimpleDateFormat. Errors template/bad-argument.
base::Result<std::string> format_pattern(const CalendarTime& time, std::string_view pattern);
/// Like SimpleDateFormat.parse() in its lenient way: what follows is not looked at. The century of
/// `yy` is left to the caller.
base::Result<CalendarTime> parse_pattern(std::string_view text, std::string_view pattern,
                                         Zone& zone);

}  // namespace ricochet::match::tpl
