#include "requestbin/v2_record_reader.h"

#include <charconv>

#include "base/json.h"
#include "base/text.h"

namespace ricochet::requestbin {

namespace {

using base::JsonReader;

/// [[name, value], ...]
bool read_fields(const JsonReader& record, std::string_view key,
                 std::vector<match::Field>& fields) {
  const auto list = record.find(key);
  if (!list) return true;
  if (!list->is_array()) {
    list->error("wrong-type", base::in_quotes(key) + " must be a list of pairs",
                R"(write [["Name", "value"]])");
    return false;
  }
  for (const auto& pair : list->elements()) {
    const auto& value = pair.value();
    if (!value.is_array() || value.size() != 2 || !value[0].is_string() || !value[1].is_string()) {
      pair.error("wrong-type", "a header is a pair of strings", R"(write ["Name", "value"])");
      return false;
    }
    fields.push_back({value[0].get<std::string>(), value[1].get<std::string>()});
  }
  return true;
}

/// {"encoding": "utf8" | "base64", "content"}; absent: empty.
std::optional<std::string> read_body(const JsonReader& owner) {
  const auto body = owner.find("body");
  if (!body) return std::string();
  if (!body->object({})) return std::nullopt;
  const auto content = body->require("content");
  if (!content) return std::nullopt;
  auto text = content->string();
  if (!text) return std::nullopt;
  std::string encoding = "utf8";
  if (const auto given = body->find("encoding")) {
    const auto word = given->word({"utf8", "base64"});
    if (!word) return std::nullopt;
    encoding = *word;
  }
  if (encoding == "utf8") return text;
  auto bytes = base::base64_decode(*text);
  if (!bytes) content->error("bad-base64", "the content is not base64", "see RFC 4648");
  return bytes;
}

bool flag_of(const JsonReader& object, std::string_view key, bool fallback) {
  const auto value = object.find(key);
  return value ? value->boolean().value_or(fallback) : fallback;
}

std::string text_of(const JsonReader& object, std::string_view key) {
  const auto value = object.find(key);
  return value ? value->string().value_or("") : std::string();
}

std::int64_t number_of(const JsonReader& object, std::string_view key, std::int64_t min,
                       std::int64_t max) {
  const auto value = object.find(key);
  return value ? value->integer(min, max).value_or(min) : min;
}

void read_answer(const JsonReader& answer, Record& record) {
  if (!answer.object({})) return;
  record.answer.status = static_cast<int>(number_of(answer, "status", 0, 999));
  read_fields(answer, "headers", record.answer.headers);
  if (auto body = read_body(answer)) record.answer.body = *std::move(body);
  if (const auto delay = answer.find("delay_ms")) {
    constexpr double kLongest = 1e12;
    const auto ms = delay->number().value_or(0);
    if (ms >= 0 && ms <= kLongest)
      record.answer.delay = base::Duration(static_cast<base::Duration::rep>(ms * 1e6));
  }
  record.matched = flag_of(answer, "matched", true);
  record.rule = text_of(answer, "rule");
  record.rule_owner = text_of(answer, "rule_owner");
  record.why_not = text_of(answer, "why_not");
}

void read_call(const JsonReader& object, Record& record) {
  match::Request call;
  if (const auto method = object.require("method"))
    call.method = method->nonempty_string().value_or("");
  if (const auto target = object.require("target"))
    call.set_target(target->nonempty_string().value_or("/"));
  if (const auto version = object.find("version")) call.version = version->string().value_or("");
  read_fields(object, "headers", call.headers);
  if (auto body = read_body(object)) call.body = *std::move(body);
  call.body_truncated = flag_of(object, "truncated", false);
  if (const auto peer = object.find("peer"); peer && peer->object({})) {
    call.peer_address = text_of(*peer, "address");
    call.peer_port = static_cast<std::uint16_t>(number_of(*peer, "port", 0, 65535));
  }
  call.connection = static_cast<std::uint64_t>(number_of(object, "connection", 0, INT64_MAX));
  if (const auto answer = object.find("answer")) read_answer(*answer, record);
  record.content = std::move(call);
}

void read_event(const JsonReader& object, Record& record) {
  match::Event event;
  event.topic = text_of(object, "topic");
  event.partition = static_cast<std::int32_t>(number_of(object, "partition", 0, INT32_MAX));
  event.offset = number_of(object, "offset", 0, INT64_MAX);
  if (const auto key = object.find("key")) event.key = key->string();
  event.null_value = flag_of(object, "null_value", false);
  read_fields(object, "headers", event.headers);
  if (auto body = read_body(object)) event.body = *std::move(body);
  record.content = std::move(event);
}

}  // namespace

std::shared_ptr<Record> read_whole_record(const JsonReader& object) {
  const auto before = object.diags().error_count();
  if (!object.object({})) return nullptr;
  auto record = std::make_shared<Record>();
  if (const auto bin = object.require("bin")) record->bin = bin->nonempty_string().value_or("");
  if (const auto at = object.require("received_at")) {
    const auto text = at->string();
    const auto time = text ? parse_rfc3339(*text) : std::nullopt;
    if (time) record->received_wall = *time;
    if (text && !time) {
      at->error("bad-time", base::in_quotes(base::shorten(*text, 40)) + " is no time in UTC",
                R"(write "2026-11-21T09:12:00.000123Z")");
    }
  }
  if (const auto kind = object.require("kind")) {
    const auto word = kind->word({"call", "event"});
    if (word == "call") read_call(object, *record);
    if (word == "event") read_event(object, *record);
  }
  return object.diags().error_count() == before ? record : nullptr;
}

std::optional<base::WallTime> parse_rfc3339(std::string_view text) {
  // Fixed places: 2026-11-21T09:12:00, then perhaps a fraction, then Z.
  constexpr std::size_t kSeconds = 19;
  if (text.size() <= kSeconds || text.back() != 'Z' || text[4] != '-' || text[7] != '-' ||
      text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto number = [&text](std::size_t at, std::size_t length) -> int {
    int value = 0;
    const char* end = text.data() + at + length;
    const auto [stop, problem] = std::from_chars(text.data() + at, end, value);
    return problem == std::errc() && stop == end && value >= 0 ? value : -1;
  };
  const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  const std::chrono::year_month_day day{std::chrono::year(number(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  const bool known = number(0, 4) >= 0 && number(5, 2) > 0 && number(8, 2) > 0 && hour >= 0 &&
                     minute >= 0 && second >= 0;
  if (!known || !day.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  std::int64_t nanos = 0;
  if (const auto digits = text.substr(kSeconds, text.size() - kSeconds - 1); !digits.empty()) {
    if (digits.front() != '.' || digits.size() < 2 || digits.size() > 10) return std::nullopt;
    for (std::size_t i = 1; i < 10; ++i) {
      const char c = i < digits.size() ? digits[i] : '0';
      if (c < '0' || c > '9') return std::nullopt;
      nanos = nanos * 10 + (c - '0');
    }
  }
  const auto time = std::chrono::sys_days(day) + std::chrono::hours(hour) +
                    std::chrono::minutes(minute) + std::chrono::seconds(second);
  return std::chrono::time_point_cast<base::WallTime::duration>(time) +
         std::chrono::duration_cast<base::WallTime::duration>(std::chrono::nanoseconds(nanos));
}

}  // namespace ricochet::requestbin
