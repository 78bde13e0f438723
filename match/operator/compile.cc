#include "match/operator/compile.h"

#include <array>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "match/operator/rows.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

/// docs/adding-an-operator.md says how to add one.

/// What an operator takes.
enum class Operand { kText, kTexts, kTruth, kNumber, kRange, kValue, kValues };

struct Row {
  std::string_view name;
  MakeOperator make;
  Operand operand;
  std::string_view text;
  bool uri_only = false;
};

constexpr std::array kOperators = {
    Row{"eq", make_eq, Operand::kText, "the same text"},
    Row{"match", make_match, Operand::kText,
        "a regular expression (Java's) that fits the whole text"},
    Row{"startsWith", make_starts_with, Operand::kText, "it begins with this"},
    Row{"endsWith", make_ends_with, Operand::kText, "it ends with this"},
    Row{"contain", make_contain, Operand::kText, "this is somewhere in it"},
    Row{"exist", make_exist, Operand::kTruth, "whether it is there at all"},
    Row{"path", make_path, Operand::kText, "a path with variables: /orders/{id}", true},
    // From here on ours, beyond Moco.
    Row{"equalsIgnoreCase", make_equals_ignore_case, Operand::kText,
        "the same text, in whatever case"},
    Row{"containIgnoreCase", make_contain_ignore_case, Operand::kText,
        "this is somewhere in it, in whatever case"},
    Row{"eqNumber", make_eq_number, Operand::kNumber, "the same number, however it is written"},
    Row{"gt", make_gt, Operand::kNumber, "a greater number"},
    Row{"gte", make_gte, Operand::kNumber, "this number or a greater one"},
    Row{"lt", make_lt, Operand::kNumber, "a smaller number"},
    Row{"lte", make_lte, Operand::kNumber, "this number or a smaller one"},
    Row{"between", make_between, Operand::kRange,
        "a number from the first to the second, both included"},
    Row{"not", make_not, Operand::kValue, "it does not fit this"},
    Row{"any", make_any, Operand::kValues, "it fits one of these"},
    Row{"in", make_in, Operand::kTexts, "it is one of these texts"},
};

/// Names that other tools use for the same thing.
struct Alias {
  std::string_view other, ours;
};
constexpr std::array kAliases = {
    Alias{"regex", "match"},      Alias{"matches", "match"},
    Alias{"contains", "contain"}, Alias{"prefix", "startsWith"},
    Alias{"exists", "exist"},     Alias{"starts", "startsWith"},
    Alias{"equals", "eq"},        Alias{"equalTo", "eq"},
    Alias{"suffix", "endsWith"},  Alias{"ends", "endsWith"},
    Alias{"ne", "not"},           Alias{"notEq", "not"},
    Alias{"or", "any"},           Alias{"anyOf", "any"},
    Alias{"oneOf", "in"},         Alias{"ignoreCase", "equalsIgnoreCase"},
    Alias{"greaterThan", "gt"},   Alias{"lessThan", "lt"},
    Alias{"range", "between"}};

void report_unknown(const JsonReader& member, Place place) {
  const auto names = operator_names(place);
  std::string hint = base::did_you_mean(member.key(), names);
  for (const auto& alias : kAliases) {
    if (alias.other == member.key()) hint = "did you mean " + base::in_quotes(alias.ours) + "?";
  }
  if (member.key() == "template") hint = "templates stand in responses, not in requests";
  if (member.key() == "path") hint = "path is for uri";
  if (member.key() == "json" || member.key() == "xml")
    hint = member.key() + " stands directly in \"text\" or \"file\" only";
  member.error_at_key("unknown-operator", "unknown operator " + base::in_quotes(member.key()),
                      hint);
}

std::string known_operators(Place place) {
  std::string out;
  for (const auto& row : kOperators) {
    if (!row.uri_only || place == Place::kUri)
      out += (out.empty() ? "" : ", ") + std::string(row.name);
  }
  return out;
}

}  // namespace

std::vector<std::string> operator_names(Place place) {
  std::vector<std::string> names;
  for (const auto& row : kOperators) {
    if (!row.uri_only || place == Place::kUri) names.emplace_back(row.name);
  }
  if (place == Place::kBody)
    names.insert(names.end(), {"json", "xml"});  // compiled by the body keys themselves
  return names;
}

namespace {

using base::Shape;

Shape shape_of_operand(Operand operand, const Shape& value) {
  const Shape number = Shape::either({Shape::number(), Shape::nonempty()});
  switch (operand) {
    case Operand::kTexts:
      return Shape::list(Shape::text(), 1);
    case Operand::kTruth:
      return Shape::either({Shape::word({"true", "false"}), Shape::boolean()});
    case Operand::kNumber:
      return number;
    case Operand::kRange:
      return Shape::list(number, 2, 2);
    case Operand::kValue:
      return value;
    case Operand::kValues:
      return Shape::list(value, 1);
    default:
      return Shape::text();
  }
}

/// `self`: the name of this shape, for operators that take one.
Shape make_text_value_shape(Place place, const Shape& self) {
  std::vector<base::ShapeKey> keys;
  for (const auto& row : kOperators) {
    if (!row.uri_only || place == Place::kUri)
      keys.push_back(
          {std::string(row.name), shape_of_operand(row.operand, self), std::string(row.text)});
  }
  if (place == Place::kBody) {
    keys.push_back({"json", Shape::any(), "the body is this JSON; a string is read as JSON text"});
    keys.push_back({"xml", Shape::text(), "the body is this XML"});
  }
  std::vector<std::string> names;
  for (const auto& key : keys) names.push_back(key.name);
  return Shape::either(
      {Shape::text(), Shape::object(std::move(keys), {base::KeyRule::one_of(std::move(names))})});
}

const Shape& entry_value() {
  static const Shape kShape =
      make_text_value_shape(Place::kEntry, Shape::named("text-value", entry_value));
  return kShape;
}
const Shape& uri_value() {
  static const Shape kShape =
      make_text_value_shape(Place::kUri, Shape::named("uri-value", uri_value));
  return kShape;
}
const Shape& body_value() {
  static const Shape kShape =
      make_text_value_shape(Place::kBody, Shape::named("text-value", entry_value));
  return kShape;
}

}  // namespace

const base::Shape& text_value_shape(Place place) {
  static const Shape kEntry = Shape::named("text-value", entry_value);
  static const Shape kUri = Shape::named("uri-value", uri_value);
  static const Shape kBody = Shape::named("body-value", body_value);
  return place == Place::kUri ? kUri : place == Place::kBody ? kBody : kEntry;
}

std::unique_ptr<Operator> compile_operator(const JsonReader& value, Place place,
                                           const OperatorContext& context) {
  if (value.is_string()) return make_eq(value, place, context);
  if (context.depth > kMaxOperatorNesting) {
    value.error(
        "too-deep",
        "operators stand in one another more than " + std::to_string(kMaxOperatorNesting) + " deep",
        "write it flatter: not of not is nothing, any of any is one any");
    return nullptr;
  }
  if (!value.is_object()) {
    value.error(
        "wrong-type",
        "a text value is a string or { \"operator\": \"operand\" }, got " +
            JsonReader::describe(value.value()),
        value.is_number() || value.is_bool()
            ? "write it in double quotes: " + base::in_quotes(base::compact_json(value.value()))
            : "known operators: " + known_operators(place));
    return nullptr;
  }
  const auto members = value.members();
  if (members.size() != 1) {
    if (members.empty())
      value.error("bad-text-value", "a text value needs one operator, this object is empty",
                  "write { \"match\": \"...\" } or a plain string");
    else
      members[1].error_at_key(
          "bad-text-value",
          "a text value has exactly one operator, this one has " + std::to_string(members.size()),
          "remove all but one");
    return nullptr;
  }
  const auto& member = members.front();
  for (const auto& row : kOperators) {
    if (row.name == member.key() && (!row.uri_only || place == Place::kUri))
      return row.make(member, place, context);
  }
  report_unknown(member, place);
  return nullptr;
}

}  // namespace ricochet::match
