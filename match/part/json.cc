#include "base/json/json.h"
#include "base/json/document.h"
#include "match/json/compare.h"
#include "match/json/path_values.h"
#include "match/part/part.h"
#include "match/text/error.h"

namespace ricochet::match {

namespace {

using base::Json;
using base::JsonReader;

/// The places that differ, in words: the values as a whole may be long and begin alike.
std::string first_of(const std::vector<JsonDifference>& differences) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < differences.size() && i < kShown; ++i)
    text += (i == 0 ? "" : "; ") + differences[i].str();
  if (differences.size() <= kShown) return text;
  return text + " (and " + (differences.size() >= kMaxDifferences ? "at least " : "") +
         std::to_string(differences.size() - kShown) + " more)";
}

class JsonPart final : public Part {
 public:
  JsonPart(Json expected, JsonRules rules)
      : expected_(std::move(expected)), rules_(std::move(rules)) {}
  bool matches(const Subject& subject) const override {
    const Json* actual = subject.json();
    if (actual == nullptr) return false;
    return rules_.none() ? json_equal(expected_, *actual)
                         : json_compare(expected_, *actual, rules_, 1).equal();
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "json";
    c.aspect = Aspect::kContent;
    c.expected = shown();
    const Json* actual = subject.json();
    if (actual == nullptr) {
      c.actual = no_body(subject, "JSON");
      c.detail = subject.body().empty() ? "" : subject.json_problem();
      return c;
    }
    c.actual = show_json(*actual);
    const auto comparison = json_compare(expected_, *actual, rules_);
    const auto& differences = comparison.differences;
    c.ok = comparison.equal();
    if (comparison.gave_up) {
      c.detail = "gave up: comparing takes too many steps on this body";
    } else if (!c.ok) {
      c.detail = first_of(differences);
      if (!subject.text_problem().empty()) c.detail += "; " + subject.text_problem();
      if (differences.size() == 1) c.difference = differences.front().kind;
    }
    return c;
  }
  std::string describe() const override { return "json " + shown(); }
  bool needs_body() const override { return true; }
  std::optional<Reading> reading() const override { return Reading::kJson; }

 private:
  std::string shown() const {
    std::string left_out;
    const auto add = [&](const std::string& what) {
      left_out += (left_out.empty() ? " without " : ", ") + what;
    };
    for (const auto& path : rules_.ignored) add(path.text());
    if (rules_.array_order) add("the order of arrays");
    if (rules_.extra_keys) add("extra keys");
    return show_json(expected_) + left_out;
  }

  Json expected_;
  JsonRules rules_;
};

class JsonPathPart final : public Part {
 public:
  explicit JsonPathPart(JsonPathCondition test) : test_(std::move(test)) {}
  bool matches(const Subject& subject) const override { return test_.fits(subject.json()); }
  Condition explain(const Subject& subject) const override {
    const Json* body = subject.json();
    auto c = test_.explain(body, no_body(subject, "JSON"));
    c.name = "json " + test_.path();
    c.aspect = Aspect::kContent;
    if (body == nullptr && !subject.body().empty()) c.detail = subject.json_problem();
    return c;
  }
  SelectiveKey selective_key() const override {
    SelectiveKey key;
    if (auto exact = test_.exact_key()) key.exact.push_back(*std::move(exact));
    return key;
  }
  bool may_give_up() const override { return test_.may_give_up(); }
  std::string describe() const override { return "json " + test_.path() + " " + test_.wanted(); }
  bool needs_body() const override { return true; }
  std::optional<Reading> reading() const override { return Reading::kJson; }
  bool fits_nothing() const override { return test_.fits(nullptr); }

 private:
  JsonPathCondition test_;
};

/// `json_ignore`: a list of paths, or `paths`, `array_order`, `extra_keys`.
JsonRules read_rules(const JsonReader& value) {
  JsonRules rules;
  const auto paths = [&rules](const JsonReader& list) {
    for (const auto& element : list.elements()) {
      const auto text = element.nonempty_string();
      if (!text) continue;
      auto path = JsonPath::parse(*text);
      if (path)
        rules.ignored.push_back(std::move(*path));
      else
        report(element, path.error());
    }
  };
  if (value.is_array()) {
    paths(value);
    return rules;
  }
  if (!value.object()) return rules;
  if (const auto list = value.find("paths")) paths(*list);
  if (const auto flag = value.find("array_order")) rules.array_order = flag->boolean() == true;
  if (const auto flag = value.find("extra_keys")) rules.extra_keys = flag->boolean() == true;
  return rules;
}

JsonRules rules_beside(const CompileContext& context) {
  const auto value = context.object.find("json_ignore");
  return value ? read_rules(*value) : JsonRules();
}

}  // namespace

std::unique_ptr<Part> make_json_part(Json expected) {
  return std::make_unique<JsonPart>(std::move(expected), JsonRules());
}

void compile_json(const JsonReader& value, const CompileContext& context, Parts& out) {
  auto rules = rules_beside(context);
  if (!value.is_string()) {
    out.push_back(std::make_unique<JsonPart>(value.value(), std::move(rules)));
    return;
  }
  std::string why;
  auto parsed = base::parse_json_body(value.value().get_ref<const std::string&>(), &why);
  if (parsed)
    out.push_back(std::make_unique<JsonPart>(std::move(*parsed), std::move(rules)));
  else
    value.error("bad-json",
                "a string under \"json\" is read as JSON text, and this is none: " + why,
                "a JSON string is written \"\\\"like this\\\"\"");
}

/// Qualifies `json`, which reads it; alone it says nothing.
void compile_json_ignore(const JsonReader& value, const CompileContext& context, Parts&) {
  if (!context.object.find("json"))
    value.error_at_key("no-json",
                       "\"json_ignore\" says what \"json\" leaves out, and there is none",
                       "add \"json\" beside it");
}

void compile_json_paths(const JsonReader& value, const CompileContext& context, Parts& out) {
  if (!value.object({})) return;
  for (const auto& entry : value.members()) {
    if (auto test = JsonPathCondition::compile(entry, text_values_of(context.options)))
      out.push_back(std::make_unique<JsonPathPart>(std::move(*test)));
  }
}

}  // namespace ricochet::match
