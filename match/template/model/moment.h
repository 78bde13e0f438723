#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ricochet::match::tpl {

/// A point in time, and which part of it is meant: FreeMarker's date-like values.
struct Moment {
  enum class Kind { kUnknown, kDate, kTime, kDateTime } kind = Kind::kUnknown;
  std::int64_t millis = 0;  ///< since 1970 in UTC
};

/// "date", "time", "datetime", "date of unknown type".
std::string_view name_of(Moment::Kind kind);

/// How to write and read moments: the styles of Java's en_US (short, medium, long, full), "xs" and
/// "iso" with their options, or a pattern of SimpleDateFormat; an empty one is medium. `zone`:
/// "UTC", "GMT+02:00" and the like, empty for local time. `now`, in milliseconds since 1970, is
/// asked for a year of two digits: it is at most 80 years ago. Error template/bad-argument.
base::Result<std::string> format_moment(const Moment& moment, std::string_view format,
                                        const std::string& zone);
base::Result<Moment> parse_moment(std::string_view text, Moment::Kind kind, std::string_view format,
                                  const std::string& zone,
                                  const std::function<std::int64_t()>& now);

}  // namespace ricochet::match::tpl
