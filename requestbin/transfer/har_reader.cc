#include "requestbin/transfer/har_reader.h"

#include <algorithm>
#include <string>

#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "http/guard.h"
#include "journal/record_reader.h"
#include "requestbin/transfer/har_twice.h"
#include "requestbin/transfer/har_values.h"

namespace ricochet::requestbin {

namespace {

using base::JsonReader;

/// Whose entry it is.
struct Origin {
  bool ours = false;  ///< our own export's: what it says of bytes is so
  bool raw = false;   ///< of a refused call, whose parts need not be right
};

const JsonReader* pointer_to(const std::optional<JsonReader>& reader) {
  return reader ? &*reader : nullptr;
}

/// `[{"name": "Accept", "value": "*/*"}]`; names that HTTP/1.1 has not are left out.
std::vector<match::Field> read_headers(const JsonReader& object, bool raw = false) {
  std::vector<match::Field> fields;
  const auto list = object.find("headers");
  if (!list) return fields;
  for (const auto& element : list->elements()) {
    if (!element.object({})) continue;
    const auto name = element.require("name");
    if (!name || (!raw && name->is_string() && name->string()->starts_with(':'))) continue;
    const auto value = element.find("value");
    const auto encoding = element.find("_encoding");
    const auto of_name = element.find("_name_encoding");
    fields.push_back(raw ? journal::read_raw_header(*name, pointer_to(of_name), pointer_to(value),
                                                    pointer_to(encoding))
                         : journal::read_header(*name, pointer_to(value), pointer_to(encoding)));
  }
  return fields;
}

/// Whether the text of a body says what its bytes were. U+FFFD is what bytes became that are not
/// text in the eyes of whoever wrote it; and of a charset that is not UTF-8 the text is a
/// translation.
bool tells_bytes(const JsonReader& object, const std::string& content) {
  if (content.find("\xEF\xBF\xBD") != std::string::npos) return false;
  const bool ascii = std::all_of(content.begin(), content.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return true;
  const auto type = base::to_lower(journal::read_string(object, "mimeType"));
  const auto charset = type.find("charset=");
  return charset == std::string::npos || type.find("utf-8", charset) != std::string::npos ||
         type.find("utf8", charset) != std::string::npos;
}

/// A text and the word about its encoding, of an entry of `ours` to the byte. nullopt: it is not
/// there, or its bytes cannot be told.
std::optional<std::string> read_text(const JsonReader& object, bool ours) {
  const auto text = object.find("text");
  if (!text) return std::nullopt;
  auto content = text->string().value_or("");
  for (const char* key : {"_encoding", "encoding"}) {
    const auto encoding = object.find(key);
    const auto word = encoding ? base::to_lower(encoding->string().value_or("")) : std::string();
    if (word.empty()) continue;
    if (word != "base64") return std::nullopt;
    auto bytes = har_base64(content);
    if (!bytes)
      text->error("bad-base64", "the text is not base64",
                  "see " + base::in_quotes(key) + " beside it");
    return std::move(bytes).value_or("");
  }
  if (!ours && !tells_bytes(object, content)) return std::nullopt;
  return content;
}

/// What the head says of a body that is not in the archive.
bool had_body(const JsonReader& request, const match::Request& call) {
  if (const auto size = request.find("bodySize"); size && size->number().value_or(0) > 0)
    return true;  // -1: not known
  if (call.header("transfer-encoding") != nullptr) return true;
  const auto* length = call.header("content-length");
  return length != nullptr && base::trim(*length) != "0";
}

/// Whether the member tells of more bytes than there are.
bool is_more(const JsonReader& object, const char* key, const std::string& bytes) {
  const auto size = object.find(key);
  return size && size->is_number() &&
         size->number().value_or(0) > static_cast<double>(bytes.size());
}

void read_body(const JsonReader& request, bool ours, match::Request& call) {
  const auto data = request.find("postData");
  if (!data || !data->object({})) {
    call.body_truncated = !ours && had_body(request, call);
    return;
  }
  auto body = read_text(*data, ours);
  const auto text = data->find("text");
  // Some write a text that is empty beside the parameters, which are not.
  const bool anew = !text || (!ours && text->value() == "" && has_params(*data));
  if (anew) body = form_of(*data, call);
  call.body_truncated = !body;
  call.body = std::move(body).value_or("");
  if (ours || anew || call.body_truncated) return;
  // A text that is shorter than what was sent was cut by whoever wrote the archive.
  const bool coded = call.header("content-encoding") != nullptr;
  call.body_truncated =
      journal::tells_more(call) || (!coded && is_more(request, "bodySize", call.body));
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
void read_target(const JsonReader& request, bool raw, match::Request& call) {
  const auto url = request.require("url");
  const auto text = url ? url->string().value_or("/") : "/";
  if (raw) {
    call.secure = text.starts_with("https:");
    if (auto target = journal::read_raw(request, "_target"); !target.empty())
      call.set_target(std::move(target));
    return;
  }
  if (const auto sent = request.find("_target")) {
    call.secure = text.starts_with("https:");
    const auto encoding = request.find("_target_encoding");
    return call.set_target(
        journal::read_target(call.method, *sent, encoding ? &*encoding : nullptr));
  }
  const auto path = text.starts_with('/') ? 0 : path_begin(text);
  const auto scheme = base::to_lower(text.substr(0, text.find(':')));
  call.secure = scheme == "https" || scheme == "wss";
  if (path == std::string_view::npos) {
    return url->error(
        "no-call", "the entry is not a call over HTTP: " + base::in_quotes(base::shorten(text, 80)),
        "take it out of the archive");
  }
  auto target = text.substr(path, text.find('#', path) - path);
  if (!target.starts_with('/')) target.insert(0, "/");
  if (!journal::is_target(call.method, target))
    url->error("bad-target", "the URL holds a control character or a space",
               "percent-encode it: %20 for a space");
  call.set_target(std::move(target));
  if (path == 0 || call.header("host") != nullptr) return;
  const auto begin = text.find("://") + 3;
  const std::string host(har_host(text.substr(begin, path - begin)));
  if (host.find(' ') != std::string::npos || !http::is_field_value(host))
    url->error("bad-target", "the host of the URL holds a control character or a space",
               "write the URL as it was asked for");
  call.headers.insert(call.headers.begin(), {"Host", host});
}

/// "method", whose encoding is that of "_method_encoding".
std::string read_raw(const JsonReader& request, const std::string& key) {
  const auto value = request.find(key);
  const auto encoding = request.find("_" + key + "_encoding");
  return value ? journal::read_bytes(*value, pointer_to(encoding)) : std::string();
}

void read_request(const JsonReader& request, Origin origin, match::Request& call) {
  if (!request.object({})) return;
  if (const auto method = request.require("method"))
    call.method = origin.raw ? read_raw(request, "method") : journal::read_method(*method);
  if (const auto version = request.find("httpVersion"))
    call.version = origin.raw ? read_raw(request, "httpVersion") : journal::read_version(*version);
  call.headers = read_headers(request, origin.raw);
  read_body(request, origin.ours, call);
  if (const auto cut = request.find("_truncated"); cut && cut->boolean().value_or(false))
    call.body_truncated = true;
  read_target(request, origin.raw, call);
  if (origin.ours || origin.raw) return;
  if (!request.find("_target")) add_queries(request, call);
  add_headers(request, call);
}

/// Whether an answer that tells nothing of its body had none.
bool has_no_body(const JsonReader& response, const http::Exchange& exchange) {
  if (exchange.status == 0 || exchange.status == 204 || exchange.status == 304 ||
      exchange.request.method == "HEAD")
    return true;
  const auto content = response.find("content");
  const auto size = content && content->is_object() ? content->find("size") : std::nullopt;
  return size && size->number() == 0.0;
}

/// What an answer that has one says of the length of its body; those to HEAD tell of another's.
bool tells_more(const http::Exchange& exchange) {
  match::Request as_call;
  as_call.headers = exchange.response_headers;
  as_call.body = exchange.response_body;
  return journal::tells_more(as_call);
}

void read_response(const JsonReader& response, bool ours, http::Exchange& exchange) {
  if (!response.object({})) return;
  // -1 is what some write for an answer that never came.
  if (const auto status = response.find("status"))
    exchange.status =
        static_cast<int>(std::max<std::int64_t>(0, status->integer(-1, 999).value_or(0)));
  exchange.response_headers = read_headers(response);
  if (!ours) add_headers(response, exchange);
  std::optional<std::string> body;
  bool cut_by_size = false;
  if (const auto content = response.find("content"); content && content->object({})) {
    body = read_text(*content, ours);
    if (const auto cut = content->find("_truncated"))
      exchange.response_truncated = cut->boolean().value_or(false);
    cut_by_size = is_more(*content, "size", body.value_or(""));
  }
  const bool has_none = has_no_body(response, exchange);
  if (!body && !has_none) exchange.response_truncated = true;
  exchange.response_body = std::move(body).value_or("");
  if (!ours && !has_none && (cut_by_size || tells_more(exchange)))
    exchange.response_truncated = true;
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

}  // namespace

http::Exchange read_har_entry(const JsonReader& entry) {
  http::Exchange exchange;
  if (!entry.object({})) return exchange;
  if (const auto time = entry.find("startedDateTime")) {
    const auto parsed = har_time(time->string().value_or(""));
    if (!parsed)
      time->error("bad-time", "this is not a time", "write \"2026-11-21T09:12:00.000123Z\"");
    exchange.received_wall = parsed.value_or(base::WallTime());
  }
  const Origin origin{entry.find("_id").has_value(), entry.find("_refused").has_value()};
  if (const auto request = entry.require("request"))
    read_request(*request, origin, exchange.request);
  if (const auto response = entry.find("response")) read_response(*response, origin.ours, exchange);
  exchange.delay = read_delay(entry);
  read_ours(entry, exchange);
  return exchange;
}

void check_har(const JsonReader& root) {
  if (!root.object({})) return;
  const auto log = root.require("log");
  if (!log || !log->object({})) return;
  if (const auto entries = log->require("entries")) (void)entries->elements();
}

bool looks_like_har(std::string_view text) {
  constexpr std::size_t kLooks = 64 << 10;
  text = text.substr(0, kLooks);  // it may be hundreds of megabytes of blanks
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = base::trim(text);
  if (!text.starts_with('{')) return false;
  text = base::trim(text.substr(1));
  if (!text.starts_with("\"log\"")) return false;
  return base::trim(text.substr(5)).starts_with(':');
}

}  // namespace ricochet::requestbin
