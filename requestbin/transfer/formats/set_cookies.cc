#include "requestbin/transfer/formats/set_cookies.h"

#include <array>
#include <cstdio>
#include <utility>

#include "base/json/json.h"
#include "base/text/text.h"
#include "journal/wire_text.h"

namespace ricochet::requestbin {

namespace {

/// "Wed, 21 Oct 2026 07:28:00 GMT" (RFC 9110's date, with blanks or dashes) as HAR wants it; empty:
/// it is none.
std::string iso_date(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                        "jul", "aug", "sep", "oct", "nov", "dec"};
  int day = 0, year = 0, hour = 0, minute = 0, second = 0;
  std::array<char, 4> month{};
  const auto comma = text.find(',');
  const std::string rest(comma == std::string_view::npos ? text : text.substr(comma + 1));
  if (std::sscanf(rest.c_str(), " %2d%*1[ -]%3[A-Za-z]%*1[ -]%4d %2d:%2d:%2d", &day, month.data(),
                  &year, &hour, &minute, &second) != 6)
    return {};
  if (year < 100) year += year < 70 ? 2000 : 1900;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (!base::iequals(kMonths[i], month.data())) continue;
    std::array<char, 48> out{};
    std::snprintf(out.data(), out.size(), "%04d-%02zu-%02dT%02d:%02d:%02dZ", year, i + 1, day, hour,
                  minute, second);
    return out.data();
  }
  return {};
}

base::Json cookie_of(std::string_view text) {
  base::Json cookie;
  bool first = true;
  for (const auto part : base::split(text, ';')) {
    const auto equals = part.find('=');
    const auto name = base::trim(part.substr(0, equals));
    const auto value =
        equals == std::string_view::npos ? std::string_view() : base::trim(part.substr(equals + 1));
    if (std::exchange(first, false)) {
      cookie["name"] = journal::as_text(name);
      cookie["value"] = journal::as_text(value);
    } else if (base::iequals(name, "path") || base::iequals(name, "domain")) {
      cookie[base::to_lower(name)] = journal::as_text(value);
    } else if (base::iequals(name, "expires")) {
      if (const auto date = iso_date(value); !date.empty()) cookie["expires"] = date;
    } else if (base::iequals(name, "httponly")) {
      cookie["httpOnly"] = true;
    } else if (base::iequals(name, "secure")) {
      cookie["secure"] = true;
    }
  }
  return cookie;
}

}  // namespace

base::Json har_set_cookies(const std::vector<match::Field>& headers) {
  base::Json list = base::Json::array();
  for (const auto& field : headers) {
    if (base::iequals(field.name, "set-cookie")) list.push_back(cookie_of(field.value));
  }
  return list;
}

}  // namespace ricochet::requestbin
