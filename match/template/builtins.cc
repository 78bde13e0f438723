#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "match/template/ast.h"
#include "match/template/format.h"

namespace ricochet::match::tpl {

namespace {

using base::Json;
using Args = std::vector<Json>;
using Context = BuiltinContext;

const std::string& text_of(const Json& value, std::string_view built_in) {
  if (value.is_string()) return value.get_ref<const std::string&>();
  throw BuiltinError{"?" + std::string(built_in) + " needs a string, got " + kind_of(value),
                     "make it one with ?string"};
}

const Json& list_of(const Json& value, std::string_view built_in) {
  if (value.is_array()) return value;
  throw BuiltinError{"?" + std::string(built_in) + " needs a list, got " + kind_of(value), ""};
}

const Json& number_of(const Json& value, std::string_view built_in) {
  if (base::is_number(value)) return value;
  throw BuiltinError{"?" + std::string(built_in) + " needs a number, got " + kind_of(value),
                     "make it one with ?number"};
}

void within(const Context& context, std::size_t bytes) {
  if (bytes > context.max_output)
    throw BuiltinError{"the text grows beyond " + base::format_bytes(context.max_output),
                       "make it smaller"};
}

Json upper_case(const Context&, const Json& t, const Args&) {
  return base::to_upper(text_of(t, "upper_case"));
}
Json lower_case(const Context&, const Json& t, const Args&) {
  return base::to_lower(text_of(t, "lower_case"));
}
Json trim(const Context&, const Json& t, const Args&) {
  return std::string(base::trim(text_of(t, "trim")));
}

Json cap_first(const Context&, const Json& t, const Args&) {
  auto text = text_of(t, "cap_first");
  if (!text.empty()) text[0] = base::to_upper(text.substr(0, 1))[0];
  return text;
}

Json length(const Context&, const Json& t, const Args&) {
  return base::display_width(text_of(t, "length"));
}

Json size(const Context&, const Json& t, const Args&) {
  if (!t.is_structured())
    throw BuiltinError{"?size needs a list or an object, got " + kind_of(t),
                       "a string has ?length"};
  return t.size();
}

/// ?string; of a number ?string('0.00'), of a boolean ?string('yes', 'no').
Json string(const Context& context, const Json& t, const Args& args) {
  if (args.size() == 2) {
    if (!t.is_boolean())
      throw BuiltinError{"?string with two arguments needs true or false, got " + kind_of(t), ""};
    return args[t.get<bool>() ? 0 : 1];
  }
  if (args.size() == 1) {
    auto text = format_decimal(base::double_of(number_of(t, "string")), text_of(args[0], "string"));
    if (!text) throw BuiltinError{text.error().message, text.error().hint};
    return *text;
  }
  return to_text(t, context.dialect);
}

Json computer(const Context&, const Json& t, const Args&) {
  return t.is_boolean() ? Json(t.get<bool>() ? "true" : "false")
                        : Json(format_plain_number(number_of(t, "c")));
}

Json number(const Context&, const Json& t, const Args&) {
  if (base::is_number(t)) return t;
  const auto text = base::trim(text_of(t, "number"));
  const auto value = base::parse_json_body(text);
  if (value == nullptr || !base::is_number(*value))
    throw BuiltinError{"?number needs digits, got " + base::in_quotes(base::shorten(text, 60)),
                       "as in \"12.5\"?number"};
  return *value;
}

Json url(const Context& context, const Json& t, const Args&) {
  return base::percent_encode(to_text(t, context.dialect));
}

/// The inside of a JSON string; the quotes stand in the template.
Json json_string(const Context& context, const Json& t, const Args&) {
  const auto quoted = base::compact_json(Json(to_text(t, context.dialect)));
  return quoted.substr(1, quoted.size() - 2);
}

Json contains(const Context&, const Json& t, const Args& a) {
  return text_of(t, "contains").find(text_of(a[0], "contains")) != std::string::npos;
}
Json starts_with(const Context&, const Json& t, const Args& a) {
  return text_of(t, "starts_with").starts_with(text_of(a[0], "starts_with"));
}
Json ends_with(const Context&, const Json& t, const Args& a) {
  return text_of(t, "ends_with").ends_with(text_of(a[0], "ends_with"));
}

Json replace(const Context& context, const Json& t, const Args& args) {
  const auto& text = text_of(t, "replace");
  const auto& from = text_of(args[0], "replace");
  const auto& to = text_of(args[1], "replace");
  if (from.empty()) throw BuiltinError{"?replace needs something to look for", ""};
  std::string out;
  std::size_t at = 0;
  for (auto hit = text.find(from); hit != std::string::npos; hit = text.find(from, at)) {
    out.append(text, at, hit - at).append(to);
    within(context, out.size());
    at = hit + from.size();
  }
  out.append(text, at);
  return out;
}

Json split(const Context&, const Json& t, const Args& args) {
  const auto& text = text_of(t, "split");
  const auto& by = text_of(args[0], "split");
  if (by.empty()) throw BuiltinError{"?split needs a separator", ""};
  Json out = Json::array();
  std::size_t at = 0;
  for (auto hit = text.find(by); hit != std::string::npos; hit = text.find(by, at)) {
    out.push_back(text.substr(at, hit - at));
    at = hit + by.size();
  }
  out.push_back(text.substr(at));
  return out;
}

Json join(const Context& context, const Json& t, const Args& args) {
  std::string out;
  for (const auto& element : list_of(t, "join")) {
    if (&element != &t.front()) out += text_of(args[0], "join");
    out += to_text(element, context.dialect);
    within(context, out.size());
  }
  return out;
}

Json first(const Context&, const Json& t, const Args&) {
  if (list_of(t, "first").empty()) throw BuiltinError{"?first of an empty list", ""};
  return t.front();
}

Json last(const Context&, const Json& t, const Args&) {
  if (list_of(t, "last").empty()) throw BuiltinError{"?last of an empty list", ""};
  return t.back();
}

Json keys(const Context&, const Json& t, const Args&) {
  if (!t.is_object()) throw BuiltinError{"?keys needs an object, got " + kind_of(t), ""};
  Json out = Json::array();
  for (auto it = t.begin(); it != t.end(); ++it) out.push_back(it.key());
  return out;
}

Json whole(const Json& t, std::string_view name, double (*round)(double)) {
  if (base::is_integer(number_of(t, name))) return t;
  const double value = round(base::double_of(t));
  constexpr double kLimit = 9.2e18;
  if (!(std::fabs(value) < kLimit))
    throw BuiltinError{"?" + std::string(name) + ": the number is too large", ""};
  return static_cast<std::int64_t>(value);
}
Json to_int(const Context&, const Json& t, const Args&) {
  return whole(t, "int", [](double d) { return std::trunc(d); });
}
Json round(const Context&, const Json& t, const Args&) {
  return whole(t, "round", [](double d) { return std::floor(d + 0.5); });
}
Json floor(const Context&, const Json& t, const Args&) {
  return whole(t, "floor", [](double d) { return std::floor(d); });
}
Json ceiling(const Context&, const Json& t, const Args&) {
  return whole(t, "ceiling", [](double d) { return std::ceil(d); });
}

Json has_content(const Context&, const Json& t, const Args&) {
  if (t.is_null()) return false;
  if (t.is_string()) return !t.get_ref<const std::string&>().empty();
  return !t.is_structured() || !t.empty();
}

/// The table: a new built-in is a row and the function above.
constexpr std::array kBuiltins = {
    Builtin{"c", 0, 0, computer},
    Builtin{"cap_first", 0, 0, cap_first},
    Builtin{"ceiling", 0, 0, ceiling},
    Builtin{"contains", 1, 1, contains},
    Builtin{"ends_with", 1, 1, ends_with},
    Builtin{"first", 0, 0, first},
    Builtin{"floor", 0, 0, floor},
    Builtin{"has_content", 0, 0, has_content, true},
    Builtin{"int", 0, 0, to_int},
    Builtin{"join", 1, 1, join},
    Builtin{"json_string", 0, 0, json_string},
    Builtin{"keys", 0, 0, keys},
    Builtin{"last", 0, 0, last},
    Builtin{"length", 0, 0, length},
    Builtin{"lower_case", 0, 0, lower_case},
    Builtin{"number", 0, 0, number},
    Builtin{"replace", 2, 2, replace},
    Builtin{"round", 0, 0, round},
    Builtin{"size", 0, 0, size},
    Builtin{"split", 1, 1, split},
    Builtin{"starts_with", 1, 1, starts_with},
    Builtin{"string", 0, 2, string},
    Builtin{"trim", 0, 0, trim},
    Builtin{"upper_case", 0, 0, upper_case},
    Builtin{"url", 0, 0, url},
};

}  // namespace

const Builtin* find_builtin(std::string_view name) {
  const auto it = std::find_if(kBuiltins.begin(), kBuiltins.end(),
                               [name](const Builtin& b) { return b.name == name; });
  return it == kBuiltins.end() ? nullptr : &*it;
}

std::vector<std::string> builtin_names() {
  std::vector<std::string> out;
  for (const auto& b : kBuiltins) out.emplace_back(b.name);
  return out;
}

std::string to_text(const Json& value, Dialect dialect) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (base::is_number(value))
    return dialect == Dialect::kMoco ? format_moco_number(value) : base::number_text(value);
  if (value.is_null()) throw BuiltinError{"null is not text", "give a default: ${x!'...'}"};
  if (dialect == Dialect::kScenario) return base::compact_json(value);
  throw BuiltinError{kind_of(value) + " is not text",
                     value.is_array() ? "take one element, ${x[0]}, or <#list x as item>"
                                      : "name a member: ${x.name}"};
}

std::string kind_of(const Json& value) {
  if (value.is_string()) return "a string";
  if (base::is_number(value)) return "a number";
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_null()) return "null";
  return value.is_array() ? "a list" : "an object";
}

}  // namespace ricochet::match::tpl
