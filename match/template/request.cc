#include "match/template/request.h"

#include <algorithm>
#include <pugixml.hpp>
#include <unordered_map>
#include <unordered_set>

#include "base/json/json.h"
#include "base/text/suggest.h"
#include "base/text/text.h"

namespace ricochet::match {

namespace {

using base::Json;

/// Named values of a request: the first of a name counts.
class Fields final : public Dynamic {
 public:
  Fields(const std::vector<Field>& fields, bool ignore_case)
      : fields_(fields), ignore_case_(ignore_case) {}
  base::Result<std::optional<Value>> member(std::string_view name) const override {
    for (const auto& field : fields_) {
      const bool same = ignore_case_ ? base::iequals(field.name, name) : field.name == name;
      if (same) return std::optional(Value(Json(field.value)));
    }
    return std::optional<Value>();
  }
  std::vector<std::string> names() const override {
    std::vector<std::string> out;
    for (const auto& field : fields_) out.push_back(field.name);
    return out;
  }
  base::Result<Json> json() const override {
    Json out = Json::object();
    std::unordered_set<std::string_view> seen;
    for (const auto& field : fields_) {
      if (seen.insert(field.name).second)
        out.get_ref<Json::object_t&>().emplace_back(field.name, field.value);
    }
    return out;
  }

 private:
  const std::vector<Field>& fields_;
  bool ignore_case_;
};

/// As Jackson reads XML into a tree: attributes and children become members, repeated ones a list,
/// text alone a string. The depth is bounded by parse_xml().
Json tree_of(const pugi::xml_node& node) {
  Json out = Json::object();
  auto& members = out.get_ref<Json::object_t&>();
  std::unordered_map<std::string_view, std::size_t> places;  // not looked for one by one
  const auto slot_of = [&](const char* name) -> Json& {
    const auto [place, added] = places.emplace(name, members.size());
    if (added) members.emplace_back(name, Json());
    return members.begin()[static_cast<std::ptrdiff_t>(place->second)].second;
  };
  for (const auto& attribute : node.attributes()) slot_of(attribute.name()) = attribute.value();
  std::string text;
  for (const auto& child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      text += child.value();
    } else if (child.type() == pugi::node_element) {
      auto& slot = slot_of(child.name());
      if (slot.is_null()) {
        slot = tree_of(child);
      } else {
        if (!slot.is_array()) slot = Json::array({std::move(slot)});
        slot.push_back(tree_of(child));
      }
    }
  }
  if (out.empty()) return base::trim(text).empty() ? std::string() : text;
  if (!base::trim(text).empty()) out[""] = text;
  return out;
}

class RequestValue final : public Dynamic {
 public:
  RequestValue(const Subject& subject, std::map<std::string, std::string> path)
      : subject_(subject), path_(std::move(path)) {}

  base::Result<std::optional<Value>> member(std::string_view name) const override {
    const Message& message = subject_.message();
    if (name == "content") return std::optional(Value(Json(subject_.text())));
    if (name == "headers") return fields(message.headers, true);
    if (name == "forms") return fields(subject_.forms(), false);
    if (name == "cookies") return fields(subject_.cookies(), false);
    if (name == "path") return std::optional(Value(Json(path_)));
    if (name == "json") {
      if (const Json* json = subject_.json()) return std::optional(Value::view(*json));
      return base::Diag(base::Diag::Kind::kRequest, "template/request",
                        "the body of the request is not JSON: " + subject_.json_problem(),
                        "send JSON, or select such requests away with a matcher");
    }
    if (name == "xml") {
      if (!xml_ && subject_.xml() != nullptr)
        xml_ = Value(tree_of(subject_.xml()->document_element()));
      if (xml_) return xml_;
      return base::Diag(base::Diag::Kind::kRequest, "template/request",
                        "the body of the request is not XML",
                        "send XML, or select such requests away with a matcher");
    }
    if (const Request* request = subject_.request()) {
      if (name == "method") return std::optional(Value(Json(request->method)));
      if (name == "uri") return std::optional(Value(Json(request->path)));
      if (name == "version") return std::optional(Value(Json(request->version)));
      if (name == "queries") return fields(request->queries, false);
      if (name == "client")
        return std::optional(
            Value(Json{{"address", request->peer_address}, {"port", request->peer_port}}));
    }
    return std::optional<Value>();
  }

  std::vector<std::string> names() const override {
    return {"method", "uri",     "version", "content", "headers", "queries",
            "forms",  "cookies", "json",    "xml",     "path",    "client"};
  }
  base::Result<Json> json() const override {
    return base::Diag("template/wrong-type", "req is not a value of its own",
                      "name a part of it: " + base::did_you_mean("", names()));
  }

 private:
  static base::Result<std::optional<Value>> fields(const std::vector<Field>& fields,
                                                   bool ignore_case) {
    return std::optional(Value(std::make_shared<const Fields>(fields, ignore_case)));
  }
  const Subject& subject_;
  std::map<std::string, std::string> path_;
  mutable std::optional<Value> xml_;  ///< made once, however often a template asks
};

}  // namespace

RequestScope::RequestScope(const Subject& subject, std::map<std::string, std::string> path,
                           const NameScope* outer)
    : req_(std::make_shared<const RequestValue>(subject, std::move(path))), outer_(outer) {}

std::optional<Value> RequestScope::lookup(std::string_view name) const {
  if (name == "req") return Value(req_);
  return outer_ != nullptr ? outer_->lookup(name) : std::nullopt;
}

std::vector<std::string> RequestScope::names() const {
  auto out = outer_ != nullptr ? outer_->names() : std::vector<std::string>();
  out.insert(out.begin(), "req");
  return out;
}

std::optional<base::Result<Value>> RequestScope::call(std::string_view name,
                                                      const std::vector<Value>& args) const {
  return outer_ != nullptr ? outer_->call(name, args) : std::nullopt;
}

std::vector<std::string> RequestScope::function_names() const {
  return outer_ != nullptr ? outer_->function_names() : std::vector<std::string>();
}

}  // namespace ricochet::match
