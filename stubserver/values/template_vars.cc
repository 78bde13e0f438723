#include "stubserver/values/template_vars.h"

#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/give_up.h"
#include "match/json/jsonpath.h"
#include "match/text/error.h"
#include "match/text/xpath.h"
#include "stubserver/model/answer_input.h"

namespace ricochet::stubserver {

namespace {

using base::Json;
using base::JsonReader;

base::Diag absent(const std::string& what) { return clients_fault("the request has no " + what); }

/// Header and query values: a list, because a name may come more than once.
class FieldList final : public Extractor {
 public:
  FieldList(std::string name, bool header) : name_(std::move(name)), header_(header) {}
  base::Result<Json> value(const match::Subject& subject) const override {
    Json list = Json::array();
    const match::Request* request = subject.request();
    const auto& fields =
        header_ || request == nullptr ? subject.message().headers : request->queries;
    for (const auto& field : fields) {
      if (header_ ? base::iequals(field.name, name_) : field.name == name_)
        list.push_back(field.value);
    }
    if (list.empty())
      return absent((header_ ? "header " : "query parameter ") + base::in_quotes(name_));
    return list;
  }

 private:
  std::string name_;
  bool header_;
};

/// Cookies and form fields: the first of the name.
class FirstField final : public Extractor {
 public:
  FirstField(std::string name, bool cookie) : name_(std::move(name)), cookie_(cookie) {}
  base::Result<Json> value(const match::Subject& subject) const override {
    const auto& fields = cookie_ ? subject.cookies() : subject.forms();
    const auto it = std::find_if(fields.begin(), fields.end(),
                                 [&](const match::Field& field) { return field.name == name_; });
    if (it == fields.end())
      return absent((cookie_ ? "cookie " : "form field ") + base::in_quotes(name_));
    return Json(it->value);
  }

 private:
  std::string name_;
  bool cookie_;
};

class JsonPathValue final : public Extractor {
 public:
  explicit JsonPathValue(match::JsonPath path) : path_(std::move(path)) {}
  base::Result<Json> value(const match::Subject& subject) const override {
    const Json* body = subject.json();
    if (body == nullptr) {
      return clients_fault("the body of the request is not JSON: " + subject.json_problem());
    }
    const auto nodes = path_.evaluate(*body);
    if (nodes.gave_up) return clients_fault(path_.text() + " takes too many steps on the body");
    if (nodes.values.empty()) return absent("value at " + path_.text() + " in its body");
    const auto text = [](const Json& json) {
      return json.is_string() ? json : Json(base::compact_json(json));
    };
    if (path_.definite()) return text(*nodes.values.front());
    Json list = Json::array();
    for (const Json* node : nodes.values) list.push_back(text(*node));
    return list;
  }

 private:
  match::JsonPath path_;
};

class XPathValue final : public Extractor {
 public:
  explicit XPathValue(match::XPath path) : path_(std::move(path)) {}
  base::Result<Json> value(const match::Subject& subject) const override {
    if (subject.xml() == nullptr) return clients_fault("the body of the request is not XML");
    Json list = Json::array();
    const auto before = match::give_ups();
    if (const auto scalar = path_.scalar(subject)) list.push_back(*scalar);
    for (const auto& found : path_.select(subject, match::XPath::Elements::kWithText))
      list.push_back(found.value_or(""));
    if (match::give_ups() != before)
      return clients_fault(path_.text() + " takes too many steps on the body");
    if (list.empty()) return absent("value at " + path_.text() + " in its body");
    return list;
  }

 private:
  match::XPath path_;
};

using MakeExtractor = std::unique_ptr<const Extractor> (*)(const JsonReader& operand,
                                                           const std::string& text);

std::unique_ptr<const Extractor> make_header(const JsonReader&, const std::string& text) {
  return std::make_unique<FieldList>(text, true);
}
std::unique_ptr<const Extractor> make_query(const JsonReader&, const std::string& text) {
  return std::make_unique<FieldList>(text, false);
}
std::unique_ptr<const Extractor> make_cookie(const JsonReader&, const std::string& text) {
  return std::make_unique<FirstField>(text, true);
}
std::unique_ptr<const Extractor> make_form(const JsonReader&, const std::string& text) {
  return std::make_unique<FirstField>(text, false);
}
std::unique_ptr<const Extractor> make_json_path(const JsonReader& operand,
                                                const std::string& text) {
  auto path = match::JsonPath::parse(text);
  if (path) return std::make_unique<JsonPathValue>(std::move(*path));
  match::report(operand, path.error());
  return nullptr;
}
std::unique_ptr<const Extractor> make_xpath(const JsonReader& operand, const std::string& text) {
  auto path = match::XPath::parse(text);
  if (path) return std::make_unique<XPathValue>(std::move(*path));
  match::report(operand, path.error());
  return nullptr;
}

struct ExtractorKind {
  const char* key;
  MakeExtractor make;
};

/// Moco's words first, then its aliases and those that one would expect beside them.
constexpr ExtractorKind kKinds[] = {
    {"json_path", make_json_path},  {"xpath", make_xpath},    {"header", make_header},
    {"cookie", make_cookie},        {"form", make_form},      {"queries", make_query},
    {"query", make_query},          {"headers", make_header}, {"cookies", make_cookie},
    {"forms", make_form},           {"xpaths", make_xpath},   {"jsonPaths", make_json_path},
    {"json_paths", make_json_path},
};

std::unique_ptr<const Extractor> compile_extractor(const JsonReader& value) {
  std::vector<std::string> keys;
  for (const auto& kind : kKinds) keys.emplace_back(kind.key);
  value.object(keys);
  if (value.value().size() != 1) {
    value.error("wrong-type", "a variable takes exactly one value out of the request",
                R"(write {"json_path": "$.a"})");
    return nullptr;
  }
  for (const auto& kind : kKinds) {
    const auto operand = value.find(kind.key);
    if (!operand) continue;
    const auto text = operand->nonempty_string();
    return text ? kind.make(*operand, std::string(base::trim(*text))) : nullptr;
  }
  return nullptr;
}

/// Names that templates have already.
bool reserved(const std::string& name) {
  return name == "req" || name == "now" || name == "random" || name == "uuid";
}

}  // namespace

std::shared_ptr<const TemplateVars> TemplateVars::compile(const JsonReader& object) {
  if (!object.object({})) return nullptr;
  auto out = std::make_shared<TemplateVars>();
  bool clean = true;
  for (const auto& member : object.members()) {
    if (member.value().is_null()) continue;
    Var var;
    var.name = member.key();
    if (reserved(var.name)) {
      member.error_at_key("reserved-name",
                          base::in_quotes(var.name) + " is a name that every template has already",
                          "choose another name");
      clean = false;
    } else if (member.is_object()) {
      var.extractor = compile_extractor(member);
      clean = clean && var.extractor != nullptr;
    } else if (const auto text = member.string()) {
      var.text = base::trim(*text);
    } else {
      clean = false;
    }
    out->vars_.push_back(std::move(var));
  }
  return clean ? out : nullptr;
}

base::Result<Json> TemplateVars::values(const match::Subject& subject) const {
  Json out = Json::object();
  for (const auto& var : vars_) {
    if (var.extractor == nullptr) {
      out[var.name] = var.text;
      continue;
    }
    auto value = var.extractor->value(subject);
    if (!value) return value.error();
    out[var.name] = std::move(*value);
  }
  return out;
}

std::vector<std::string> TemplateVars::names() const {
  std::vector<std::string> out;
  for (const auto& var : vars_) out.push_back(var.name);
  return out;
}

}  // namespace ricochet::stubserver
