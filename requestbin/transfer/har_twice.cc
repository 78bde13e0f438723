#include "requestbin/transfer/har_twice.h"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "http/guard.h"
#include "journal/record_reader.h"
#include "match/subject.h"

namespace ricochet::requestbin {

namespace {

using base::JsonReader;

struct Pair {
  JsonReader at;
  std::string name, value;
};

std::vector<Pair> read_list(const JsonReader& object, const char* key) {
  std::vector<Pair> pairs;
  const auto list = object.find(key);
  if (!list || list->value().is_null()) return pairs;
  for (const auto& element : list->elements()) {
    if (!element.object({})) continue;
    const auto name = element.require("name");
    if (!name) continue;
    pairs.push_back({element, name->string().value_or(""), journal::read_string(element, "value")});
  }
  return pairs;
}

/// U+FFFD stands for bytes that the parts cannot tell; where the text has them, it has them all.
bool is_lossy(const std::string& text) { return text.find("\xEF\xBF\xBD") != std::string::npos; }

bool has_field(const std::vector<match::Field>& fields, std::string_view name) {
  return std::any_of(fields.begin(), fields.end(),
                     [name](const auto& field) { return base::iequals(field.name, name); });
}

/// How often each name was sent. Names of queries are kept decoded.
class SentNames {
 public:
  void add(const std::string& name) { ++left_[name]; }
  /// Of the parts of a text, `a=1; b=2`.
  void add_parts(std::string_view text, char separator, bool encoded) {
    for (const auto part : base::split(text, separator)) {
      const std::string name(name_of(part));
      if (!base::trim(part).empty()) add(encoded ? base::percent_decode(name, true) : name);
    }
  }
  static std::string_view name_of(std::string_view part) {
    return base::trim(part.substr(0, part.find('=')));
  }
  bool empty() const { return left_.empty(); }
  /// Each that was sent stands for one pair of the list.
  bool take(const std::string& name) {
    const auto it = left_.find(name);
    if (it == left_.end() || it->second == 0) return false;
    --it->second;
    return true;
  }

 private:
  std::unordered_map<std::string, std::size_t> left_;
};

/// Of `a=1; Path=/` what is not an attribute.
std::string_view first_part(std::string_view set_cookie) {
  return set_cookie.substr(0, set_cookie.find(';'));
}

/// What a cookie is found again by.
std::string cookie_name(const Pair& pair) { return pair.name.empty() ? pair.value : pair.name; }

using NameOf = std::function<std::string(const Pair&)>;

/// The pairs of the list that were not sent, when their names are what `name_of` says.
std::vector<const Pair*> missing_of(const std::vector<Pair>& list, SentNames sent,
                                    const NameOf& name_of) {
  std::vector<const Pair*> missing;
  const bool some_sent = !sent.empty();
  for (const auto& pair : list) {
    const auto name = name_of(pair);
    if (!(some_sent && is_lossy(name)) && !sent.take(name)) missing.push_back(&pair);
  }
  return missing;
}

void add_field(const JsonReader& at, const char* name, std::string value,
               std::vector<match::Field>& fields) {
  if (!http::is_field_value(value))
    return at.error("bad-header", std::string("a control character in what becomes ") + name,
                    "write the header as it was sent, under \"headers\"");
  fields.push_back({name, std::move(value)});
}

/// "name=value"; a `;` would make two of it.
std::string cookie_of(const Pair& pair) {
  if ((pair.name + pair.value).find(';') != std::string::npos)
    pair.at.error(
        "bad-header",
        base::in_quotes(base::shorten(pair.name, 60)) + " cannot be a cookie: it has a semicolon",
        "write the header as it was sent, under \"headers\"");
  return pair.name.empty() ? pair.value : pair.name + "=" + pair.value;
}

void add_cookies(const JsonReader& request, match::Request& call) {
  SentNames sent;
  match::Field* header = nullptr;
  for (auto& field : call.headers) {
    if (!base::iequals(field.name, "cookie")) continue;
    sent.add_parts(field.value, ';', false);
    header = &field;
  }
  std::string missing;
  const auto list = read_list(request, "cookies");
  for (const auto* pair : missing_of(list, std::move(sent), cookie_name))
    missing += (missing.empty() ? "" : "; ") + cookie_of(*pair);
  if (missing.empty()) return;
  std::vector<match::Field> made;
  add_field(*request.find("cookies"), "Cookie", std::move(missing), made);
  if (made.empty()) return;
  if (header != nullptr)
    header->value += "; " + made.front().value;
  else
    call.headers.push_back(made.front());
}

/// The attributes of a cookie that an answer sets. `expires` is a time of another form, and says
/// nothing that a matcher could ask for.
std::string set_cookie_of(const Pair& pair) {
  auto text = cookie_of(pair);
  for (const auto& [key, name] : {std::pair("path", "Path"), std::pair("domain", "Domain")}) {
    const auto value = pair.at.find(key);
    if (value && value->is_string() && !value->string()->empty())
      text += std::string("; ") + name + "=" + *value->string();
  }
  for (const auto& [key, name] :
       {std::pair("httpOnly", "HttpOnly"), std::pair("secure", "Secure")}) {
    const auto value = pair.at.find(key);
    if (value && value->is_bool() && value->boolean().value_or(false))
      text += std::string("; ") + name;
  }
  return text;
}

}  // namespace

void add_queries(const JsonReader& request, match::Request& call) {
  SentNames sent;
  sent.add_parts(call.query, '&', true);
  const auto list = read_list(request, "queryString");
  // Writers of HAR give all of it decoded, or all as it was sent: the reading that finds more of
  // the names is the right one.
  const auto as_sent = [](const std::string& text) { return base::percent_decode(text, true); };
  auto pairs = missing_of(list, sent, [](const Pair& pair) { return pair.name; });
  auto encoded = missing_of(list, sent, [&](const Pair& pair) { return as_sent(pair.name); });
  const bool is_encoded = encoded.size() < pairs.size();
  if (is_encoded) pairs = std::move(encoded);
  std::string missing;
  for (const auto* pair : pairs) {
    const auto plain = [&](const auto& text) { return is_encoded ? as_sent(text) : text; };
    missing += (missing.empty() ? "" : "&") + base::percent_encode(plain(pair->name)) + "=" +
               base::percent_encode(plain(pair->value));
  }
  if (missing.empty()) return;
  const bool has_mark = call.target.find('?') != std::string::npos;
  const char* joint = !has_mark ? "?" : call.query.empty() ? "" : "&";
  call.set_target(call.target + joint + missing);
}

void add_headers(const JsonReader& request, match::Request& call) {
  add_cookies(request, call);
  const auto data = request.find("postData");
  if (!data || !data->is_object() || call.header("content-type") != nullptr) return;
  // The word of a writer who does not know ("x-unknown", "") is not a type.
  const auto type = journal::read_string(*data, "mimeType");
  if (type.find('/') != std::string::npos)
    add_field(*data, "Content-Type", std::string(base::trim(type)), call.headers);
}

void add_headers(const JsonReader& response, http::Exchange& exchange) {
  auto& headers = exchange.response_headers;
  SentNames set;
  for (const auto& field : headers) {
    if (base::iequals(field.name, "set-cookie"))
      set.add(std::string(SentNames::name_of(first_part(field.value))));
  }
  const auto list = read_list(response, "cookies");
  for (const auto* pair : missing_of(list, std::move(set), cookie_name))
    add_field(pair->at, "Set-Cookie", set_cookie_of(*pair), headers);
  auto location = journal::read_string(response, "redirectURL");
  if (exchange.status >= 300 && exchange.status < 400 && !location.empty() &&
      !has_field(headers, "location"))
    add_field(response, "Location", std::move(location), headers);
}

bool has_params(const JsonReader& data) {
  const auto params = data.find("params");
  return params && params->is_array() && !params->value().empty();
}

std::optional<std::string> form_of(const JsonReader& data, const match::Request& call) {
  auto type = base::to_lower(journal::read_string(data, "mimeType"));
  if (const auto* sent = call.header("content-type"); type.empty() && sent != nullptr)
    type = base::to_lower(*sent);
  if (!type.starts_with("application/x-www-form-urlencoded") || !data.find("params"))
    return std::nullopt;
  std::string body;
  for (const auto& pair : read_list(data, "params")) {
    body += (body.empty() ? "" : "&") + base::percent_encode(pair.name) + "=" +
            base::percent_encode(pair.value);
  }
  return body;
}

}  // namespace ricochet::requestbin
