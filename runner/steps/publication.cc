#include "runner/steps/publication.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/error_mark.h"
#include "base/file.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "match/bytes_operand.h"
#include "runner/steps/common/topic.h"
#include "runner/world/mark_places.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;
using base::KeyRule;
using base::Shape;

constexpr std::int64_t kMaxDeliveries = 10'000;
constexpr std::int64_t kMaxTimestamp = 253402300799999;

/// A text, or `{ "hex": ... }`, `{ "base64": ... }` for bytes that no JSON text holds.
std::optional<std::string> read_text_or_bytes(const JsonReader& value) {
  if (match::is_bytes_operand(value)) return match::read_bytes_operand(value);
  return value.string();
}

constexpr std::array<std::string_view, 6> kValueForms{"json",   "text", "hex",
                                                      "base64", "file", "null"};

Shape record_shape(bool needs_topic) {
  const Shape text = Shape::either({Shape::text(), match::bytes_shape()});
  const Shape header = Shape::either({text, Shape::null()});
  base::ShapeKey topic{"topic", Shape::nonempty(), "one of the suite's topics"};
  topic.is_required = needs_topic;
  return Shape::object(
      {topic,
       {"key", Shape::either({text, Shape::number()}), "the key of the record", "a null key"},
       {"partition", Shape::integer(0, 1'000'000), "the partition", "chosen by the key"},
       {"timestamp", Shape::integer(1, kMaxTimestamp), "in milliseconds of Unix time", "now"},
       {"headers", Shape::map(Shape::one_or_list(header)),
        "headers by name; a list for several of one name, null is Kafka's null"},
       {"json", Shape::any(), "the value as JSON"},
       {"text", Shape::text(), "the value as text"},
       {"hex", Shape::text(), "the value in hexadecimal"},
       {"base64", Shape::text(), "the value in base64"},
       {"file", Shape::nonempty(), "the file with the value, relative to the scenario"},
       {"null", Shape::yes(), "a tombstone"},
       {"deliveries", Shape::integer(1, kMaxDeliveries), "publishes it so often", "1"}},
      {KeyRule::one_of({kValueForms.begin(), kValueForms.end()})});
}

/// The value of a record: exactly one of kValueForms.
void read_value(const JsonReader& body, const Scenario& scenario, bus::Record& record) {
  std::vector<std::string> given;
  for (const auto key : kValueForms) {
    if (body.value().contains(key)) given.emplace_back(key);
  }
  const bool misspelt = std::any_of(kValueForms.begin(), kValueForms.end(),
                                    [&](std::string_view key) { return body.misspelt({key}); });
  if (given.empty() && misspelt) return;
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
  if (!headers.object()) return;
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

/// Where nothing but a value of its JSON can carry the mark, a record without such a place would be
/// nobody's, and so would be all that follows of it: a service would be blamed for that.
void check_mark_place(const JsonReader& body, const Scenario& scenario, const bus::Record& record) {
  const auto* scope =
      scenario.suite != nullptr && scenario.suite->scope ? &*scenario.suite->scope : nullptr;
  if (scope == nullptr || scope->json_path.empty() || !scope->header.empty() || scope->key) return;
  // Before the scenario runs it may still come to anything.
  if (record.value && record.value->find("${") != std::string::npos) return;
  if (record.value && MarkPlaces::has_place(*scope, *record.value)) return;
  body.error("no-mark-place",
             "the value of this record has no place for the mark of its scenario, " +
                 base::in_quotes(scope->json_path),
             R"(publish a JSON object, or name a place in "scope" that each record has: "header")");
}

}  // namespace

const Shape& publication_shape() {
  static const Shape kShape = record_shape(true);
  return kShape;
}

std::optional<Publication> read_publication(const JsonReader& place, const Scenario& scenario,
                                            const std::string& topic) {
  static const Shape kWithoutTopic = record_shape(false);
  const JsonReader body = place.as(topic.empty() ? publication_shape() : kWithoutTopic);
  const base::ErrorMark mark(body.diags());
  if (!body.object()) return std::nullopt;
  Publication publication;
  bus::Record& record = publication.record;
  record.topic = topic;
  if (auto own = body.find("topic")) record.topic = parse_topic(*own, scenario).value_or("");
  if (auto key = body.find("key"))
    record.key = key->is_number() ? base::number_text(key->value()) : read_text_or_bytes(*key);
  if (auto partition = body.find("partition")) {
    record.partition = static_cast<std::int32_t>(partition->integer().value_or(-1));
    check_partition(*partition, record.topic, *scenario.suite);
  }
  if (auto timestamp = body.find("timestamp")) record.timestamp_ms = timestamp->integer();
  if (auto headers = body.find("headers")) read_headers(*headers, record);
  if (auto deliveries = body.find("deliveries")) {
    publication.deliveries = static_cast<int>(deliveries->integer().value_or(1));
  }
  read_value(body, scenario, record);
  check_mark_place(body, scenario, record);
  if (!mark.clean()) return std::nullopt;
  return publication;
}

}  // namespace ricochet::runner
