#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "base/json/fwd.h"
#include "match/difference.h"
#include "match/json/jsonpath.h"

namespace ricochet::match {

/// Deep equality as contracts mean it: the order of keys is free, arrays are strict, no extra keys,
/// and the number 1 is not the number 1.0 (Moco's `json`). Values nested deeper than
/// base::kMaxJsonDepth are unequal.
bool json_equal(const base::Json& expected, const base::Json& actual);

/// One place where two JSON values differ, for people.
struct JsonDifference {
  std::string path;                     ///< `$.items[2].price`
  std::string expected;                 ///< `the number 1`, `absent`
  std::string actual;                   ///< `the string "1"`, `absent`
  Difference kind = Difference::kNone;  ///< when they are nearly the same
  /// `$.items[2].price: expected the number 1, got the string "1"`
  std::string str() const;
};

/// Of two values that are not equal: by type when one is the text of the other, else that of two
/// strings.
Difference json_difference(const base::Json& expected, const base::Json& actual);

inline constexpr std::size_t kMaxDifferences = 20;

/// The same by value: the number 1 is the number 1.0, to the last digit (RFC 9535 section
/// 2.3.5.2.2, JSON Schema).
bool json_equal_by_value(const base::Json& a, const base::Json& b);

/// What a comparison overlooks.
struct JsonRules {
  std::vector<JsonPath> ignored;  ///< values at these paths, in either of both, and their keys
  bool array_order = false;       ///< elements may stand in any order
  bool extra_keys = false;        ///< objects may have more keys than expected, at every level
  bool none() const { return ignored.empty() && !array_order && !extra_keys; }
};

/// The differences in the order of the expected value, extra keys after them; empty when
/// json_equal(). Stops after `max` differences.
std::vector<JsonDifference> json_differences(const base::Json& expected, const base::Json& actual,
                                             std::size_t max = kMaxDifferences);

/// Steps that one comparison by rules may take; each draws from match::Work, too. Elements in any
/// order that have an equal one take as many as they have values; each of the others may take as
/// many as there are elements, where keys may be extra or values are ignored.
inline constexpr std::size_t kMaxCompareSteps = 1'000'000;

struct JsonComparison {
  std::vector<JsonDifference> differences;
  bool gave_up = false;  ///< kMaxCompareSteps, or that of a path, was reached: no verdict
  bool equal() const { return differences.empty() && !gave_up; }
};
JsonComparison json_compare(const base::Json& expected, const base::Json& actual,
                            const JsonRules& rules, std::size_t max = kMaxDifferences);

/// Moco's `struct`: kinds must agree, values are free; expected keys must exist, extra ones may;
/// each actual element must fit the first expected one; expected null fits anything present.
/// Returns the first difference, or none; where match::Work does not suffice, one that says so
/// (give_up.h).
std::vector<JsonDifference> json_shape_differences(const base::Json& expected,
                                                   const base::Json& actual);

/// `$.a['b c'][0]` grown by one step.
std::string path_append(const std::string& path, const std::string& key);
std::string path_append(const std::string& path, std::size_t index);

/// The value as JSON, cut to a line.
std::string show_json(const base::Json& value);
/// Short text for a value with its type: `the number 42`, `an array of 3`.
std::string describe_json(const base::Json& value);

}  // namespace ricochet::match
