#pragma once
#include <string>
#include <string_view>

#include "journal/record.h"

namespace ricochet::requestbin {

/// The text of one record in a format, for exports. Calls only, except NDJSON.
/// RECORD of docs/bins.md on one line, with the line end: what an import takes.
std::string to_ndjson(const journal::Record& record, base::TimePoint epoch);
/// One entry of an HTTP Archive (HAR 1.2), without line end. A body that is not UTF-8 is base64
/// (`_encoding`, which for requests is not in the format). What else the format has no member for
/// begins with `_`: target as sent, sender, what answered (read_har).
std::string to_har_entry(const journal::Record& record);
std::string har_head(std::string_view version);
inline constexpr std::string_view kHarTail = "]}}\n";
/// The request as it was sent, behind a line `### #7 of orders, 2026-...`.
std::string to_http(const journal::Record& record);
/// A command line for POSIX shells that sends the same request: nothing in it is expanded, whatever
/// bytes were captured. Framing and connection headers are curl's business.
std::string to_curl(const journal::Record& record);
/// In single quotes, safe for POSIX shells. NUL cannot stand in an argument and is left out.
std::string shell_quote(std::string_view text);

}  // namespace ricochet::requestbin
