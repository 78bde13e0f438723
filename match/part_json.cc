#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "match/json_compare.h"
#include "match/jsonpath.h"
#include "match/part.h"
#include "match/text_error.h"

namespace ricochet::match {

namespace {

using base::Json;
using base::JsonReader;

constexpr std::size_t kShownJson = 120;

std::string show_json(const Json& value) {
  return base::shorten(value.dump(-1, ' ', false, Json::error_handler_t::replace), kShownJson);
}

class JsonPart final : public Part {
 public:
  explicit JsonPart(Json expected) : expected_(std::move(expected)) {}
  bool matches(const Subject& subject) const override {
    const Json* actual = subject.json();
    return actual != nullptr && json_equal(expected_, *actual);
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "json";
    c.expected = show_json(expected_);
    const Json* actual = subject.json();
    if (actual == nullptr) {
      c.actual = subject.message().body.empty() ? "absent" : "a body that is not JSON";
      c.detail = subject.message().body.empty() ? "" : subject.json_problem();
      return c;
    }
    c.actual = show_json(*actual);
    const auto differences = json_differences(expected_, *actual);
    c.ok = differences.empty();
    if (!c.ok) c.detail = differences.front().str();
    if (differences.size() > 1)
      c.detail += " (and " + std::string(differences.size() >= kMaxDifferences ? "at least " : "") +
                  std::to_string(differences.size() - 1) + " more)";
    return c;
  }
  std::string describe() const override { return "json " + show_json(expected_); }
  bool needs_body() const override { return true; }

 private:
  Json expected_;
};

/// Java's text for a value that Jayway returns: maps as `{k=1}`, lists as JSON, scalars plain.
std::string java_text(const Json& value, std::size_t depth = 0) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object() || depth > base::kMaxJsonDepth)
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string out = "{";
  for (auto it = value.begin(); it != value.end(); ++it) {
    out += (out.size() == 1 ? "" : ", ") + it.key() + "=" + java_text(it.value(), depth + 1);
  }
  return out + "}";
}

class JsonPathPart final : public Part {
 public:
  JsonPathPart(JsonPath path, std::unique_ptr<Operator> test, std::optional<Json> typed)
      : path_(std::move(path)), test_(std::move(test)), typed_(std::move(typed)) {}

  bool matches(const Subject& subject) const override {
    const Json* body = subject.json();
    return body != nullptr ? judge(path_.evaluate(*body)) : absent_fits();
  }

  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "json " + path_.text();
    c.expected = typed_ ? describe_json(*typed_) : test_->describe();
    const Json* body = subject.json();
    if (body == nullptr) {
      c.ok = absent_fits();
      c.actual = subject.message().body.empty() ? "absent" : "a body that is not JSON";
      c.detail = subject.message().body.empty() ? "" : subject.json_problem();
      return c;
    }
    const auto nodes = path_.evaluate(*body);
    c.ok = judge(nodes);
    const auto found = candidates(nodes);
    c.actual = show(found);
    if (nodes.gave_up)
      c.detail = "the path needs too many steps on this body";
    else if (!c.ok && found.size() == 1)
      c.detail = detail(*found.front());
    return c;
  }

  std::string describe() const override {
    return "json " + path_.text() + " " + (typed_ ? typed_->dump() : test_->describe());
  }
  bool needs_body() const override { return true; }

 private:
  /// A definite path to a list stands for its elements; null and missing are the same (Jayway, as
  /// Moco uses it).
  std::vector<const Json*> candidates(const JsonPath::Nodes& nodes) const {
    if (typed_ || !path_.definite() || nodes.values.size() != 1 ||
        !nodes.values.front()->is_array())
      return nodes.values;
    std::vector<const Json*> out;
    for (const auto& element : *nodes.values.front()) out.push_back(&element);
    return out;
  }

  bool absent_fits() const { return !typed_ && test_->matches_absent(); }

  bool judge(const JsonPath::Nodes& nodes) const {
    if (nodes.gave_up) return false;
    bool present = false;
    for (const Json* value : candidates(nodes)) {
      if (typed_ ? json_equal(*typed_, *value)
                 : !value->is_null() && test_->matches(java_text(*value)))
        return true;
      present = present || !value->is_null();
    }
    return !present && absent_fits();
  }

  std::string detail(const Json& value) const {
    if (typed_) {
      const bool by_type_only =
          value.is_string() && value.get_ref<const std::string&>() == typed_->dump();
      return by_type_only ? "the same text, but another type" : "";
    }
    return value.is_null() ? "null counts as absent" : test_->detail(java_text(value));
  }

  static std::string show(const std::vector<const Json*>& values) {
    if (values.empty()) return "absent";
    std::string out;
    for (std::size_t i = 0; i < values.size() && i < 5; ++i) {
      const bool structured = values[i]->is_structured();
      out +=
          (i == 0 ? "" : ", ") + (structured ? show_json(*values[i]) : describe_json(*values[i]));
    }
    return values.size() > 5 ? out + " and " + std::to_string(values.size() - 5) + " more" : out;
  }

  JsonPath path_;
  std::unique_ptr<Operator> test_;  ///< unset when typed_ is set
  std::optional<Json> typed_;
};

}  // namespace

std::unique_ptr<Part> make_json_part(Json expected) {
  return std::make_unique<JsonPart>(std::move(expected));
}

void compile_json(const JsonReader& value, const CompileOptions&, Parts& out) {
  if (!value.is_string()) {
    out.push_back(make_json_part(value.value()));
    return;
  }
  std::string why;
  auto parsed = base::parse_json_body(value.value().get_ref<const std::string&>(), &why);
  if (parsed)
    out.push_back(make_json_part(std::move(*parsed)));
  else
    value.error("bad-json",
                "a string under \"json\" is read as JSON text, and this is none: " + why,
                "a JSON string is written \"\\\"like this\\\"\"");
}

void compile_json_paths(const JsonReader& value, const CompileOptions&, Parts& out) {
  if (!value.object({})) return;
  for (const auto& entry : value.members()) {
    auto path = JsonPath::parse(entry.key());
    if (!path) {
      base::Diag d(path.error());
      d.code = entry.area() + "/bad-json-path";
      const auto offset = offset_of(d, entry.key());
      d.where = entry.location(base::JsonDocument::Part::kKey);
      if (d.where.source_line.find(entry.key()) != std::string::npos) {
        d.where.column += 1 + offset;
        d.where.length = 1;
      }
      entry.diags().add(std::move(d));
      continue;
    }
    const bool typed = entry.is_number() || entry.is_bool() || entry.value().is_null();
    auto test = typed ? nullptr : compile_operator(entry, Place::kEntry);
    if (!typed && !test) continue;
    out.push_back(std::make_unique<JsonPathPart>(
        std::move(*path), std::move(test), typed ? std::optional(entry.value()) : std::nullopt));
  }
}

}  // namespace ricochet::match
