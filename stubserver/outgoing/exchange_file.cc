#include "stubserver/outgoing/exchange_file.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <vector>

#include "base/file.h"
#include "base/json.h"
#include "base/json_reader.h"
#include "base/text.h"
#include "stubserver/request_dump.h"

namespace ricochet::stubserver {

namespace {

using base::Json;
using base::JsonReader;

/// Every value of a name, in order.
using Values = std::map<std::string, std::vector<std::string>>;

/// Moco writes lists, and reads a plain string too.
bool check_values(const JsonReader& object) {
  if (!object.object({})) return false;
  for (const auto& member : object.members()) {
    if (member.is_string()) continue;
    for (const auto& element : member.elements()) {
      if (!element.string()) return false;
    }
    if (!member.is_array()) return false;
  }
  return true;
}

/// A string, or bytes in base64 with the charset that they are of.
bool check_content(const JsonReader& value) {
  if (value.is_string()) return true;
  if (!value.object({"content", "charset"})) return false;
  const auto content = value.require("content");
  const auto text = content ? content->string() : std::nullopt;
  if (!text) return false;
  if (base::base64_decode(*text)) return true;
  content->error("bad-content", "this is not base64", "write plain text in place of the object");
  return false;
}

void check_message(const JsonReader& message, const std::vector<std::string>& keys) {
  if (!message.object(keys)) return;
  for (const char* key : {"version", "method", "uri"}) {
    if (const auto value = message.find(key)) value->string();
  }
  for (const char* key : {"headers", "queries"}) {
    if (const auto value = message.find(key)) check_values(*value);
  }
  if (const auto content = message.find("content")) check_content(*content);
  if (const auto status = message.find("status")) status->integer(100, 999);
}

/// The whole file, or the first finding in it.
base::Status check_document(const JsonReader& array) {
  for (const auto& entry : array.elements()) {
    if (!entry.object({"request", "response"})) continue;
    if (const auto request = entry.find("request"))
      check_message(*request, {"version", "content", "headers", "method", "uri", "queries"});
    if (const auto response = entry.require("response"))
      check_message(*response, {"version", "content", "headers", "status"});
  }
  for (const auto& diag : array.diags().all()) {
    if (diag.severity == base::Severity::kError) return diag;
  }
  return {};
}

std::string content_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return base::base64_decode(value.at("content").get<std::string>()).value_or(std::string());
}

std::vector<std::string> list_of(const Json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  return value.get<std::vector<std::string>>();
}

Values values_of(const std::vector<match::Field>& fields, bool any_case) {
  Values out;
  for (const auto& field : fields)
    out[any_case ? base::to_lower(field.name) : field.name].push_back(field.value);
  return out;
}

Values values_of(const Json& object, bool any_case) {
  Values out;
  for (const auto& [name, value] : object.items())
    out[any_case ? base::to_lower(name) : name] = list_of(value);
  return out;
}

bool headers_fit(const Values& stored, const Values& sent) {
  return std::all_of(stored.begin(), stored.end(), [&](const auto& entry) {
    const auto it = sent.find(entry.first);
    return it == sent.end() || it->second == entry.second;
  });
}

bool fits(const Json& stored, const match::Request& request) {
  for (const auto& [key, value] : stored.items()) {
    if (value.is_null()) continue;
    if (key == "version" && value != request.version) return false;
    if (key == "method" && !base::iequals(value.get_ref<const std::string&>(), request.method))
      return false;
    if (key == "uri" && value != request.path) return false;
    if (key == "content" && content_of(value) != request.body) return false;
    if (key == "queries" && values_of(value, false) != values_of(request.queries, false))
      return false;
    if (key == "headers" && !headers_fit(values_of(value, true), values_of(request.headers, true)))
      return false;
  }
  return true;
}

http::Response response_of(const Json& stored) {
  http::Response out;
  if (const auto status = stored.find("status"); status != stored.end() && !status->is_null())
    out.status = status->get<int>();
  if (const auto headers = stored.find("headers"); headers != stored.end() && !headers->is_null()) {
    for (const auto& [name, value] : headers->items()) {
      for (auto& each : list_of(value)) out.headers.push_back({name, std::move(each)});
    }
  }
  if (const auto content = stored.find("content"); content != stored.end() && !content->is_null())
    out.body = content_of(*content);
  return out;
}

Json response_json(const http::Response& response) {
  Json out = Json::object();
  out["version"] = response.version.empty() ? "HTTP/1.1" : response.version;
  out["content"] = dump_content(response.body);
  out["headers"] = dump_fields(response.headers);
  out["status"] = response.status;
  return out;
}

/// The same text for the same JSON, whatever the order of its keys.
std::string canonical(const Json& json) { return nlohmann::json::parse(json.dump()).dump(); }

}  // namespace

base::Result<Json> ExchangeFile::read() const {
  std::error_code ec;
  if (!std::filesystem::exists(path_, ec)) return Json::array();
  const auto document = base::JsonDocument::load(path_);
  if (!document) return document.error();
  base::DiagList diags;
  if (auto checked = check_document(JsonReader(*document, diags, "stub")); !checked)
    return checked.error();
  return (*document)->root();
}

base::Status ExchangeFile::check() const {
  const auto content = read();
  if (!content) return content.error();
  return {};
}

base::Result<std::optional<http::Response>> ExchangeFile::find(
    const match::Request& request) const {
  const auto entries = read();
  if (!entries) return entries.error();
  for (const auto& entry : *entries) {
    const auto stored = entry.find("request");
    if (stored == entry.end() || stored->is_null() || fits(*stored, request))
      return std::optional(response_of(entry.at("response")));
  }
  return std::optional<http::Response>();
}

base::Status ExchangeFile::store(const match::Request& request,
                                 const http::Response& response) const {
  const auto entries = read();
  if (!entries) return entries.error();
  const Json asked = dump_request(request);
  const std::string same = canonical(asked);
  Json out = Json::array();
  for (const auto& entry : *entries) {
    const auto stored = entry.find("request");
    if (stored == entry.end() || canonical(*stored) != same) out.push_back(entry);
  }
  while (out.size() >= kMaxStoredExchanges) out.erase(0);
  Json added = Json::object();
  added["request"] = asked;
  added["response"] = response_json(response);
  out.push_back(std::move(added));
  return base::write_file_atomic(path_, out.dump(2) + "\n");
}

}  // namespace ricochet::stubserver
