#include "cli/client/tail_lines.h"

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::cli {

namespace {

using base::Json;

std::string text(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}
std::int64_t number(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_number() ? it->get<std::int64_t>() : 0;
}

/// "2026-11-21T09:12:00.123456Z" is "09:12:00.123".
std::string time_of(const Json& record) {
  const auto at = text(record, "received_at");
  return at.size() >= 23 ? at.substr(11, 12) : at;
}

std::string what_of(const Json& record) {
  if (text(record, "kind") == "event") {
    const auto key = record.find("key");
    std::string what = "event ";
    what += key != record.end() && key->is_string()
                ? "key " + base::in_quotes(key->get<std::string>())
                : std::string("without a key");
    return what + " (partition " + std::to_string(number(record, "partition")) + ", offset " +
           std::to_string(number(record, "offset")) + ")";
  }
  // RECORD has these in "answer", SUMMARY beside the rest; a RECORD is a SUMMARY and more.
  const auto status = number(record, "status");
  if (const auto refused = record.find("refused");
      refused != record.end() && refused->is_object()) {
    const auto target = text(record, "target");
    return (target.empty() ? "an unreadable call" : text(record, "method") + " " + target) +
           " -> REFUSED " + (status == 0 ? "without an answer" : std::to_string(status)) + ": " +
           text(*refused, "reason");
  }
  std::string what = text(record, "method") + " " + text(record, "target") + " -> ";
  what += status == 0 ? "no answer" : std::to_string(status);
  if (const auto rule = text(record, "rule"); !rule.empty()) what += " (" + rule + ")";
  if (const auto matched = record.find("matched"); matched != record.end() && *matched == false)
    what += " (no rule fitted)";
  return what;
}

std::string indented(const std::string& block) {
  std::string out;
  for (const auto line : base::split(block, '\n')) out += "    " + std::string(line) + "\n";
  return out;
}

std::string headers_of(const Json& record) {
  std::string out;
  const auto list = record.find("headers");
  if (list == record.end() || !list->is_array()) return out;
  for (const auto& pair : *list) {
    if (!pair.is_array() || pair.size() < 2 || !pair[0].is_string() || !pair[1].is_string())
      continue;
    out += "    " +
           base::printable(pair[0].get<std::string>() + ": " + pair[1].get<std::string>()) + "\n";
  }
  return out;
}

std::string body_of(const Json& record) {
  const auto body = record.find("body");
  if (body == record.end() || !body->is_object() || number(*body, "size") == 0) return {};
  if (text(*body, "encoding") != "utf8")
    return "\n    (" + base::format_bytes(static_cast<std::uint64_t>(number(*body, "size"))) +
           " that are not text)\n";
  return "\n" + indented(base::printable(text(*body, "content")));
}

}  // namespace

std::string tail_lines(const Json& record, bool full) {
  std::string line = time_of(record) + "  " + text(record, "bin") + " #" +
                     std::to_string(number(record, "seq")) + "  " + what_of(record);
  const auto size = number(record, "size");
  if (size > 0) {
    line += "  " + base::format_bytes(static_cast<std::uint64_t>(size));
    if (const auto type = text(record, "content_type"); !type.empty()) line += " " + type;
  }
  line = base::printable(line) + "\n";
  if (!full) return line;
  return line + headers_of(record) + body_of(record) + "\n";
}

}  // namespace ricochet::cli
