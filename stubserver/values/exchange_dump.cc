#include "stubserver/values/exchange_dump.h"

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/utf8.h"

namespace ricochet::stubserver {

using base::Json;
using base::JsonReader;

namespace {

using Fields = std::vector<match::Field>;

/// "uri" and "queries" of a dump together make the target again.
std::string target_of(const std::string& path, const std::vector<match::Field>& queries) {
  std::string out = base::percent_encode(path, "-._~/:@!$&'()*+,;=");
  char separator = '?';
  for (const auto& query : queries) {
    out += separator + base::percent_encode(query.name) + "=" + base::percent_encode(query.value);
    separator = '&';
  }
  return out;
}

Json dump_content(const std::string& body) {
  if (base::is_utf8(body)) return body;
  // Each byte is one character there, so that Moco reads the same bytes.
  return Json{{"content", base::base64_encode(body)}, {"charset", "ISO-8859-1"}};
}

Json dump_fields(const Fields& fields) {
  Json out = Json::object();
  for (const auto& field : fields)
    out[base::repair_utf8(field.name)].push_back(base::repair_utf8(field.value));
  return out;
}

std::optional<std::string> read_text(const JsonReader& dump, const char* key) {
  const auto value = dump.find(key);
  return value ? value->string() : std::nullopt;
}

/// A string, or bytes in base64 with the charset that they are of.
std::optional<std::string> read_content(const JsonReader& dump) {
  const auto value = dump.find("content");
  if (!value) return std::nullopt;
  if (value->is_string()) return value->string();
  if (!value->object({"content", "charset"})) return std::nullopt;
  const auto content = value->require("content");
  const auto text = content ? content->string() : std::nullopt;
  if (!text) return std::nullopt;
  auto bytes = base::base64_decode(*text);
  if (!bytes) {
    content->error("bad-content", "this is not base64", "write plain text in place of the object");
  }
  return bytes;
}

/// Moco writes lists, and reads a plain string too.
std::optional<Fields> read_fields(const JsonReader& dump, const char* key) {
  const auto object = dump.find(key);
  if (!object || !object->object({})) return std::nullopt;
  Fields out;
  for (const auto& member : object->members()) {
    for (const auto& value : member.is_string() ? std::vector{member} : member.elements()) {
      if (auto text = value.string()) out.push_back({member.key(), std::move(*text)});
    }
  }
  return out;
}

}  // namespace

Json dump_request(const match::Request& request) {
  Json out = Json::object();
  out["version"] = request.version;
  out["content"] = dump_content(request.body);
  out["headers"] = dump_fields(request.headers);
  out["method"] = base::repair_utf8(request.method);
  out["uri"] = base::repair_utf8(request.path);
  out["queries"] = dump_fields(request.queries);
  return out;
}

Json dump_response(const http::Response& response) {
  Json out = Json::object();
  out["version"] = response.version.empty() ? "HTTP/1.1" : response.version;
  out["content"] = dump_content(response.body);
  out["headers"] = dump_fields(response.headers);
  out["status"] = response.status;
  return out;
}

match::Request RequestDump::request() const {
  match::Request out;
  if (version && !version->empty()) out.version = *version;
  if (method) out.method = *method;
  if (content) out.body = *content;
  if (headers) out.headers = *headers;
  out.set_target(target_of(uri.value_or(""), queries.value_or(Fields())));
  return out;
}

std::optional<RequestDump> read_request_dump(const JsonReader& value) {
  const base::ErrorMark mark(value.diags());
  if (!value.object({"version", "content", "headers", "method", "uri", "queries"}))
    return std::nullopt;
  RequestDump out;
  out.version = read_text(value, "version");
  out.content = read_content(value);
  out.headers = read_fields(value, "headers");
  out.method = read_text(value, "method");
  out.uri = read_text(value, "uri");
  out.queries = read_fields(value, "queries");
  if (!mark.clean()) return std::nullopt;
  return out;
}

std::optional<http::Response> read_response_dump(const JsonReader& value) {
  const base::ErrorMark mark(value.diags());
  if (!value.object({"version", "content", "headers", "status"})) return std::nullopt;
  http::Response out;
  read_text(value, "version");  // checked only: the answer has that of the request
  out.body = read_content(value).value_or("");
  out.headers = read_fields(value, "headers").value_or(Fields());
  if (const auto status = value.find("status"))
    out.status = static_cast<int>(status->integer(100, 999).value_or(out.status));
  if (!mark.clean()) return std::nullopt;
  return out;
}

base::Result<std::shared_ptr<const base::JsonDocument>> load_dumps(
    const std::string& path, const std::string& problem,
    const std::function<void(const JsonReader& root)>& read) {
  auto document = base::JsonDocument::load(path);
  if (!document) {
    if (document.error().kind == base::Diag::Kind::kNotFound)
      return std::shared_ptr<const base::JsonDocument>();
    return document;
  }
  base::DiagList diags;
  read(JsonReader(*document, diags, "stub"));
  for (auto diag : diags.all()) {
    if (diag.severity != base::Severity::kError) continue;
    diag.message = problem + ": " + diag.message;
    return diag;
  }
  return document;
}

}  // namespace ricochet::stubserver
