#include "runner/steps/publish.h"

#include <filesystem>

#include "base/error_mark.h"
#include "base/file.h"
#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "bus/bus.h"
#include "runner/steps/topic.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

constexpr std::int64_t kMaxDeliveries = 10'000;

struct Publication {
  bus::Record record;
  int deliveries = 1;
};

/// `{ "publish": { "topic": ..., "key": ..., "json": ... } }`, or a list of those for a batch.
class PublishStep final : public Step {
 public:
  explicit PublishStep(std::vector<Publication> all) : all_(std::move(all)) {}

  std::string title() const override {
    const Publication& first = all_.front();
    std::string out = "publish to " + first.record.topic + ": " +
                      (first.record.value ? base::shorten(base::printable(*first.record.value), 80)
                                          : "a tombstone");
    if (first.deliveries > 1) out += ", " + std::to_string(first.deliveries) + " times";
    if (all_.size() > 1) out += " and " + base::plural(all_.size() - 1, "more record");
    return out;
  }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    for (const auto& publication : all_) {
      for (int i = 0; i < publication.deliveries; ++i) {
        auto position = co_await context.publish(publication.record);
        if (!position) co_return StepOutcome::error_of(position.error());
      }
    }
    co_return StepOutcome::passed();
  }

 private:
  std::vector<Publication> all_;
};

std::optional<std::string> decode(const JsonReader& value,
                                  std::optional<std::string> (*decoder)(std::string_view),
                                  const char* what) {
  const auto text = value.string();
  if (!text) return std::nullopt;
  auto bytes = decoder(*text);
  if (!bytes)
    value.error("bad-bytes", base::in_quotes(base::shorten(*text, 40)) + " is not " + what,
                "check its characters and length");
  return bytes;
}

/// The value of a record: exactly one of json, text, hex, base64, file, null.
void parse_value(const JsonReader& body, const Scenario& scenario, bus::Record& record) {
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
  if (given[0] == "json") {
    record.value = base::compact_json(body.value()["json"]);
    return;
  }
  const auto value = body.require(given[0]);
  if (!value) return;
  if (given[0] == "text") record.value = value->string();
  if (given[0] == "hex") record.value = decode(*value, base::hex_decode, "hexadecimal");
  if (given[0] == "base64") record.value = decode(*value, base::base64_decode, "base64");
  if (given[0] == "null" && value->boolean() == false) {
    value->error("bad-value", "\"null\": false says nothing", "remove it, or write \"null\": true");
  }
  if (given[0] == "file") {
    const auto name = value->nonempty_string();
    if (!name) return;
    const auto path = std::filesystem::path(scenario.file).parent_path() / *name;
    auto content = base::read_file(path.lexically_normal().string());
    if (content)
      record.value = std::move(*content);
    else
      value->error("no-file", content.error().message,
                   "file names count from the scenario's folder");
  }
}

std::optional<Publication> parse_one(const JsonReader& body, const Scenario& scenario) {
  const base::ErrorMark mark(body.diags());
  if (!body.object({"topic", "key", "partition", "timestamp", "headers", "json", "text", "hex",
                    "base64", "file", "null", "deliveries"})) {
    return std::nullopt;
  }
  Publication publication;
  bus::Record& record = publication.record;
  if (auto topic = body.require("topic")) record.topic = parse_topic(*topic, scenario).value_or("");
  if (auto key = body.find("key"))
    record.key = key->is_number() ? base::number_text(key->value()) : key->string();
  if (auto partition = body.find("partition")) {
    record.partition = static_cast<std::int32_t>(partition->integer(0, 1'000'000).value_or(-1));
  }
  if (auto timestamp = body.find("timestamp"))
    record.timestamp_ms = timestamp->integer(0, 253402300799999);
  if (auto headers = body.find("headers"); headers && headers->object({})) {
    for (const auto& header : headers->members()) {
      bus::Header h;
      h.name = header.key();
      if (!header.value().is_null()) h.value = header.string();
      record.headers.push_back(std::move(h));
    }
  }
  if (auto deliveries = body.find("deliveries")) {
    publication.deliveries = static_cast<int>(deliveries->integer(1, kMaxDeliveries).value_or(1));
  }
  parse_value(body, scenario, record);
  if (!mark.clean()) return std::nullopt;
  return publication;
}

}  // namespace

std::unique_ptr<Step> parse_publish(const JsonReader& body, const Scenario& scenario) {
  std::vector<Publication> all;
  bool ok = true;
  auto add = [&](const JsonReader& one) {
    auto publication = parse_one(one, scenario);
    ok = ok && publication.has_value();
    if (publication) all.push_back(std::move(*publication));
  };
  if (body.is_array()) {
    for (const auto& element : body.elements()) add(element);
    if (body.elements().empty())
      body.error("empty", "an empty batch publishes nothing", "add a record or remove the step");
  } else {
    add(body);
  }
  if (!ok || all.empty()) return nullptr;
  return std::make_unique<PublishStep>(std::move(all));
}

}  // namespace ricochet::runner
