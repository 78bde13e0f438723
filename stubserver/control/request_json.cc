#include "stubserver/control/request_json.h"

#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"

namespace ricochet::stubserver {

namespace {

void read_headers(const base::JsonReader& value, match::Request& request) {
  if (!value.object({})) return;
  for (const auto& header : value.members()) {
    if (header.is_array()) {
      for (const auto& one : header.elements()) {
        if (const auto text = one.string()) request.headers.push_back({header.key(), *text});
      }
    } else if (const auto text = header.string()) {
      request.headers.push_back({header.key(), *text});
    }
  }
}

void read_body(const base::JsonReader& object, match::Request& request) {
  const char* given = nullptr;
  for (const char* key : {"text", "json", "base64"}) {
    const auto value = object.find(key);
    if (!value) continue;
    if (given != nullptr) {
      value->error_at_key("two-bodies",
                          base::in_quotes(given) + " gives the body of the request already",
                          "keep one of them");
      return;
    }
    given = key;
    if (std::string_view(key) == "json") {
      request.body = base::compact_json(value->value());
      continue;
    }
    const auto text = value->string();
    if (!text) continue;
    if (std::string_view(key) == "text") {
      request.body = *text;
    } else if (auto bytes = base::base64_decode(*text)) {
      request.body = std::move(*bytes);
    } else {
      value->error("bad-base64", "this is not base64", "use \"text\" for plain text");
    }
  }
}

}  // namespace

std::optional<match::Request> read_request(const base::JsonReader& object) {
  if (!object.object({"method", "uri", "target", "url", "version", "headers", "text", "json",
                      "base64", "client"}))
    return std::nullopt;
  match::Request request;
  request.method = "GET";
  request.peer_address = "127.0.0.1";
  const auto take = [&](const char* key, std::string& into) {
    if (const auto value = object.find(key)) into = value->nonempty_string().value_or(into);
  };
  std::string target = "/";
  for (const char* key : {"uri", "target", "url"}) take(key, target);
  request.set_target(std::move(target));
  take("method", request.method);
  take("version", request.version);
  take("client", request.peer_address);
  if (const auto headers = object.find("headers")) read_headers(*headers, request);
  read_body(object, request);
  if (object.diags().has_errors()) return std::nullopt;
  return request;
}

}  // namespace ricochet::stubserver
