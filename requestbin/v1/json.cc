#include "requestbin/v1/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/json/json.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "journal/record_json.h"
#include "journal/wire_text.h"
#include "match/subject.h"
#include "requestbin/web_text.h"

namespace ricochet::requestbin {

namespace {

/// ASCII only, with \u escapes, and numbers without an exponent, as Python writes it.
std::string escaped(const base::Json& value) {
  if (!value.is_number_float()) return base::ascii_json(value);
  std::array<char, 32> buffer{};
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value.get<double>());
  std::string text(buffer.data(), written.ptr);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

void dump(std::string& out, const base::Json& value) {
  if (value.is_object()) {
    out += '{';
    for (auto it = value.begin(); it != value.end(); ++it) {
      if (it != value.begin()) out += ", ";
      out += escaped(it.key());
      out += ": ";
      dump(out, it.value());
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) out += ", ";
      dump(out, value[i]);
    }
    out += ']';
  } else {
    out += escaped(value);
  }
}

/// Forms of RFC 7578 and of HTML; their `body` is empty in v1, because RequestBin's parser had
/// eaten it.
double unix_seconds(base::WallTime t) {
  const auto us =
      std::chrono::duration_cast<std::chrono::microseconds>(t.time_since_epoch()).count();
  return static_cast<double>(us) / 1e6;
}

base::Json headers_of(const match::Message& message, const std::vector<std::string>& ignored) {
  base::Json headers = base::Json::object();
  for (const auto& field : message.headers) {
    if (std::any_of(ignored.begin(), ignored.end(),
                    [&field](const auto& name) { return base::iequals(name, field.name); }))
      continue;
    const auto name = journal::as_text(title_case(field.name));
    auto& slot = headers[name];
    slot = slot.is_string() ? slot.get<std::string>() + "," + journal::as_text(field.value)
                            : journal::as_text(field.value);
  }
  return headers;
}

base::Json queries_of(const match::Request& request) {
  base::Json queries = base::Json::object();
  for (const auto& field : request.queries) {
    auto& slot = queries[base::repair_utf8(field.name)];
    if (slot.is_null()) slot = base::repair_utf8(field.value);  // the first of a name wins
  }
  return queries;
}

base::Json forms_of(const match::Subject& subject) {
  base::Json pairs = base::Json::array();
  for (const auto& field : subject.forms()) {
    pairs.push_back(
        base::Json::array({journal::as_text(field.name), journal::as_text(field.value)}));
  }
  return pairs;
}

}  // namespace

std::string dump_v1(const base::Json& value) {
  std::string out;
  dump(out, value);
  return out;
}

base::Json bin_to_v1(const journal::BinInfo& bin) {
  base::Json object;
  object["color"] = base::Json::array({bin.colour[0], bin.colour[1], bin.colour[2]});
  object["name"] = bin.name;
  object["private"] = bin.is_private;
  object["request_count"] = bin.held;
  return object;
}

base::Json record_to_v1(const journal::Record& record, std::size_t max_raw,
                        const std::vector<std::string>& ignored) {
  const auto& message = record.message();
  const auto* call = record.request();
  const auto* type = message.header("content-type");
  const auto* forwarded = message.header("x-forwarded-for");
  const bool form = call != nullptr && type != nullptr && journal::is_form(*type);
  base::Json object;
  object["id"] = record.id;
  object["time"] = unix_seconds(record.received_wall);
  object["remote_addr"] = forwarded != nullptr ? journal::as_text(*forwarded)
                          : call != nullptr    ? call->peer_address
                                               : "";
  object["method"] = call != nullptr ? journal::as_text(call->method) : "EVENT";
  object["headers"] = headers_of(message, ignored);
  object["query_string"] = call != nullptr ? queries_of(*call) : base::Json::object();
  object["raw"] = journal::as_text(journal::cut_text(message.body, max_raw));
  std::optional<match::Subject> subject;
  if (form) subject.emplace(*call);
  object["form_data"] = form ? forms_of(*subject) : base::Json::array();
  object["body"] = form ? std::string() : journal::as_text(message.body);
  object["path"] = call != nullptr ? base::repair_utf8(call->path) : "/" + record.bin;
  object["content_length"] = message.body.size();
  object["content_type"] = type != nullptr ? journal::as_text(*type) : std::string();
  // RequestBin reads forms whole, and has no bounds.
  if (form && subject->is_unsure(match::Reading::kForms)) object["form_truncated"] = true;
  // RequestBin has no such calls; clients of its API know them by this member.
  if (record.refused) object["refused"] = journal::refused_to_v2(record);
  return object;
}

std::string v1_error(const std::string& what) {
  base::Json object;
  object["error"] = what;
  return dump_v1(object);
}

}  // namespace ricochet::requestbin
