#include "runner/model/scope_spec.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/json/jsonpath.h"
#include "match/text/regex/regex.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

constexpr const char* kScopeForms =
    R"x(write true (W3C traceparent), or { "header": "X-Test" }, { "key": true }, )x"
    R"x({ "json_path": "$.tenant" }, { "uri": "^/tenants/([^/]+)" })x";

bool is_header_name(const std::string& name) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";  // RFC 9110 section 5.6.2
  return std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kOthers.find(c) != std::string_view::npos;
  });
}

/// Who sends a request sets these, and they say something else.
bool is_taken(const std::string& name) {
  constexpr std::array<std::string_view, 7> kTaken{
      "host",       "content-length",    "content-type", "content-encoding",
      "connection", "transfer-encoding", "expect"};
  const std::string lower = base::to_lower(name);
  return std::find(kTaken.begin(), kTaken.end(), lower) != kTaken.end();
}

void read_header_place(const JsonReader& header, ScopeSpec& spec) {
  const auto name = header.nonempty_string();
  if (!name) return;
  if (!is_header_name(*name) || is_taken(*name)) {
    header.error("bad-scope", base::in_quotes(*name) + " cannot carry a mark",
                 R"(name a header that services hand on: { "header": "X-Test" })");
    return;
  }
  const bool trace = base::to_lower(*name) == ScopeSpec::kTraceHeader;
  spec.header = trace ? ScopeSpec::kTraceHeader : *name;
}

void read_path_place(const JsonReader& path, ScopeSpec& spec) {
  const auto text = path.nonempty_string();
  if (!text) return;
  if (names_of_path(*text).empty() || !match::JsonPath::parse(*text)) {
    path.error("bad-scope", base::in_quotes(*text) + " is not a place to put a mark",
               R"(write the names that lead there, nothing else: "$.order.tenant")");
    return;
  }
  spec.json_path = *text;
}

void read_uri_place(const JsonReader& uri, ScopeSpec& spec) {
  const auto text = uri.nonempty_string();
  if (!text) return;
  const auto regex = match::Regex::compile(*text, {.whole = false});
  if (!regex) {
    uri.error("bad-scope", base::in_quotes(*text) + ": " + regex.error().message,
              regex.error().hint);
    return;
  }
  if (regex->group_count() != 1) {
    uri.error("bad-scope",
              "the pattern has " + base::plural(regex->group_count(), "group") + ", expected 1",
              R"x(put the mark in brackets, and nothing else: "^/tenants/([^/]+)")x");
    return;
  }
  spec.uri = *text;
}

}  // namespace

std::vector<std::string> names_of_path(const std::string& json_path) {
  if (!json_path.starts_with("$.")) return {};
  auto names = base::split(std::string_view(json_path).substr(2), '.');
  std::vector<std::string> out;
  for (const auto& name : names) {
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             c == '_' || c == '-';
    });
    if (!plain) return {};
    out.emplace_back(name);
  }
  return out;
}

std::string ScopeSpec::describe() const {
  std::vector<std::string> places;
  if (!header.empty()) places.push_back("header " + header);
  if (key) places.emplace_back("the key of records");
  if (!json_path.empty()) places.push_back(json_path);
  if (!uri.empty()) places.push_back("the URI (" + uri + ")");
  std::string out;
  for (std::size_t i = 0; i < places.size(); ++i) out += (i == 0 ? "" : " or ") + places[i];
  return out;
}

base::Shape scope_shape() {
  const base::Shape text = base::Shape::nonempty();
  return base::Shape::either(
      {base::Shape::yes(),
       base::Shape::object(
           {{"header", text, "the name of a header of requests and records"},
            {"key", base::Shape::yes(), "the key of records, as it is"},
            {"json_path", text, "names that lead to a value of the body: $.order.tenant"},
            {"uri", text, "a pattern with one group, found in the targets of calls"}},
           {base::KeyRule::some_of({"header", "key", "json_path", "uri"})})});
}

std::optional<ScopeSpec> read_scope(const JsonReader& place) {
  static const base::Shape kShape = scope_shape();
  const JsonReader scope = place.as(kShape);
  const base::ErrorMark mark(scope.diags());
  ScopeSpec spec;
  if (scope.is_bool()) {
    if (scope.boolean() == false)
      scope.error("bad-scope", "\"scope\": false says nothing", kScopeForms);
    spec.header = ScopeSpec::kTraceHeader;
  } else if (!scope.is_object()) {
    scope.error("bad-scope", "a scope is not " + JsonReader::describe(scope.value()), kScopeForms);
  } else {
    if (scope.value().empty())
      scope.error("bad-scope", "this scope has no place for a mark", kScopeForms);
    else
      scope.object();
    if (const auto header = scope.find("header")) read_header_place(*header, spec);
    if (const auto path = scope.find("json_path")) read_path_place(*path, spec);
    if (const auto uri = scope.find("uri")) read_uri_place(*uri, spec);
    if (const auto key = scope.find("key")) {
      spec.key = key->boolean().value_or(true);
      if (!spec.key) key->error("bad-scope", "\"key\": false says nothing", "remove it");
    }
  }
  if (!mark.clean()) return std::nullopt;
  return spec;
}

}  // namespace ricochet::runner
