#include "stubserver/values/json_template.h"

#include <algorithm>

#include "base/text/printable.h"
#include "match/part/findings.h"
#include "stubserver/values/stub_scope.h"
#include "stubserver/values/stub_template.h"

namespace ricochet::stubserver {

using base::Json;
using base::JsonReader;

namespace {

bool looks_like_template(const std::string& text) {
  return text.find("${") != std::string::npos || text.find("<#") != std::string::npos;
}

}  // namespace

/// What has nothing to fill in is kept as it is, whole subtrees included.
struct JsonTemplate::Node {
  enum class Kind { kFixed, kText, kArray, kObject } kind = Kind::kFixed;
  Json fixed;
  std::optional<StubTemplate> text;
  std::vector<Node> elements;
  std::vector<Member> members;
};

struct JsonTemplate::Member {
  std::string name;
  std::optional<StubTemplate> filled_name;
  Node value;
};

class JsonTemplate::Compiler {
 public:
  explicit Compiler(const TemplateVars* vars) : vars_(vars) {}

  Node node(const JsonReader& value) {
    Node out;
    if (!looks_like_one(value.value())) {
      out.fixed = value.value();
    } else if (value.is_string()) {
      out.kind = Node::Kind::kText;
      out.text = StubTemplate::compile(value, vars_, false);
      clean_ = clean_ && out.text.has_value();
    } else if (value.is_array()) {
      out.kind = Node::Kind::kArray;
      for (const auto& element : value.elements()) out.elements.push_back(node(element));
    } else {
      out.kind = Node::Kind::kObject;
      for (const auto& entry : value.members()) out.members.push_back(member(entry));
    }
    return out;
  }
  bool clean() const { return clean_; }

 private:
  Member member(const JsonReader& entry) {
    Member out;
    out.name = entry.key();
    if (looks_like_template(out.name)) {
      out.filled_name = StubTemplate::compile_key(entry);
      clean_ = clean_ && out.filled_name.has_value();
    }
    out.value = node(entry);
    return out;
  }

  const TemplateVars* vars_;
  bool clean_ = true;
};

bool JsonTemplate::looks_like_one(const Json& value) {
  if (value.is_string()) return looks_like_template(value.get_ref<const std::string&>());
  if (value.is_array()) return std::any_of(value.begin(), value.end(), looks_like_one);
  if (!value.is_object()) return false;
  for (const auto& [key, member] : value.items()) {
    if (looks_like_template(key) || looks_like_one(member)) return true;
  }
  return false;
}

std::optional<JsonTemplate> JsonTemplate::compile(const JsonReader& value,
                                                  std::shared_ptr<const TemplateVars> vars) {
  Compiler compiler(vars.get());
  auto root = std::make_shared<const Node>(compiler.node(value));
  if (!compiler.clean()) return std::nullopt;
  JsonTemplate out;
  out.root_ = std::move(root);
  out.vars_ = std::move(vars);
  return out;
}

base::Result<Json> JsonTemplate::fill(const Node& node, const match::NameScope& scope) {
  switch (node.kind) {
    case Node::Kind::kFixed:
      return node.fixed;
    case Node::Kind::kText:
      return node.text->evaluate(scope);
    case Node::Kind::kArray: {
      Json out = Json::array();
      for (const auto& element : node.elements) {
        auto value = fill(element, scope);
        if (!value) return value;
        out.push_back(std::move(*value));
      }
      return out;
    }
    case Node::Kind::kObject:
      break;
  }
  return fill_object(node, scope);
}

base::Result<Json> JsonTemplate::fill_object(const Node& node, const match::NameScope& scope) {
  Json out = Json::object();
  for (const auto& member : node.members) {
    std::string name = member.name;
    if (member.filled_name) {
      auto filled = member.filled_name->render(scope);
      if (!filled) return filled.error();
      name = std::move(*filled);
    }
    if (out.contains(name)) {
      return clients_fault("two keys of the json become " +
                           base::in_quotes(base::shorten(name, 60)));
    }
    auto value = fill(member.value, scope);
    if (!value) return value;
    out[name] = std::move(*value);
  }
  return out;
}

base::Result<Json> JsonTemplate::fill(const AnswerInput& input) const {
  const auto values = values_of(vars_.get(), input);
  if (!values) return values.error();
  const StubScope scope(input, *values);
  return fill(*root_, scope.scope());
}

base::Result<std::string> JsonTemplate::text(const AnswerInput& input, bool raw) const {
  const auto make = [&]() -> base::Result<std::string> {
    auto json = fill(input);
    if (!json) return json.error();
    if (raw && json->is_string()) return std::move(json->get_ref<std::string&>());
    // What a client sent need not be UTF-8, but JSON must be.
    return base::compact_json(*json);
  };
  auto* known = input.subject.findings();
  return known == nullptr ? make() : known->filled().once(root_, make);
}

}  // namespace ricochet::stubserver
