#include "journal/record_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/rfc3339.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "http/guard.h"
#include "journal/wire_text.h"

namespace ricochet::journal {

namespace {

using base::JsonReader;

std::vector<match::Field> read_pairs(const JsonReader& list, bool raw = false) {
  std::vector<match::Field> fields;
  for (const auto& element : list.elements()) {
    const auto ends = element.elements();
    const auto* encoding = ends.size() > 2 ? &ends[2] : nullptr;
    if (raw && ends.size() >= 2 && ends.size() <= 4) {
      fields.push_back(
          read_raw_header(ends[0], ends.size() > 3 ? &ends[3] : nullptr, &ends[1], encoding));
    } else if (ends.size() == 2 || ends.size() == 3) {
      fields.push_back(read_header(ends[0], &ends[1], encoding));
    } else if (element.is_array()) {
      element.error("bad-pair", "a header is a pair", R"(write ["Name", "value"])");
    }
  }
  return fields;
}

std::string read_content(const JsonReader& body) {
  const auto content = body.find("content");
  if (!content) return {};
  const auto text = content->string().value_or("");
  const auto encoding = body.find("encoding");
  if (!encoding || encoding->word({"utf8", "base64"}) != "base64") return text;
  const auto bytes = base::base64_decode(text);
  if (!bytes) content->error("bad-base64", "the content is not base64", "see \"encoding\"");
  return bytes.value_or("");
}

struct Body {
  std::string bytes;
  bool truncated = false;
};

/// One that holds less than it says was not there whole, whoever cut it.
Body read_body(const JsonReader& body) {
  Body out{read_content(body)};
  if (const auto cut = body.find("truncated")) out.truncated = cut->boolean().value_or(false);
  const auto size = body.find("size");
  if (size && size->number().value_or(0) > static_cast<double>(out.bytes.size()))
    out.truncated = true;
  return out;
}

void read_answer(const JsonReader& answer, http::Exchange& exchange) {
  if (const auto status = answer.find("status"))
    exchange.status = static_cast<int>(status->integer(0, 999).value_or(0));
  if (const auto headers = answer.find("headers")) exchange.response_headers = read_pairs(*headers);
  if (const auto found = answer.find("body")) {
    Body body = read_body(*found);
    exchange.response_body = std::move(body.bytes);
    exchange.response_truncated = body.truncated;
  }
  if (const auto delay = answer.find("delay_ms"))
    exchange.delay = delay_of_ms(delay->number().value_or(0));
  if (const auto matched = answer.find("matched"))
    exchange.matched = matched->boolean().value_or(true);
  exchange.fault = read_string(answer, "fault");
  exchange.rule = read_string(answer, "rule");
  exchange.rule_owner = read_string(answer, "rule_owner");
  exchange.why_not = read_string(answer, "why_not");
}

/// A record that was taken apart by somebody, or its summary, tells of a body beside it.
bool is_summary_of_more(const JsonReader& record, const match::Request& call) {
  if (const auto cut = record.find("truncated"); cut && cut->is_bool() && cut->value() == true)
    return true;
  if (const auto size = record.find("size");
      size && size->is_number() &&
      size->number().value_or(0) > static_cast<double>(call.body.size()))
    return true;
  if (!call.body.empty()) return false;
  const auto has = [&record](const char* key) {
    const auto list = record.find(key);
    return list && list->is_array() && !list->value().empty();
  };
  return has("form") || has("parts");
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
  why->head = read_raw(object, "head");
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

std::string read_bytes(const JsonReader& value, const JsonReader* encoding) {
  auto text = value.string().value_or("");
  if (encoding == nullptr || encoding->word({"latin1", "utf8"}) != "latin1") return text;
  auto bytes = latin1_bytes(text);
  if (!bytes)
    value.error("bad-latin1", "the text has a character beyond U+00FF",
                "as latin1 each character is one byte");
  return std::move(bytes).value_or(std::string());
}

std::string read_raw(const JsonReader& object, const std::string& key) {
  const auto value = object.find(key);
  const auto encoding = object.find(key + "_encoding");
  return value ? read_bytes(*value, encoding ? &*encoding : nullptr) : std::string();
}

match::Field read_raw_header(const JsonReader& name, const JsonReader* name_encoding,
                             const JsonReader* value, const JsonReader* encoding) {
  match::Field field;
  field.name = read_bytes(name, name_encoding);
  if (value != nullptr) field.value = read_bytes(*value, encoding);
  return field;
}

bool tells_more(const match::Request& call) {
  const auto* length = call.header("content-length");
  // What is coded came as other bytes than those that an archive shows.
  if (length == nullptr || call.header("content-encoding") != nullptr) return false;
  std::uint64_t bytes = 0;
  const auto text = base::trim(*length);
  const auto end = std::from_chars(text.data(), text.data() + text.size(), bytes);
  return end.ec == std::errc() && end.ptr == text.data() + text.size() && bytes > call.body.size();
}

match::Field read_header(const JsonReader& name, const JsonReader* value,
                         const JsonReader* encoding) {
  match::Field field;
  field.name = name.string().value_or("x");
  if (!http::is_token(field.name))
    name.error("bad-header",
               base::in_quotes(base::shorten(field.name, 60)) + " is not the name of a header",
               "a name has letters, digits and - only");
  if (value == nullptr) return field;
  field.value = read_bytes(*value, encoding);
  if (!http::is_field_value(field.value))
    value->error("bad-header", "a control character in the value of a header",
                 "write two headers instead of a line break");
  return field;
}

std::string read_method(const JsonReader& value) {
  auto method = value.nonempty_string().value_or("GET");
  if (!http::is_token(method))
    value.error("bad-method", base::in_quotes(base::shorten(method, 60)) + " is not a method",
                "write one word, such as GET");
  return method;
}

std::string read_version(const JsonReader& value) {
  auto version = value.string().value_or("");
  const bool fits = version.size() <= 20 && std::all_of(version.begin(), version.end(), [](char c) {
                      return c > 0x20 && c < 0x7f;
                    });
  if (!fits)
    value.error("bad-version",
                base::in_quotes(base::shorten(version, 60)) + " is not a version of HTTP",
                "write \"HTTP/1.1\"");
  return version;
}

bool is_target(std::string_view method, std::string_view text) {
  const bool whole = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
  });
  if (!whole) return false;
  if (text.starts_with('/')) return true;
  const auto scheme = text.find("://");
  return (text == "*" && method == "OPTIONS") || (!text.empty() && method == "CONNECT") ||
         (scheme != std::string_view::npos && scheme > 0);
}

std::string read_target(std::string_view method, const JsonReader& value,
                        const JsonReader* encoding) {
  auto target = read_bytes(value, encoding);
  if (is_target(method, target)) return target;
  if (value.is_string())
    value.error(
        "bad-target",
        base::in_quotes(base::shorten(target, 60)) + " is not a target: it starts with \"/\"",
        "write the target as it was sent, with %20 for a space");
  return "/";
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
  const auto encoding = record.find("target_encoding");
  const bool raw = exchange.refused != nullptr;
  if (raw) {
    call.method = read_raw(record, "method");
    if (auto target = read_raw(record, "target"); !target.empty())
      call.set_target(std::move(target));
  } else if (const auto method = record.require("method")) {
    call.method = read_method(*method);
  }
  if (const auto target = raw ? std::nullopt : record.require("target")) {
    call.set_target(read_target(call.method, *target, encoding ? &*encoding : nullptr));
  }
  if (const auto scheme = record.find("scheme"))
    call.secure = scheme->word({"http", "https"}) == "https";
  if (const auto version = record.find("version"))
    call.version = raw ? read_raw(record, "version") : read_version(*version);
  if (const auto headers = record.find("headers")) call.headers = read_pairs(*headers, raw);
  if (const auto found = record.find("body")) {
    Body body = read_body(*found);
    call.body = std::move(body.bytes);
    call.body_truncated = body.truncated;
  }
  if (!raw && (tells_more(call) || is_summary_of_more(record, call))) call.body_truncated = true;
  if (const auto query = record.find("query");
      query && query->is_array() && !query->value().empty() && call.query.empty() && !raw)
    query->error("bad-target", "the target has no query, and this one would be lost",
                 "write the target with its query, as it was sent");
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
