#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/json/document.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/give_up.h"
#include "match/json/compare.h"
#include "match/json/schema_ast.h"
#include "match/json/value_hash.h"
#include "match/work.h"

namespace ricochet::match {

namespace {

using base::Json;
using schema::Node;

/// In units of match::Work.
constexpr std::uint64_t kWorkOfSchemaStep = 100;

/// Schemas inside one another while checking one value; a recursive schema is bounded by the depth
/// of the body, unless it refers to itself without going down.
constexpr std::size_t kMaxDepth = 512;

unsigned type_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return schema::kNull;
    case Json::value_t::boolean:
      return schema::kBoolean;
    case Json::value_t::object:
      return schema::kObject;
    case Json::value_t::array:
      return schema::kArray;
    case Json::value_t::string:
      return schema::kString;
    case Json::value_t::number_float:
    case Json::value_t::binary: {  // 1.0 is an integer to a schema
      const auto number = base::decimal_of(value);
      return number && number->is_whole() ? schema::kInteger | schema::kNumber : schema::kNumber;
    }
    default:
      return schema::kInteger | schema::kNumber;
  }
}

std::string names_of(unsigned types) {
  std::string out;
  const auto add = [&](unsigned bit, const char* name) {
    if ((types & bit) == bit) out += (out.empty() ? "" : " or ") + std::string(name);
  };
  add(schema::kNull, "null");
  add(schema::kBoolean, "a boolean");
  add(schema::kObject, "an object");
  add(schema::kArray, "an array");
  if ((types & schema::kNumber) != 0)
    add(schema::kNumber, "a number");
  else
    add(schema::kInteger, "an integer");
  add(schema::kString, "a string");
  return out;
}

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

class Checker {
 public:
  Checker(JsonSchema::Validation& verdict, std::size_t max) : verdict_(verdict), max_(max) {}

  bool check(const Node& node, const Json& value, const std::string& at) {
    if (depth_ >= kMaxDepth) verdict_.gave_up = true;
    if (!spend(1)) return false;
    ++depth_;
    const bool good = node.constant
                          ? (*node.constant || fail(node, "", at, "nothing may stand here"))
                          : all_of(node, value, at);
    --depth_;
    return good;
  }

 private:
  /// False: it has to give up.
  bool spend(std::uint64_t steps) {
    steps_ += steps;
    if (steps_ > JsonSchema::kMaxSteps || !Work::draw(steps * kWorkOfSchemaStep))
      verdict_.gave_up = true;
    return !verdict_.gave_up;
  }
  bool full() const { return verdict_.failures.size() >= max_ || verdict_.gave_up; }

  bool fail(const Node& node, const char* keyword, const std::string& at, std::string message) {
    if (!silent_ && !full())
      verdict_.failures.push_back({at, std::move(message), node.at + keyword});
    return false;
  }

  /// The verdict of a schema whose failures are not this value's own.
  bool quietly(const Node& node, const Json& value, const std::string& at) {
    const bool was = silent_;
    silent_ = true;
    const bool good = check(node, value, at);
    silent_ = was;
    return good;
  }

  bool all_of(const Node& node, const Json& value, const std::string& at) {
    bool good = node.ref == nullptr || check(*node.ref, value, at);
    const auto go_on = [&] { return good || (!silent_ && !full()); };
    if (go_on()) good = kind(node, value, at) && good;
    if (go_on() && base::is_number(value)) good = number(node, value, at) && good;
    if (go_on() && value.is_string()) good = text(node, value, at) && good;
    if (go_on() && value.is_array()) good = array(node, value, at) && good;
    if (go_on() && value.is_object()) good = object(node, value, at) && good;
    if (go_on()) good = combined(node, value, at) && good;
    return good;
  }

  bool kind(const Node& node, const Json& value, const std::string& at) {
    if (node.types != 0 && (type_of(value) & node.types) == 0)
      return fail(node, "/type", at,
                  "must be " + names_of(node.types) + ", got " + describe_json(value));
    if (!node.has_enum && !node.has_const) return true;
    const auto weight =
        value.is_structured() ? ValueHash::of(value, ValueHash::Arrays::kInOrder).weight : 1;
    if (!spend(node.allowed.size() * weight)) return false;
    const bool found =
        std::any_of(node.allowed.begin(), node.allowed.end(),
                    [&](const Json& allowed) { return json_equal_by_value(allowed, value); });
    if (found) return true;
    std::string values;
    for (std::size_t i = 0; i < std::min<std::size_t>(node.allowed.size(), 10); ++i)
      values += (i == 0 ? "" : ", ") + show_json(node.allowed[i]);
    return fail(node, node.has_enum ? "/enum" : "/const", at,
                "must be " + std::string(node.allowed.size() > 1 ? "one of " : "") + values +
                    ", got " + describe_json(value));
  }

  bool number(const Node& node, const Json& value, const std::string& at) {
    const auto n = Number::of(value);
    if (!n) return true;
    const auto got = ", got " + describe_json(value);
    if (node.minimum && n->compare(*node.minimum) < 0)
      return fail(node, "/minimum", at, "must be at least " + node.minimum->text + got);
    if (node.maximum && n->compare(*node.maximum) > 0)
      return fail(node, "/maximum", at, "must be at most " + node.maximum->text + got);
    if (node.exclusive_minimum && n->compare(*node.exclusive_minimum) <= 0)
      return fail(node, "/exclusiveMinimum", at,
                  "must be more than " + node.exclusive_minimum->text + got);
    if (node.exclusive_maximum && n->compare(*node.exclusive_maximum) >= 0)
      return fail(node, "/exclusiveMaximum", at,
                  "must be less than " + node.exclusive_maximum->text + got);
    if (node.multiple_of && !n->value.is_multiple_of(node.multiple_of->value))
      return fail(node, "/multipleOf", at, "must be a multiple of " + node.multiple_of->text + got);
    return true;
  }

  bool text(const Node& node, const Json& value, const std::string& at) {
    const auto& s = value.get_ref<const std::string&>();
    if (node.min_length || node.max_length) {
      const auto n = characters(s);
      const auto got = ", got " + std::to_string(n);
      if (node.min_length && n < *node.min_length)
        return fail(node, "/minLength", at,
                    "must have at least " + base::plural(*node.min_length, "character") + got);
      if (node.max_length && n > *node.max_length)
        return fail(node, "/maxLength", at,
                    "must have at most " + base::plural(*node.max_length, "character") + got);
    }
    if (!node.pattern) return true;
    if (!spend(1 + s.size() / 64)) return false;
    const auto outcome = node.pattern->match(s);
    if (outcome == Regex::MatchResult::kGaveUp) verdict_.gave_up = true;
    return outcome == Regex::MatchResult::kMatch ||
           fail(node, "/pattern", at,
                "must fit the pattern " + base::in_quotes(node.pattern_text) + ", got " +
                    describe_json(value));
  }

  bool array(const Node& node, const Json& value, const std::string& at) {
    const auto got = ", got " + std::to_string(value.size());
    if (node.min_items && value.size() < *node.min_items)
      return fail(node, "/minItems", at,
                  "must have at least " + base::plural(*node.min_items, "element") + got);
    if (node.max_items && value.size() > *node.max_items)
      return fail(node, "/maxItems", at,
                  "must have at most " + base::plural(*node.max_items, "element") + got);
    bool good = !node.unique_items || unique(node, value, at);
    for (std::size_t i = 0; i < value.size() && (good || !full()); ++i) {
      const Node* own = node.items != nullptr   ? node.items
                        : i < node.tuple.size() ? node.tuple[i]
                        : !node.tuple.empty()   ? node.additional_items
                                                : nullptr;
      if (own != nullptr) good = check(*own, value[i], base::pointer_append(at, i)) && good;
    }
    if (node.contains != nullptr &&
        std::none_of(value.begin(), value.end(),
                     [&](const Json& element) { return quietly(*node.contains, element, at); }))
      good = fail(node, "/contains", at, "has no element that fits \"contains\"");
    return good;
  }

  /// Only those of one hash are compared.
  bool unique(const Node& node, const Json& value, const std::string& at) {
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> alike;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto hash = ValueHash::of(value[i], ValueHash::Arrays::kInOrder);
      auto& before = alike[hash.hash];
      if (!spend(hash.weight)) return false;
      for (const auto k : before) {
        if (!spend(hash.weight)) return false;
        if (json_equal_by_value(value[i], value[k]))
          return fail(node, "/uniqueItems", at,
                      "must have no equal elements, but " + std::to_string(k) + " and " +
                          std::to_string(i) + " are");
      }
      before.push_back(i);
    }
    return true;
  }

  bool object(const Node& node, const Json& value, const std::string& at) {
    const auto got = ", got " + std::to_string(value.size());
    if (node.min_properties && value.size() < *node.min_properties)
      return fail(node, "/minProperties", at,
                  "must have at least " + base::plural(*node.min_properties, "key") + got);
    if (node.max_properties && value.size() > *node.max_properties)
      return fail(node, "/maxProperties", at,
                  "must have at most " + base::plural(*node.max_properties, "key") + got);
    bool good = has_all(node, node.required, "/required", value, at, "");
    for (const auto& dependency : node.dependencies) {
      if (!good && full()) return false;
      if (!value.contains(dependency.name)) continue;
      good = has_all(node, dependency.required, "/dependencies", value, at,
                     " beside " + base::in_quotes(dependency.name)) &&
             good;
      if (dependency.node != nullptr) good = check(*dependency.node, value, at) && good;
    }
    for (auto it = value.begin(); it != value.end() && (good || !full()); ++it)
      good = member(node, it.key(), it.value(), at) && good;
    return good;
  }

  bool has_all(const Node& node, const std::vector<std::string>& names, const char* keyword,
               const Json& value, const std::string& at, const std::string& why) {
    for (const auto& name : names) {
      if (!spend(1 + value.size() / 8)) return false;
      if (!value.contains(name))
        return fail(node, keyword, at, "must have the key " + base::in_quotes(name) + why);
    }
    return true;
  }

  bool member(const Node& node, const std::string& name, const Json& value, const std::string& at) {
    const auto place = base::pointer_append(at, name);
    bool good = node.property_names == nullptr || check(*node.property_names, Json(name), place);
    bool named = false;
    const auto own = std::lower_bound(
        node.properties.begin(), node.properties.end(), name,
        [](const schema::Named& property, const std::string& n) { return property.name < n; });
    if (own != node.properties.end() && own->name == name) {
      named = true;
      good = check(*own->node, value, place) && good;
    }
    for (const auto& pattern : node.pattern_properties) {
      if (!spend(1 + name.size() / 64)) return false;
      const auto outcome = pattern.regex.match(name);
      if (outcome == Regex::MatchResult::kGaveUp) verdict_.gave_up = true;
      if (outcome != Regex::MatchResult::kMatch) continue;
      named = true;
      good = check(*pattern.node, value, place) && good;
    }
    if (named || node.additional_properties == nullptr) return good;
    if (node.additional_properties->constant == false)
      return fail(node, "/additionalProperties", place, "is a key that the schema does not know");
    return check(*node.additional_properties, value, place) && good;
  }

  bool combined(const Node& node, const Json& value, const std::string& at) {
    bool good = true;
    for (const auto* part : node.all_of) good = check(*part, value, at) && good;
    if (!node.any_of.empty() && count(node.any_of, value, at, 1) == 0)
      good = fail(node, "/anyOf", at, "fits none of the schemas of \"anyOf\"");
    if (!node.one_of.empty()) {
      const auto fitting = count(node.one_of, value, at, 2);
      if (fitting != 1)
        good = fail(node, "/oneOf", at,
                    fitting == 0 ? "fits none of the schemas of \"oneOf\""
                                 : "fits more than one of the schemas of \"oneOf\"");
    }
    if (node.not_ != nullptr && quietly(*node.not_, value, at))
      good = fail(node, "/not", at, "fits the schema of \"not\"");
    if (node.if_ != nullptr) {
      const Node* then = quietly(*node.if_, value, at) ? node.then_ : node.else_;
      if (then != nullptr) good = check(*then, value, at) && good;
    }
    return good;
  }

  std::size_t count(const schema::Nodes& nodes, const Json& value, const std::string& at,
                    std::size_t enough) {
    std::size_t n = 0;
    for (const auto* node : nodes) {
      if (quietly(*node, value, at) && ++n == enough) break;
    }
    return n;
  }

  JsonSchema::Validation& verdict_;
  std::size_t max_;
  std::uint64_t steps_ = 0;
  std::size_t depth_ = 0;
  bool silent_ = false;
};

}  // namespace

JsonSchema::Validation JsonSchema::check(const Json& value, std::size_t max_failures) const {
  Validation verdict;
  const bool good = Checker(verdict, max_failures).check(*nodes_->root, value, "");
  verdict.valid = good && !verdict.gave_up;
  if (verdict.gave_up) ++give_ups();
  return verdict;
}

}  // namespace ricochet::match
