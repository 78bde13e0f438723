#pragma once
#include <string>

#include "requestbin/transfer/export_place.h"

// What the rows of the table of export_format.cc are made of: one file for each format.
namespace ricochet::requestbin {

/// RECORD of docs/bins.md on one line, with the line end: what an import takes.
std::string to_ndjson(const journal::Record& record, const ExportPlace& place);

/// An HTTP Archive (HAR 1.2), one entry a record. A body that is not UTF-8 is base64 (`_encoding`,
/// which for requests is not in the format). What else the format has no member for begins with
/// `_`: target as sent, sender, what answered (read_har).
std::string har_head();
std::string to_har(const journal::Record& record, const ExportPlace& place);
std::string har_tail();

/// The request as it was sent, behind a line `### #7 of orders, 2026-...`.
std::string to_http(const journal::Record& record, const ExportPlace& place);

/// A command line for POSIX shells that sends the same request: nothing in it is expanded, whatever
/// bytes were captured. Framing and connection headers are curl's business.
std::string to_curl(const journal::Record& record, const ExportPlace& place);

/// Where the call went: its target, or `http://`, its Host header and the target.
std::string sent_url(const match::Request& call);

}  // namespace ricochet::requestbin
