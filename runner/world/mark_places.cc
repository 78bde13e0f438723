#include "runner/world/mark_places.h"

#include <algorithm>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/json/number.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "http/url.h"
#include "match/message.h"
#include "match/work.h"

namespace ricochet::runner {

namespace {

/// Of W3C's "00-<trace-id>-<parent-id>-<flags>".
std::string trace_id_of(const std::string& traceparent) {
  const auto parts = base::split(traceparent, '-');
  return parts.size() < 4 ? std::string() : std::string(parts[1]);
}

void add_value(std::string value, std::vector<std::string>& values) {
  if (!value.empty()) values.push_back(std::move(value));
}

}  // namespace

MarkPlaces::MarkPlaces(const ScopeSpec& spec)
    : spec_(spec), json_names_(names_of_path(spec.json_path)) {
  const auto add = [this](const std::string& text) {
    places_.push_back(awaits::Correlation::parse(text).value());
  };
  if (spec_.is_trace())
    add("trace");
  else if (!spec_.header.empty())
    add("header:" + spec_.header);
  if (spec_.key) add("key");
  if (!spec_.json_path.empty()) add("json:" + spec_.json_path);
  if (!spec_.uri.empty()) uri_ = match::Regex::compile(spec_.uri, {.whole = false}).value();
}

std::vector<std::string> MarkPlaces::values_of(const match::Subject& subject) const {
  std::vector<std::string> values;
  for (const auto& place : places_) {
    if (match::Work::in_passing() && place->needs_body() && subject.is_large()) {
      match::Work::fall_short();
      return values;
    }
    if (auto value = place->value_of(subject)) add_value(std::move(*value), values);
  }
  if (subject.request() == nullptr) return values;
  if (auto value = in_target(subject.request()->target)) add_value(std::move(*value), values);
  return values;
}

std::optional<std::string> MarkPlaces::in_target(const std::string& target) const {
  if (!uri_) return std::nullopt;
  const std::string text = base::repair_utf8(target);
  std::vector<match::Regex::Span> spans;
  if (uri_->find(text, 0, spans) != match::Regex::MatchResult::kMatch) return std::nullopt;
  const auto& group = spans.at(1);
  if (!group.set()) return std::nullopt;
  return text.substr(group.begin, group.end - group.begin);
}

std::string MarkPlaces::header_value(const std::string& mark) const {
  if (!spec_.is_trace()) return mark;
  // A parent-id that does not stand in the trace-id: services replace the one by theirs.
  const std::string parent(mark.rbegin(), mark.rbegin() + 16);
  return "00-" + mark + "-" + parent + "-01";
}

std::vector<std::string> MarkPlaces::found_in_header(const std::string& value) const {
  std::vector<std::string> found;
  add_value(spec_.is_trace() ? trace_id_of(value) : value, found);
  return found;
}

std::vector<std::string> MarkPlaces::put(const std::string& mark, bus::Record& record) const {
  std::vector<std::string> found;
  if (!spec_.header.empty()) {
    const auto own = std::find_if(record.headers.begin(), record.headers.end(),
                                  [&](const auto& header) { return header.name == spec_.header; });
    if (own == record.headers.end())
      record.headers.push_back({spec_.header, header_value(mark)});
    else
      found = found_in_header(own->value.value_or(""));
  }
  if (spec_.key) {
    if (record.key)
      add_value(*record.key, found);
    else
      record.key = mark;
  }
  if (record.value) put_into_json(mark, *record.value, found);
  return found;
}

std::vector<std::string> MarkPlaces::put(const std::string& mark,
                                         http::ClientRequest& request) const {
  std::vector<std::string> found;
  if (!spec_.header.empty()) {
    match::Message head;
    head.headers = request.headers;
    if (const auto* own = head.header(spec_.header))
      found = found_in_header(*own);
    else
      request.headers.push_back({spec_.header, header_value(mark)});
  }
  put_into_json(mark, request.body, found);
  if (const auto url = http::parse_url(request.url)) {
    if (auto value = in_target(url->target)) add_value(std::move(*value), found);
  }
  return found;
}

bool MarkPlaces::has_place(const ScopeSpec& spec, const std::string& text) {
  const auto parsed = base::parse_json_body(text);
  const base::Json* at = parsed.get();
  for (const auto& name : names_of_path(spec.json_path)) {
    if (at == nullptr || !at->is_object()) return false;
    const auto next = at->find(name);
    if (next == at->end() || next->is_null()) return true;  // it is made
    at = &*next;
  }
  return at != nullptr && (at->is_string() || base::is_number(*at));
}

void MarkPlaces::put_into_json(const std::string& mark, std::string& text,
                               std::vector<std::string>& found) const {
  if (json_names_.empty() || text.empty()) return;
  const auto parsed = base::parse_json_body(text);
  if (parsed == nullptr || !parsed->is_object()) return;
  base::Json& root = *parsed;
  base::Json* at = &root;
  for (const auto& name : json_names_) {
    if (!at->is_object()) return;  // something else stands in its way
    at = &(*at)[name];
    if (at->is_null() && &name != &json_names_.back()) *at = base::Json::object();
  }
  if (at->is_string()) return add_value(at->get<std::string>(), found);
  if (base::is_number(*at)) return add_value(base::compact_json(*at), found);
  if (!at->is_null()) return;
  *at = mark;
  text = base::compact_json(root);
}

}  // namespace ricochet::runner
