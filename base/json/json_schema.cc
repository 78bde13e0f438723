#include "base/json/json_schema.h"

#include <map>
#include <utility>

#include "base/json/json.h"

namespace ricochet::base {

namespace {

/// What a string looks like that comes to something else when it is filled in.
constexpr const char* kTemplate = R"(\$\{)";
/// As parse_duration() has it.
constexpr const char* kTime =
    R"(^([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?(ns|us|ms|s|m|min|h)$)";

Json list_of(const std::vector<std::string>& texts) {
  Json out = Json::array();
  for (const auto& text : texts) out.push_back(text);
  return out;
}

Json needs(const std::string& key) {
  Json out = Json::object();
  out["required"] = list_of({key});
  return out;
}

Json any_of(Json choices) {
  if (choices.size() == 1) return choices[0];
  Json out = Json::object();
  out["anyOf"] = std::move(choices);
  return out;
}

/// Draft-07 has no `dependentRequired` and no `minContains`: rules are written with what it has.
Json schema_of_rule(const KeyRule& rule) {
  Json all = Json::array();
  Json each = Json::array();
  for (const auto& key : rule.keys) each.push_back(needs(key));
  if (rule.some) all.push_back(any_of(std::move(each)));
  if (rule.one_only && rule.keys.size() > 1) {
    Json pairs = Json::array();
    for (std::size_t i = 0; i < rule.keys.size(); ++i) {
      for (std::size_t j = i + 1; j < rule.keys.size(); ++j) {
        Json pair = Json::object();
        pair["required"] = list_of({rule.keys[i], rule.keys[j]});
        pairs.push_back(std::move(pair));
      }
    }
    Json none = Json::object();
    none["not"] = any_of(std::move(pairs));
    all.push_back(std::move(none));
  }
  Json out = Json::object();
  if (all.size() == 1)
    out = all[0];
  else
    out["allOf"] = std::move(all);
  if (rule.beside.empty()) return out;
  Json when = Json::object();
  when["if"] = needs(rule.beside);
  when["then"] = std::move(out);
  return when;
}

class SchemaWriter {
 public:
  Json root(const Shape& shape, const std::string& title) {
    Json out = Json::object();
    out["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    out["title"] = title;
    // As nothing may stand beside a $ref, a root that has a name is written out.
    out.update(write(shape.resolved(), shape.is_filled()));
    if (!definitions_.empty()) out["$defs"] = std::move(definitions_);
    return out;
  }

 private:
  Json write(const Shape& shape, bool around) {
    const bool filled = around || shape.is_filled();
    Json out = Json::object();
    switch (shape.kind()) {
      case Shape::Kind::kAny:
        return out;
      case Shape::Kind::kNull:
        out["type"] = "null";
        return out;
      case Shape::Kind::kText:
        out["type"] = "string";
        if (shape.min() > 0) out["minLength"] = shape.min();
        return out;
      case Shape::Kind::kTime:
        return time(filled);
      case Shape::Kind::kWord:
        return word(shape, filled);
      case Shape::Kind::kEither:
        return either(shape, filled);
      case Shape::Kind::kNamed:
        out["$ref"] = "#/$defs/" + define(shape, filled);
        return out;
      default:
        return typed(shape, filled);
    }
  }

  /// What `${...}` may stand for: the other keywords say nothing about strings.
  Json typed(const Shape& shape, bool filled) {
    Json out = Json::object();
    const auto type = [&](const char* name) {
      if (!filled) {
        out["type"] = name;
        return;
      }
      out["type"] = list_of({name, "string"});
      out["pattern"] = kTemplate;
    };
    switch (shape.kind()) {
      case Shape::Kind::kBoolean:
        type("boolean");
        if (shape.min() > 0) out["not"]["const"] = false;
        break;
      case Shape::Kind::kInteger:
        type("integer");
        out["minimum"] = shape.min();
        if (shape.max() != Shape::kNoBound) out["maximum"] = shape.max();
        break;
      case Shape::Kind::kNumber:
        type("number");
        break;
      case Shape::Kind::kList:
        type("array");
        out["items"] = write(shape.inner().front(), filled);
        if (shape.min() > 0) out["minItems"] = shape.min();
        if (shape.max() != Shape::kNoBound) out["maxItems"] = shape.max();
        break;
      case Shape::Kind::kMap:
        type("object");
        out["additionalProperties"] = write(shape.inner().front(), filled);
        if (shape.min() > 0) out["minProperties"] = shape.min();
        break;
      default:
        type("object");
        members(shape, filled, out);
        break;
    }
    return out;
  }

  void members(const Shape& shape, bool filled, Json& out) {
    Json properties = Json::object();
    std::vector<std::string> required;
    for (const auto& key : shape.keys()) {
      Json one = write(key.shape, filled);
      one["description"] =
          key.otherwise.empty() ? key.text : key.text + " (default: " + key.otherwise + ")";
      properties[key.name] = std::move(one);
      if (key.is_required) required.push_back(key.name);
    }
    out["properties"] = std::move(properties);
    out["additionalProperties"] = false;
    if (!required.empty()) out["required"] = list_of(required);
    Json rules = Json::array();
    for (const auto& rule : shape.rules()) {
      // Of a choice among all keys editors say more in this form.
      if (rule.keys.size() == shape.keys().size() && rule.some && rule.one_only) {
        out["minProperties"] = 1;
        out["maxProperties"] = 1;
      } else {
        rules.push_back(schema_of_rule(rule));
      }
    }
    if (!rules.empty()) out["allOf"] = std::move(rules);
  }

  static Json time(bool filled) {
    Json text = Json::object();
    text["type"] = "string";
    text["pattern"] = filled ? std::string(kTime) + "|" + kTemplate : kTime;
    Json zero = Json::object();
    zero["const"] = 0;  // the same in every unit
    return any_of(Json::array({text, zero}));
  }

  static Json word(const Shape& shape, bool filled) {
    Json words = Json::object();
    words["enum"] = list_of(shape.words());
    if (!filled) return words;
    Json later = Json::object();
    later["type"] = "string";
    later["pattern"] = kTemplate;
    return any_of(Json::array({words, later}));
  }

  Json either(const Shape& shape, bool filled) {
    Json choices = Json::array();
    for (const auto& choice : shape.inner()) choices.push_back(write(choice, filled));
    return any_of(std::move(choices));
  }

  /// The name in $defs: that of the shape, or another one when it is there without `filled`. What
  /// is in itself means itself: a step among the steps of another is read by itself, too.
  std::string define(const Shape& shape, bool filled) {
    for (const auto& [around, name] : open_) {
      if (around == shape.name()) return name;
    }
    const auto known = names_.find({shape.name(), filled});
    if (known != names_.end()) return known->second;
    std::string name = shape.name();
    if (definitions_.contains(name)) name += filled ? "-filled" : "-plain";
    names_[{shape.name(), filled}] = name;
    definitions_[name] = Json();
    open_.emplace_back(shape.name(), name);
    Json made = write(shape.resolved(), filled);
    open_.pop_back();
    definitions_[name] = std::move(made);
    return name;
  }

  std::vector<std::pair<std::string, std::string>> open_;  ///< being written: shape, name
  std::map<std::pair<std::string, bool>, std::string> names_;
  Json definitions_ = Json::object();
};

}  // namespace

Json json_schema(const Shape& root, const std::string& title) {
  return SchemaWriter().root(root, title);
}

}  // namespace ricochet::base
