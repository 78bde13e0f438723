#include "busview/record_json.h"

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "journal/record_json.h"
#include "journal/wire_text.h"

namespace ricochet::busview {

using base::Json;
using journal::as_text;

namespace {

constexpr std::size_t kShownBytes = 500;

std::string date_of(const bus::Record& record) {
  return base::format_rfc3339(base::WallTime(std::chrono::milliseconds(*record.timestamp_ms)));
}

/// What base::printable() leaves, because it is fine in several lines.
std::string one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n')
      line += "\\n";
    else if (c == '\t')
      line += "\\t";
    else
      line += c;
  }
  return line;
}

}  // namespace

Json record_to_json(const bus::Record& record) {
  Json object;
  object["topic"] = as_text(record.topic);
  object["partition"] = record.partition;
  object["offset"] = record.offset;
  object["timestamp_ms"] = record.timestamp_ms ? Json(*record.timestamp_ms) : Json(nullptr);
  object["at"] = record.timestamp_ms ? Json(date_of(record)) : Json(nullptr);
  object["key"] = record.key ? Json(as_text(*record.key)) : Json(nullptr);
  object["null_value"] = !record.value.has_value();
  Json& headers = object["headers"] = Json::array();
  for (const auto& header : record.headers)
    headers.push_back(Json::array(
        {as_text(header.name), header.value ? Json(as_text(*header.value)) : Json(nullptr)}));
  object["body"] = journal::body_to_v2(record.value.value_or(""));
  return object;
}

std::string record_to_line(const bus::Record& record) {
  // "2026-11-21T09:12:00.123456Z" is "09:12:00.123".
  std::string line = record.timestamp_ms ? date_of(record).substr(11, 12) : "            ";
  line += "  " + record.topic + "/" + std::to_string(record.partition) + " @" +
          std::to_string(record.offset) + "  ";
  line += record.key ? "key " + base::in_quotes(base::shorten(*record.key, kShownBytes))
                     : std::string("no key");
  for (const auto& header : record.headers)
    line += "  " + header.name + "=" + base::shorten(header.value.value_or("(null)"), kShownBytes);
  line += "  ";
  if (!record.value)
    line += "a tombstone";
  else if (!base::is_utf8(*record.value))
    line += base::format_bytes(record.value->size()) + " that are not text";
  else
    line += base::shorten(*record.value, kShownBytes);
  return one_line(base::printable(line));
}

}  // namespace ricochet::busview
