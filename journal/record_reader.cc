#include "journal/record_reader.h"

#include <algorithm>
#include <cmath>

#include "base/error_mark.h"
#include "base/json.h"
#include "base/rfc3339.h"
#include "base/text.h"

namespace ricochet::journal {

namespace {

using base::JsonReader;

std::vector<match::Field> read_pairs(const JsonReader& list) {
  std::vector<match::Field> fields;
  for (const auto& element : list.elements()) {
    const auto ends = element.elements();
    if (ends.size() == 2) {
      fields.push_back({ends[0].string().value_or(""), ends[1].string().value_or("")});
    } else if (element.is_array()) {
      element.error("bad-pair", "a header is a pair", R"(write ["Name", "value"])");
    }
  }
  return fields;
}

std::string read_body(const JsonReader& body) {
  const auto content = body.find("content");
  if (!content) return {};
  const auto text = content->string().value_or("");
  const auto encoding = body.find("encoding");
  if (!encoding || encoding->word({"utf8", "base64"}) != "base64") return text;
  const auto bytes = base::base64_decode(text);
  if (!bytes) content->error("bad-base64", "the content is not base64", "see \"encoding\"");
  return bytes.value_or("");
}

void read_answer(const JsonReader& answer, http::Exchange& exchange) {
  if (const auto status = answer.find("status"))
    exchange.status = static_cast<int>(status->integer(0, 999).value_or(0));
  if (const auto headers = answer.find("headers")) exchange.response_headers = read_pairs(*headers);
  if (const auto body = answer.find("body")) exchange.response_body = read_body(*body);
  if (const auto delay = answer.find("delay_ms"))
    exchange.delay = delay_of_ms(delay->number().value_or(0));
  if (const auto matched = answer.find("matched"))
    exchange.matched = matched->boolean().value_or(true);
  exchange.fault = read_string(answer, "fault");
  exchange.rule = read_string(answer, "rule");
  exchange.rule_owner = read_string(answer, "rule_owner");
  exchange.why_not = read_string(answer, "why_not");
}

}  // namespace

std::shared_ptr<const http::Refused> read_refused(const JsonReader& object) {
  if (!object.object({})) return nullptr;
  auto why = std::make_shared<http::Refused>();
  why->code = read_string(object, "code");
  why->reason = read_string(object, "reason");
  if (const auto bound = object.find("bound"); bound && !bound->value().is_null())
    why->bound = bound->string().value_or("");
  why->listener = read_string(object, "listener");
  why->head = read_string(object, "head");
  return why;
}

std::string read_string(const JsonReader& object, const char* key) {
  const auto value = object.find(key);
  return value ? value->string().value_or("") : std::string();
}

base::Duration delay_of_ms(double ms) {
  constexpr double kLongest = 1e12;  // beyond it the number has no place in a duration
  return std::chrono::microseconds(std::llround(std::clamp(ms, 0.0, kLongest) * 1000));
}

bool is_target(std::string_view method, std::string_view text) {
  if (text.starts_with('/')) return true;
  const auto scheme = text.find("://");
  return (text == "*" && method == "OPTIONS") || (!text.empty() && method == "CONNECT") ||
         (scheme != std::string_view::npos && scheme > 0);
}

std::optional<http::Exchange> read_record(const JsonReader& record) {
  const base::ErrorMark mark(record.diags());
  if (!record.object({})) return std::nullopt;
  if (const auto kind = record.find("kind"); kind && kind->string() != "call") {
    kind->error("no-call", "only calls can be imported", "leave the records of topics out");
    return std::nullopt;
  }
  http::Exchange exchange;
  auto& call = exchange.request;
  // Of a refused call nothing need have been read.
  if (const auto refused = record.find("refused")) exchange.refused = read_refused(*refused);
  if (exchange.refused) {
    call.method = read_string(record, "method");
    if (auto target = read_string(record, "target"); !target.empty())
      call.set_target(std::move(target));
  } else if (const auto method = record.require("method")) {
    call.method = method->nonempty_string().value_or("");
  }
  if (const auto target = exchange.refused ? std::nullopt : record.require("target")) {
    const auto text = target->nonempty_string().value_or("/");
    if (!is_target(call.method, text))
      target->error("bad-target", "a target starts with \"/\"", "write the target as it was sent");
    call.set_target(text);
  }
  if (const auto version = record.find("version")) call.version = version->string().value_or("");
  if (const auto headers = record.find("headers")) call.headers = read_pairs(*headers);
  if (const auto body = record.find("body")) {
    call.body = read_body(*body);
    if (const auto cut = body->find("truncated"))
      call.body_truncated = cut->boolean().value_or(false);
  }
  if (const auto peer = record.find("peer"); peer && peer->is_object()) {
    call.peer_address = read_string(*peer, "address");
    if (const auto port = peer->find("port"))
      call.peer_port = static_cast<std::uint16_t>(port->integer(0, 65535).value_or(0));
  }
  if (const auto time = record.find("received_at")) {
    const auto parsed = base::parse_rfc3339(time->string().value_or(""));
    if (!parsed)
      time->error("bad-time", "this is not a time", "write \"2026-11-21T09:12:00.000123Z\"");
    exchange.received_wall = parsed.value_or(base::WallTime());
  }
  if (const auto answer = record.find("answer"); answer && answer->object({}))
    read_answer(*answer, exchange);
  if (!mark.clean()) return std::nullopt;
  return exchange;
}

}  // namespace ricochet::journal
