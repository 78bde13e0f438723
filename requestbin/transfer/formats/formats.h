#pragma once
#include <string>

#include "requestbin/transfer/formats/export_place.h"

// What the rows of the table of export_format.cc are made of: one file for each format.
namespace ricochet::requestbin {

/// RECORD of docs/bins.md on one line, with the line end: what an import takes.
std::string to_ndjson(const journal::Record& record, const ExportPlace& place);
std::string ndjson_cut(const std::string& why);

/// An HTTP Archive (HAR 1.2), one entry a record. A body that is not UTF-8 is base64 (`_encoding`,
/// which for requests is not in the format). What else the format has no member for begins with
/// `_`: target as sent, sender, what answered (read_har).
std::string har_head();
std::string to_har(const journal::Record& record, const ExportPlace& place);
std::string har_tail();
std::string har_cut(const std::string& why);

/// The request as it was sent, behind a line `### #7 of orders, 2026-...`, as programs for `.http`
/// files read it. Its body is whole, so that Transfer-Encoding is not told. What such a program
/// would read as something else (a body with a line `###`, a variable, a header `#x`), and a
/// refused call, is told in comments only: nobody who sends a request writes another one.
std::string to_http(const journal::Record& record, const ExportPlace& place);
std::string http_cut(const std::string& why);

/// A command line for POSIX shells that sends the same request: nothing in it is expanded, whatever
/// bytes were captured, and curl adds nothing of its own. Framing and connection headers are curl's
/// business.
std::string to_curl(const journal::Record& record, const ExportPlace& place);
std::string curl_cut(const std::string& why);

/// Where the call went: its target when that is a URL, or scheme, Host header and target. A call
/// without a Host went to `origin`, as far as is known.
std::string sent_url(const match::Request& call, const std::string& origin);

}  // namespace ricochet::requestbin
