#include "http/api.h"

#include <algorithm>
#include <charconv>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"

namespace ricochet::http {
namespace {

base::Json to_json(const base::Diag& diag) {
  base::Json json;
  json["error"] = diag.message;
  json["code"] = diag.code;
  if (!diag.hint.empty()) json["hint"] = diag.hint;
  if (!diag.where.str().empty()) json["where"] = diag.where.str();
  if (!diag.where.pointer.empty()) json["pointer"] = diag.where.pointer;
  return json;
}

base::Diag bad_query(std::string_view name, const std::string& must, std::string_view got,
                     std::string hint = {}) {
  return {"http/bad-query",
          "query parameter " + base::in_quotes(name) + ' ' + must + ", got " +
              base::in_quotes(base::shorten(got, 60)),
          hint.empty() ? "leave it out for its default" : std::move(hint)};
}

}  // namespace

int status_of(base::Diag::Kind kind) {
  switch (kind) {
    case base::Diag::Kind::kInput:
    case base::Diag::Kind::kUsage:
    case base::Diag::Kind::kRequest:
      return 400;
    case base::Diag::Kind::kEnvironment:
      return 503;
    case base::Diag::Kind::kNotFound:
      return 404;
    case base::Diag::Kind::kConflict:
      return 409;
    case base::Diag::Kind::kInternal:
      break;
  }
  return 500;
}

Response json_response(int status, const base::Json& body) {
  return Response(status, "application/json; charset=utf-8", base::compact_json(body));
}

Response json_error(int status, std::string_view message) {
  base::Json json;
  json["error"] = std::string(message);
  return json_response(status, json);
}

Response json_error(int status, const base::Diag& diag) {
  auto json = to_json(diag);
  json["text"] = base::render(diag);
  return json_response(status, json);
}

Response json_error(int status, const base::DiagList& diags) {
  base::Json json;
  base::Json all = base::Json::array();
  for (const auto& diag : diags.all()) {
    if (diag.severity != base::Severity::kError) continue;
    if (json.is_null()) json = to_json(diag);
    all.push_back(to_json(diag));
  }
  json["errors"] = std::move(all);
  if (diags.suppressed() > 0) json["more_errors"] = diags.suppressed();
  json["text"] = diags.render_all();
  return json_response(status, json);
}

const std::string* query(const match::Request& request, std::string_view name) {
  for (const auto& field : request.queries) {
    if (field.name == name) return &field.value;
  }
  return nullptr;
}

base::Result<std::int64_t> query_int(const match::Request& request, std::string_view name,
                                     std::int64_t fallback, std::int64_t min, std::int64_t max) {
  const std::string* const text = query(request, name);
  if (text == nullptr) return fallback;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (text->empty() || error != std::errc() || end != text->data() + text->size() || value < min ||
      value > max) {
    return bad_query(
        name, "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max),
        *text);
  }
  return value;
}

base::Result<bool> query_bool(const match::Request& request, std::string_view name, bool fallback) {
  const std::string* const text = query(request, name);
  if (text == nullptr) return fallback;
  if (text->empty() || *text == "true" || *text == "1") return true;
  if (*text == "false" || *text == "0") return false;
  return bad_query(name, "must be true or false", *text);
}

base::Result<std::string> query_word(const match::Request& request, std::string_view name,
                                     std::string_view fallback,
                                     const std::vector<std::string>& allowed) {
  const std::string* const text = query(request, name);
  if (text == nullptr) return std::string(fallback);
  if (std::find(allowed.begin(), allowed.end(), *text) != allowed.end()) return *text;
  std::string list;
  for (const auto& word : allowed) list += (list.empty() ? "" : ", ") + word;
  return bad_query(name, "must be one of " + list, *text, base::did_you_mean(*text, allowed));
}

base::Status check_queries(const match::Request& request, const std::vector<std::string>& known) {
  for (const auto& field : request.queries) {
    if (std::find(known.begin(), known.end(), field.name) != known.end()) continue;
    return base::Diag("http/bad-query",
                      "unknown query parameter " + base::in_quotes(base::shorten(field.name, 60)),
                      base::did_you_mean(field.name, known));
  }
  return {};
}

}  // namespace ricochet::http
