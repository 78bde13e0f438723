#include "requestbin/transfer/har_reader.h"

#include <algorithm>
#include <string>

#include "base/json.h"
#include "base/rfc3339.h"
#include "base/text.h"
#include "journal/record_reader.h"

namespace ricochet::requestbin {

namespace {

using base::JsonReader;

/// `[{"name": "Accept", "value": "*/*"}]`
std::vector<match::Field> read_fields(const JsonReader& object, const char* key) {
  std::vector<match::Field> fields;
  const auto list = object.find(key);
  if (!list) return fields;
  for (const auto& element : list->elements()) {
    if (!element.object({})) continue;
    const auto name = element.require("name");
    fields.push_back(
        {name ? name->string().value_or("") : "", journal::read_string(element, "value")});
  }
  return fields;
}

/// `text`, which may be base64 by the word of `encoding_key`; nullopt: there is none.
std::optional<std::string> read_text(const JsonReader& object, const char* encoding_key) {
  const auto text = object.find("text");
  if (!text) return std::nullopt;
  auto content = text->string().value_or("");
  const auto encoding = object.find(encoding_key);
  if (!encoding || !encoding->word({"base64"})) return content;
  const auto bytes = base::base64_decode(content);
  if (!bytes)
    text->error("bad-base64", "the text is not base64",
                "see " + base::in_quotes(encoding_key) + " beside it");
  return bytes.value_or("");
}

/// What a browser sends for `params`. nullopt: it has files, or is not such a form.
std::optional<std::string> form_of(const JsonReader& data) {
  const auto type = base::to_lower(journal::read_string(data, "mimeType"));
  if (!type.starts_with("application/x-www-form-urlencoded")) return std::nullopt;
  std::string body;
  for (const auto& field : read_fields(data, "params"))
    body += (body.empty() ? "" : "&") + base::percent_encode(field.name) + "=" +
            base::percent_encode(field.value);
  return body;
}

void read_body(const JsonReader& request, match::Request& call) {
  double size = 0;  // -1: not known
  if (const auto value = request.find("bodySize")) size = value->number().value_or(0);
  const auto data = request.find("postData");
  if (!data || !data->object({})) {
    call.body_truncated = size > 0;
    return;
  }
  auto body = read_text(*data, "_encoding");
  if (!body && data->find("params")) body = form_of(*data);
  call.body_truncated = !body;
  call.body = std::move(body).value_or("");
}

/// Where the path of an absolute URL begins; npos: it is none that is asked for over HTTP.
std::size_t path_begin(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return scheme;
  const auto name = url.substr(0, scheme);
  for (const char* known : {"http", "https", "ws", "wss"}) {
    if (base::iequals(name, known))
      return std::min(url.find_first_of("/?#", scheme + 3), url.size());
  }
  return std::string_view::npos;
}

/// The target as it was sent; of another program's call what the URL leads to, with the Host that
/// HTTP/2 has no header for.
void read_target(const JsonReader& request, match::Request& call) {
  const auto url = request.require("url");
  const auto text = url ? url->string().value_or("/") : "/";
  if (const auto sent = request.find("_target")) {
    const auto target = sent->string().value_or("/");
    if (!journal::is_target(call.method, target))
      sent->error("bad-target", "a target starts with \"/\"", "write the target as it was sent");
    return call.set_target(target);
  }
  std::erase_if(call.headers, [](const auto& field) { return field.name.starts_with(':'); });
  const auto path = text.starts_with('/') ? 0 : path_begin(text);
  if (path == std::string_view::npos) {
    return url->error(
        "no-call", "the entry is not a call over HTTP: " + base::in_quotes(base::shorten(text, 80)),
        "take it out of the archive");
  }
  auto target = text.substr(path, text.find('#', path) - path);
  if (!target.starts_with('/')) target.insert(0, "/");
  call.set_target(std::move(target));
  if (path == 0 || call.header("host") != nullptr) return;
  const auto host = text.find("://") + 3;
  call.headers.insert(call.headers.begin(), {"Host", text.substr(host, path - host)});
}

void read_request(const JsonReader& request, match::Request& call) {
  if (!request.object({})) return;
  if (const auto method = request.require("method"))
    call.method = method->nonempty_string().value_or("");
  if (const auto version = request.find("httpVersion"))
    call.version = version->string().value_or("");
  call.headers = read_fields(request, "headers");
  read_body(request, call);
  if (const auto cut = request.find("_truncated"))
    call.body_truncated = cut->boolean().value_or(false);
  read_target(request, call);
}

void read_response(const JsonReader& response, http::Exchange& exchange) {
  if (!response.object({})) return;
  if (const auto status = response.find("status"))
    exchange.status = static_cast<int>(status->integer(0, 999).value_or(0));
  exchange.response_headers = read_fields(response, "headers");
  if (const auto content = response.find("content"); content && content->object({}))
    exchange.response_body = read_text(*content, "encoding").value_or("");
}

/// How long the answer was waited for, which is what a planned delay looks like from outside.
base::Duration read_delay(const JsonReader& entry) {
  const auto timings = entry.find("timings");
  const auto wait = timings && timings->is_object() ? timings->find("wait") : std::nullopt;
  const auto time = wait ? wait : entry.find("time");
  return time ? journal::delay_of_ms(time->number().value_or(0)) : base::Duration(0);
}

/// What the format has no member for.
void read_ours(const JsonReader& entry, http::Exchange& exchange) {
  if (const auto peer = entry.find("_peer"); peer && peer->object({})) {
    exchange.request.peer_address = journal::read_string(*peer, "address");
    if (const auto port = peer->find("port"))
      exchange.request.peer_port = static_cast<std::uint16_t>(port->integer(0, 65535).value_or(0));
  }
  if (const auto matched = entry.find("_matched"))
    exchange.matched = matched->boolean().value_or(true);
  exchange.fault = journal::read_string(entry, "_fault");
  exchange.rule = journal::read_string(entry, "_rule");
  exchange.rule_owner = journal::read_string(entry, "_rule_owner");
  exchange.why_not = journal::read_string(entry, "_why_not");
  if (const auto refused = entry.find("_refused"))
    exchange.refused = journal::read_refused(*refused);
}

http::Exchange read_entry(const JsonReader& entry) {
  http::Exchange exchange;
  if (!entry.object({})) return exchange;
  if (const auto time = entry.find("startedDateTime")) {
    const auto parsed = base::parse_rfc3339(time->string().value_or(""));
    if (!parsed)
      time->error("bad-time", "this is not a time", "write \"2026-11-21T09:12:00.000123Z\"");
    exchange.received_wall = parsed.value_or(base::WallTime());
  }
  if (const auto request = entry.require("request")) read_request(*request, exchange.request);
  if (const auto response = entry.find("response")) read_response(*response, exchange);
  exchange.delay = read_delay(entry);
  read_ours(entry, exchange);
  return exchange;
}

}  // namespace

std::vector<http::Exchange> read_har(const JsonReader& root) {
  std::vector<http::Exchange> calls;
  if (!root.object({})) return calls;
  const auto log = root.require("log");
  if (!log || !log->object({})) return calls;
  const auto entries = log->require("entries");
  if (!entries) return calls;
  for (const auto& entry : entries->elements()) {
    if (root.diags().full()) break;
    calls.push_back(read_entry(entry));
  }
  return calls;
}

bool looks_like_har(std::string_view text) {
  text = base::trim(text);
  if (!text.starts_with('{')) return false;
  text = base::trim(text.substr(1));
  if (!text.starts_with("\"log\"")) return false;
  return base::trim(text.substr(5)).starts_with(':');
}

}  // namespace ricochet::requestbin
