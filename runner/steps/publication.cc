#include "runner/steps/publication.h"

#include <filesystem>

#include "base/error_mark.h"
#include "base/file.h"
#include "base/json/json.h"
#include "match/bytes_operand.h"
#include "runner/steps/topic.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

constexpr std::int64_t kMaxDeliveries = 10'000;

/// A text, or `{ "hex": ... }`, `{ "base64": ... }` for bytes that no JSON text holds.
std::optional<std::string> read_text_or_bytes(const JsonReader& value) {
  if (match::is_bytes_operand(value)) return match::read_bytes_operand(value);
  return value.string();
}

/// The value of a record: exactly one of json, text, hex, base64, file, null.
void read_value(const JsonReader& body, const Scenario& scenario, bus::Record& record) {
  std::vector<std::string> given;
  for (const char* key : {"json", "text", "hex", "base64", "file", "null"}) {
    if (body.value().contains(key)) given.emplace_back(key);
  }
  if (given.empty() && body.misspelt({"json", "text", "hex", "base64", "file", "null"})) return;
  if (given.size() != 1) {
    body.error(
        "bad-value",
        given.empty() ? "the record has no value" : "the record has more than one value",
        R"(give one of "json", "text", "hex", "base64", "file", or "null": true for a tombstone)");
    return;
  }
  const auto& form = given[0];
  if (form == "json") {
    record.value = base::compact_json(body.value()["json"]);
    return;
  }
  const auto value = body.require(form);
  if (!value) return;
  if (form == "text") record.value = value->string();
  if (form == "hex" || form == "base64") record.value = match::read_coded_bytes(*value, form);
  if (form == "null" && value->boolean() == false) {
    value->error("bad-value", "\"null\": false says nothing", "remove it, or write \"null\": true");
  }
  if (form == "file") {
    const auto name = value->nonempty_string();
    if (!name) return;
    const auto path = std::filesystem::path(folder_of(scenario.file)) / *name;
    auto content = base::read_file(path.lexically_normal().string());
    if (content)
      record.value = std::move(*content);
    else
      value->error("no-file", content.error().message,
                   "file names count from the scenario's folder");
  }
}

/// A value, null, or a list of those for a name that comes several times.
void read_headers(const JsonReader& headers, bus::Record& record) {
  if (!headers.object({})) return;
  for (const auto& header : headers.members()) {
    for (const auto& one :
         header.is_array() ? header.elements() : std::vector<JsonReader>(1, header)) {
      bus::Header made;
      made.name = header.key();
      if (!one.value().is_null()) made.value = read_text_or_bytes(one);
      record.headers.push_back(std::move(made));
    }
  }
}

}  // namespace

std::optional<Publication> read_publication(const JsonReader& body, const Scenario& scenario,
                                            const std::string& topic) {
  const base::ErrorMark mark(body.diags());
  if (!body.object({"topic", "key", "partition", "timestamp", "headers", "json", "text", "hex",
                    "base64", "file", "null", "deliveries"})) {
    return std::nullopt;
  }
  Publication publication;
  bus::Record& record = publication.record;
  record.topic = topic;
  if (topic.empty()) body.require("topic");
  if (auto own = body.find("topic")) record.topic = parse_topic(*own, scenario).value_or("");
  if (auto key = body.find("key"))
    record.key = key->is_number() ? base::number_text(key->value()) : read_text_or_bytes(*key);
  if (auto partition = body.find("partition")) {
    record.partition = static_cast<std::int32_t>(partition->integer(0, 1'000'000).value_or(-1));
  }
  if (auto timestamp = body.find("timestamp"))
    record.timestamp_ms = timestamp->integer(0, 253402300799999);
  if (auto headers = body.find("headers")) read_headers(*headers, record);
  if (auto deliveries = body.find("deliveries")) {
    publication.deliveries = static_cast<int>(deliveries->integer(1, kMaxDeliveries).value_or(1));
  }
  read_value(body, scenario, record);
  if (!mark.clean()) return std::nullopt;
  return publication;
}

}  // namespace ricochet::runner
