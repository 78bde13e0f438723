#include "match/operator/compile.h"

#include <array>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "match/operator/rows.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

/// A new operator is a class in the operator_*.cc of its family and a row here.

struct Row {
  std::string_view name;
  MakeOperator make;
  bool uri_only = false;
};

constexpr std::array kOperators = {
    Row{"eq", make_eq},
    Row{"match", make_match},
    Row{"startsWith", make_starts_with},
    Row{"endsWith", make_ends_with},
    Row{"contain", make_contain},
    Row{"exist", make_exist},
    Row{"path", make_path, true},
    // From here on ours, beyond Moco.
    Row{"equalsIgnoreCase", make_equals_ignore_case},
    Row{"containIgnoreCase", make_contain_ignore_case},
    Row{"eqNumber", make_eq_number},
    Row{"gt", make_gt},
    Row{"gte", make_gte},
    Row{"lt", make_lt},
    Row{"lte", make_lte},
    Row{"between", make_between},
    Row{"not", make_not},
    Row{"any", make_any},
    Row{"in", make_in},
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

std::unique_ptr<Operator> compile_operator(const JsonReader& value, Place place,
                                           std::size_t depth) {
  if (value.is_string()) return make_eq(value, place, depth);
  if (depth > kMaxOperatorNesting) {
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
      return row.make(member, place, depth);
  }
  report_unknown(member, place);
  return nullptr;
}

}  // namespace ricochet::match
