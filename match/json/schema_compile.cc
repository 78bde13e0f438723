#include <algorithm>
#include <array>
#include <map>

#include "base/error_mark.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "match/json/schema_ast.h"
#include "match/text/error.h"

namespace ricochet::match {

namespace {

using base::Json;
using base::JsonReader;
using schema::Node;

struct TypeName {
  std::string_view name;
  unsigned bits;
};
constexpr std::array kTypes = {TypeName{"null", schema::kNull},
                               TypeName{"boolean", schema::kBoolean},
                               TypeName{"object", schema::kObject},
                               TypeName{"array", schema::kArray},
                               TypeName{"number", schema::kNumber | schema::kInteger},
                               TypeName{"integer", schema::kInteger},
                               TypeName{"string", schema::kString}};

std::vector<std::string> type_names() {
  std::vector<std::string> out;
  for (const auto& type : kTypes) out.emplace_back(type.name);
  return out;
}

/// Compiles the schema at each pointer once, so that references may meet, and form circles.
class Compiler {
 public:
  Compiler(const JsonReader& root, std::deque<Node>& nodes)
      : root_(root), base_(root.pointer()), nodes_(nodes) {}

  const Node* at(const JsonReader& place) {
    const auto known = by_pointer_.find(place.pointer());
    if (known != by_pointer_.end()) return known->second;
    nodes_.emplace_back();
    Node& node = nodes_.back();
    by_pointer_[place.pointer()] = &node;
    node.at = place.pointer().substr(base_.size());
    if (place.is_bool())
      node.constant = place.value().get<bool>();
    else if (!place.is_object())
      place.error(
          "bad-schema",
          "a schema is an object, true or false, got " + JsonReader::describe(place.value()),
          R"(write { "type": "string" }, or true for anything)");
    else
      keywords(place, node);
    return &node;
  }

  /// A chain of references that comes back to itself says nothing.
  void refuse_circles() {
    for (const auto& node : nodes_) {
      const Node* slow = &node;
      const Node* fast = node.ref;
      while (fast != nullptr && fast->ref != nullptr && fast != slow) {
        slow = slow->ref;
        fast = fast->ref->ref;
      }
      if (fast == nullptr || fast != slow) continue;
      root_.error("bad-schema", "the references lead in a circle: #" + node.at,
                  "let one of them be a schema");
      return;
    }
  }

 private:
  using Handler = void (Compiler::*)(const JsonReader& value, Node& node);
  struct Keyword {
    std::string_view name;
    Handler handler;  ///< nullptr: an annotation
  };

  static const std::vector<Keyword>& table();

  void keywords(const JsonReader& place, Node& node) {
    for (const auto& member : place.members()) {
      const auto known = std::find_if(table().begin(), table().end(), [&](const Keyword& keyword) {
        return keyword.name == member.key();
      });
      if (known != table().end()) {
        if (known->handler != nullptr) (this->*known->handler)(member, node);
        continue;
      }
      if (member.key().starts_with("x-")) continue;
      std::vector<std::string> names;
      for (const auto& keyword : table()) names.emplace_back(keyword.name);
      const auto near = base::suggest(member.key(), names);
      member.error_at_key("unknown-keyword",
                          "unknown keyword " + base::in_quotes(member.key()) + " in a JSON Schema",
                          near ? "did you mean " + base::in_quotes(*near) + "?"
                          : member.key() == "nullable"
                              ? R"(write "type": ["string", "null"])"
                              : "the keywords are those of draft 7; your own begin with x-");
    }
    std::sort(node.properties.begin(), node.properties.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
  }

  // ---- shapes of values

  template <const Node* Node::*kMember>
  void subschema(const JsonReader& value, Node& node) {
    node.*kMember = at(value);
  }
  template <schema::Nodes Node::*kMember>
  void subschemas(const JsonReader& value, Node& node) {
    if (!value.is_array() || value.value().empty())
      return wrong(value, "a list of schemas", R"([ { "type": "null" } ])");
    for (const auto& element : value.elements()) (node.*kMember).push_back(at(element));
  }
  template <std::optional<Number> Node::*kMember>
  void number(const JsonReader& value, Node& node) {
    node.*kMember = Number::of(value.value());
    if (!(node.*kMember)) wrong(value, "a number", "10");
  }
  template <std::optional<std::uint64_t> Node::*kMember>
  void count(const JsonReader& value, Node& node) {
    const auto n = base::decimal_of(value.value());
    const auto whole = n && n->is_whole() ? n->to_int64() : std::nullopt;  // 2.0 is one, too
    if (!whole || *whole < 0) return wrong(value, "a count: 0 or more", "1");
    node.*kMember = static_cast<std::uint64_t>(*whole);
  }
  void wrong(const JsonReader& value, const std::string& wanted, const std::string& example) {
    const bool empty = value.is_array() && value.value().empty();
    value.error("bad-schema",
                base::in_quotes(value.key()) + " takes " + wanted + ", got " +
                    (empty ? "an empty one" : JsonReader::describe(value.value())),
                "write " + base::in_quotes(value.key()) + ": " + example);
  }
  std::vector<std::string> names(const JsonReader& value) {
    std::vector<std::string> out;
    if (!value.is_array()) {
      wrong(value, "a list of names", R"([ "id" ])");
      return out;
    }
    for (const auto& element : value.elements()) {
      if (const auto name = element.string()) out.push_back(*name);
    }
    return out;
  }
  std::optional<Regex> regex(const JsonReader& at_string, const std::string& text, bool is_key) {
    Regex::Options options;
    options.whole = false;
    auto compiled = Regex::compile(text, options);
    if (compiled) return std::move(*compiled);
    is_key ? report_in_key(at_string, compiled.error()) : report(at_string, compiled.error());
    return std::nullopt;
  }

  // ---- the keywords

  void ref(const JsonReader& value, Node& node) {
    const auto text = value.string();
    if (!text) return;
    const auto cure = "write \"#/definitions/name\"; copy what is elsewhere into this schema";
    if (!text->starts_with('#') || (text->size() > 1 && (*text)[1] != '/'))
      return value.error(
          "bad-schema",
          "the reference " + base::in_quotes(*text) + " does not lead to a place in this schema",
          cure);
    std::optional<JsonReader> place = root_;
    for (const auto token : base::split(std::string_view(*text).substr(1), '/')) {
      if (token.data() == text->data() + 1) continue;  // before the first slash
      std::string name = base::percent_decode(token);
      for (std::size_t i = 0; (i = name.find('~', i)) != std::string::npos; ++i)
        name.replace(i, 2, name.compare(i, 2, "~1") == 0 ? "/" : "~");
      place = step(*place, name);
      if (!place)
        return value.error("bad-schema",
                           "there is nothing at " + base::in_quotes(*text) + " in this schema",
                           cure);
    }
    node.ref = at(*place);
  }
  static std::optional<JsonReader> step(const JsonReader& place, const std::string& name) {
    if (place.is_object()) {
      for (const auto& member : place.members()) {
        if (member.key() == name) return member;
      }
    } else if (place.is_array()) {
      const auto elements = place.elements();
      for (std::size_t i = 0; i < elements.size(); ++i) {
        if (std::to_string(i) == name) return elements[i];
      }
    }
    return std::nullopt;
  }

  void type(const JsonReader& value, Node& node) {
    if (value.is_string()) return one_type(value, node);
    if (!value.is_array() || value.value().empty())
      return wrong(value, "a type or a list of types", R"("string")");
    for (const auto& element : value.elements()) one_type(element, node);
  }
  void one_type(const JsonReader& value, Node& node) {
    const auto word = value.word(type_names());
    if (!word) return;
    for (const auto& known : kTypes) {
      if (known.name == *word) node.types |= known.bits;
    }
  }
  void enumeration(const JsonReader& value, Node& node) {
    if (!value.is_array() || value.value().empty())
      return wrong(value, "a list of values", R"([ "a", "b" ])");
    node.has_enum = true;
    node.allowed.assign(value.value().begin(), value.value().end());
  }
  void constant(const JsonReader& value, Node& node) {
    node.has_const = true;
    node.allowed = {value.value()};
  }
  void multiple_of(const JsonReader& value, Node& node) {
    number<&Node::multiple_of>(value, node);
    if (node.multiple_of && node.multiple_of->compare(*Number::parse("0")) <= 0) {
      wrong(value, "a number above 0", "0.01");
      node.multiple_of.reset();
    }
  }
  void pattern(const JsonReader& value, Node& node) {
    const auto text = value.string();
    if (!text) return;
    node.pattern = regex(value, *text, false);
    node.pattern_text = *text;
  }
  void unique_items(const JsonReader& value, Node& node) {
    node.unique_items = value.boolean().value_or(false);
  }
  void items(const JsonReader& value, Node& node) {
    if (!value.is_array()) {
      node.items = at(value);
      return;
    }
    for (const auto& element : value.elements()) node.tuple.push_back(at(element));
  }
  void required(const JsonReader& value, Node& node) { node.required = names(value); }
  void properties(const JsonReader& value, Node& node) {
    if (!value.is_object())
      return wrong(value, "an object of schemas", R"({ "id": { "type": "number" } })");
    for (const auto& member : value.members())
      node.properties.push_back({member.key(), at(member)});
  }
  void pattern_properties(const JsonReader& value, Node& node) {
    if (!value.is_object())
      return wrong(value, "an object of schemas", R"({ "id": { "type": "number" } })");
    for (const auto& member : value.members()) {
      auto compiled = regex(member, member.key(), true);
      const Node* own = at(member);
      if (compiled) node.pattern_properties.push_back({member.key(), std::move(*compiled), own});
    }
  }
  void dependencies(const JsonReader& value, Node& node) {
    if (!value.is_object()) return wrong(value, "an object", R"({ "a": [ "b" ] })");
    for (const auto& member : value.members()) {
      schema::Dependency own;
      own.name = member.key();
      if (member.is_array())
        own.required = names(member);
      else
        own.node = at(member);
      node.dependencies.push_back(std::move(own));
    }
  }
  void definitions(const JsonReader& value, Node&) {
    if (!value.is_object())
      return wrong(value, "an object of schemas", R"({ "id": { "type": "number" } })");
    for (const auto& member : value.members()) at(member);
  }

  const JsonReader& root_;
  std::string base_;
  std::deque<Node>& nodes_;
  std::map<std::string, const Node*> by_pointer_;
};

const std::vector<Compiler::Keyword>& Compiler::table() {
  static const std::vector<Keyword> keywords = {
      {"$ref", &Compiler::ref},
      {"type", &Compiler::type},
      {"enum", &Compiler::enumeration},
      {"const", &Compiler::constant},
      {"multipleOf", &Compiler::multiple_of},
      {"minimum", &Compiler::number<&Node::minimum>},
      {"maximum", &Compiler::number<&Node::maximum>},
      {"exclusiveMinimum", &Compiler::number<&Node::exclusive_minimum>},
      {"exclusiveMaximum", &Compiler::number<&Node::exclusive_maximum>},
      {"minLength", &Compiler::count<&Node::min_length>},
      {"maxLength", &Compiler::count<&Node::max_length>},
      {"minItems", &Compiler::count<&Node::min_items>},
      {"maxItems", &Compiler::count<&Node::max_items>},
      {"minProperties", &Compiler::count<&Node::min_properties>},
      {"maxProperties", &Compiler::count<&Node::max_properties>},
      {"pattern", &Compiler::pattern},
      {"uniqueItems", &Compiler::unique_items},
      {"items", &Compiler::items},
      {"additionalItems", &Compiler::subschema<&Node::additional_items>},
      {"contains", &Compiler::subschema<&Node::contains>},
      {"required", &Compiler::required},
      {"properties", &Compiler::properties},
      {"patternProperties", &Compiler::pattern_properties},
      {"additionalProperties", &Compiler::subschema<&Node::additional_properties>},
      {"propertyNames", &Compiler::subschema<&Node::property_names>},
      {"dependencies", &Compiler::dependencies},
      {"dependentRequired", &Compiler::dependencies},
      {"dependentSchemas", &Compiler::dependencies},
      {"if", &Compiler::subschema<&Node::if_>},
      {"then", &Compiler::subschema<&Node::then_>},
      {"else", &Compiler::subschema<&Node::else_>},
      {"allOf", &Compiler::subschemas<&Node::all_of>},
      {"anyOf", &Compiler::subschemas<&Node::any_of>},
      {"oneOf", &Compiler::subschemas<&Node::one_of>},
      {"not", &Compiler::subschema<&Node::not_>},
      {"definitions", &Compiler::definitions},
      {"$defs", &Compiler::definitions},
      {"$schema", nullptr},
      {"$id", nullptr},
      {"$comment", nullptr},
      {"title", nullptr},
      {"description", nullptr},
      {"default", nullptr},
      {"examples", nullptr},
      {"format", nullptr},
      {"readOnly", nullptr},
      {"writeOnly", nullptr},
      {"deprecated", nullptr},
      {"contentMediaType", nullptr},
      {"contentEncoding", nullptr},
  };
  return keywords;
}

}  // namespace

JsonSchema::JsonSchema() : nodes_(std::make_unique<Nodes>()) {}
JsonSchema::~JsonSchema() = default;

std::shared_ptr<const JsonSchema> JsonSchema::compile(const JsonReader& reader) {
  const base::ErrorMark mark(reader.diags());
  std::shared_ptr<JsonSchema> out(new JsonSchema);
  Compiler compiler(reader, out->nodes_->all);
  out->nodes_->root = compiler.at(reader);
  compiler.refuse_circles();
  return mark.clean() ? out : nullptr;
}

}  // namespace ricochet::match
