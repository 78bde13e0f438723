#include "match/json/path_values.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string_view>

#include "base/json/document.h"
#include "base/json/json.h"
#include "match/give_up.h"
#include "match/json/compare.h"
#include "match/operator/compile.h"
#include "match/subject.h"
#include "match/text/error.h"

namespace ricochet::match {

namespace {

using base::Json;
using base::JsonReader;

constexpr std::size_t kShownValues = 5;

/// Java's text for a value that Jayway returns: maps as `{k=1}`, lists as JSON, scalars plain.
std::string java_text(const Json& value, std::size_t depth = 0) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_binary()) return base::decimal_of(value)->to_java();  // a BigDecimal there
  if (!value.is_object() || depth > base::kMaxJsonDepth) return base::compact_json(value);
  std::string out = "{";
  for (auto it = value.begin(); it != value.end(); ++it) {
    out += (out.size() == 1 ? "" : ", ") + it.key() + "=" + java_text(it.value(), depth + 1);
  }
  return out + "}";
}

/// A number, true, false or null with its type. Numbers that are equal have one key; two that have
/// one key need not be equal.
std::string typed_key(const Json& value) {
  if (!base::is_number(value)) return "typed " + base::compact_json(value);
  const double number = base::double_of(value);
  char text[40];
  const int length = std::snprintf(text, sizeof text, "%a", number == 0 ? 0.0 : number);
  return "typed " + std::string(text, static_cast<std::size_t>(length));
}
std::string text_key(std::string_view text) { return "text " + std::string(text); }

/// What JsonPathCondition may compare with, but objects and lists as text.
class JsonPlace final : public ValuePlace {
 public:
  explicit JsonPlace(JsonPath path) : path_(std::move(path)) {}
  std::string name() const override { return "json " + path_.text(); }
  bool needs_body() const override { return true; }
  std::optional<std::vector<std::string>> values_in(const Subject& subject) const override {
    std::vector<std::string> out;
    const Json* root = subject.json();
    if (subject.is_unsure(Reading::kJson)) return std::nullopt;
    if (root == nullptr) return out;
    const auto nodes = path_.evaluate(*root);
    bool known = !nodes.gave_up;
    const auto add = [&](const Json& value) {
      if (value.is_structured()) return;
      known = known && out.size() < 2 * kMostValues;
      if (!known) return;
      if (!value.is_null()) out.push_back(text_key(java_text(value)));
      if (!value.is_string()) out.push_back(typed_key(value));
    };
    for (const Json* value : nodes.values) {
      add(*value);
      if (!value->is_array() || !path_.definite()) continue;
      for (const auto& element : *value) add(element);
    }
    return known ? std::optional(std::move(out)) : std::nullopt;
  }

 private:
  JsonPath path_;
};

bool is_null(const Json* value) { return value->is_null(); }

std::string show(const std::vector<const Json*>& values) {
  if (values.empty()) return "absent";
  std::string out;
  for (std::size_t i = 0; i < values.size() && i < kShownValues; ++i) {
    out += (i == 0 ? "" : ", ") +
           (values[i]->is_structured() ? show_json(*values[i]) : describe_json(*values[i]));
  }
  return values.size() > kShownValues
             ? out + " and " + std::to_string(values.size() - kShownValues) + " more"
             : out;
}

}  // namespace

JsonPathCondition::JsonPathCondition(JsonPath path, std::unique_ptr<Operator> test,
                                     std::optional<Json> typed)
    : path_(std::move(path)), test_(std::move(test)), typed_(std::move(typed)) {}

std::optional<JsonPathCondition> JsonPathCondition::compile(const JsonReader& entry,
                                                            const OperatorContext& context) {
  auto path = JsonPath::parse(entry.key());
  if (!path) {
    report_in_key(entry, path.error());
    return std::nullopt;
  }
  return with_path(entry, std::move(*path), context);
}

std::optional<JsonPathCondition> JsonPathCondition::compile_member(const JsonReader& entry,
                                                                   const OperatorContext& context) {
  return with_path(entry, JsonPath::parse(path_append("$", entry.key())).value(), context);
}

std::optional<JsonPathCondition> JsonPathCondition::with_path(const JsonReader& entry,
                                                              JsonPath path,
                                                              const OperatorContext& context) {
  const bool typed = entry.is_number() || entry.is_bool() || entry.value().is_null();
  auto test = typed ? nullptr : compile_operator(entry, Place::kEntry, context);
  if (!typed && !test) return std::nullopt;
  return JsonPathCondition(std::move(path), std::move(test),
                           typed ? std::optional(entry.value()) : std::nullopt);
}

std::string JsonPathCondition::wanted() const {
  return typed_ ? show_json(*typed_) : test_->describe();
}

std::optional<ExactKey> JsonPathCondition::exact_key() const {
  std::vector<std::string> values;
  if (typed_) {
    values.push_back(typed_key(*typed_));
  } else {
    const auto texts = test_->exact_values();
    if (!texts) return std::nullopt;
    for (const auto& text : *texts) {
      // The text of an object or a list, which are not looked up.
      if (text.starts_with('{') || text.starts_with('[')) return std::nullopt;
      values.push_back(text_key(text));
    }
  }
  return ExactKey{std::make_shared<JsonPlace>(path_), std::move(values)};
}

bool JsonPathCondition::fits(const Json* root) const {
  if (root == nullptr) return !typed_ && test_->fits({});
  return judge(path_.evaluate(*root));
}

/// The list that a definite path leads to; nullptr: it leads to something else.
const Json* JsonPathCondition::list_of(const JsonPath::Nodes& nodes) const {
  const bool list =
      !typed_ && path_.definite() && nodes.values.size() == 1 && nodes.values.front()->is_array();
  return list ? nodes.values.front() : nullptr;
}

/// A definite path to a list stands for its elements; null and missing are the same (Jayway, as
/// Moco uses it).
std::vector<const Json*> JsonPathCondition::candidates(const JsonPath::Nodes& nodes) const {
  const Json* list = list_of(nodes);
  if (list == nullptr) return nodes.values;
  std::vector<const Json*> out;
  for (const auto& element : *list) out.push_back(&element);
  return out;
}

bool JsonPathCondition::judge(const JsonPath::Nodes& nodes) const {
  if (nodes.gave_up) return false;
  const auto found = candidates(nodes);
  if (typed_) {
    return std::any_of(found.begin(), found.end(),
                       [this](const Json* value) { return json_equal(*typed_, *value); });
  }
  std::vector<std::string> texts;
  for (const Json* value : found) {
    if (!value->is_null()) texts.push_back(java_text(*value));
  }
  if (texts.empty() && list_of(nodes) != nullptr) return test_->matches_empty();
  return test_->fits(std::vector<std::string_view>(texts.begin(), texts.end()));
}

Condition JsonPathCondition::explain(const Json* root, const std::string& none) const {
  Condition c;
  c.expected = typed_ ? describe_json(*typed_) : test_->describe();
  if (root == nullptr) {
    c.ok = fits(nullptr);
    c.actual = none;
    return c;
  }
  const auto nodes = path_.evaluate(*root);
  c.ok = judge(nodes);
  const auto found = candidates(nodes);
  const Json* list = list_of(nodes);
  const bool no_value = list != nullptr && std::all_of(found.begin(), found.end(), is_null);
  c.actual = !no_value ? show(found) : found.empty() ? describe_json(*list) : show_json(*list);
  if (nodes.gave_up)
    c.detail = "gave up: the path needs too many steps on this body";
  else if (!c.ok && no_value && !found.empty())
    c.detail = "the list is there, and null in it is not a value";
  else if (!c.ok && found.size() == 1)
    c.detail = detail(*found.front());
  for (std::size_t i = 0; !c.ok && i < found.size() && c.difference == Difference::kNone; ++i)
    c.difference = difference(*found[i]);
  return c;
}

Difference JsonPathCondition::difference(const Json& value) const {
  if (typed_) return json_difference(*typed_, value);
  return value.is_null() ? Difference::kNone : test_->difference(java_text(value));
}

std::string JsonPathCondition::detail(const Json& value) const {
  if (typed_) return detail_of(difference(value));
  return value.is_null() ? "null counts as absent" : test_->detail(java_text(value));
}

}  // namespace ricochet::match
