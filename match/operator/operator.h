#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/difference.h"
#include "match/selective_key.h"

namespace ricochet::match {

/// Moco takes operands without the white space around them. In expectations, which are ours, it
/// counts: what was captured must fit itself, and "hi\n" is not "hi".
enum class Spaces { kTrimmed, kKept };

/// How a text value is read.
struct OperatorContext {
  Spaces spaces = Spaces::kTrimmed;
  std::size_t depth = 0;  ///< of operators around it
};

/// What a text value of the Moco format tests: `"plain"` or `{ "operator": "operand" }`. Immutable.
class Operator {
 public:
  virtual ~Operator() = default;
  virtual bool matches(std::string_view value) const = 0;
  /// The verdict when there is no value at all.
  virtual bool matches_absent() const { return false; }
  /// The verdict on a list that is there and has no values in it.
  virtual bool matches_empty() const { return false; }
  /// The verdict when there is something that has no value, as an XML element.
  virtual bool matches_valueless() const { return false; }
  /// The verdict on all values of one name: any of them matches, or there is none and absence is
  /// what is asked for. A negation turns the verdict on all of them round, not that on each.
  virtual bool fits(std::span<const std::string_view> values) const;
  /// For people: `"x"`, `match "/a/\d+"`.
  virtual std::string describe() const = 0;
  /// How a value differs that nearly matches. Only asked of one that does not match.
  virtual Difference difference(std::string_view) const { return Difference::kNone; }
  /// Why a value does not match, when there is more to say than expected and actual; else empty.
  virtual std::string detail(std::string_view) const { return {}; }
  /// The one value that can match, if there is only one.
  virtual std::optional<std::string> literal() const { return std::nullopt; }
  /// The families of values that can match: what an index may rely on. Errs on the wide side only.
  virtual ValueKeys keys() const { return std::nullopt; }
  /// Whether matches() is a search that may reach its bound (give_up.h).
  virtual bool may_give_up() const { return true; }
  /// The values of which one must be there, if there is such a list: without it nothing fits.
  std::optional<std::vector<std::string>> exact_values() const;
  /// Variables that `path` captures.
  virtual std::map<std::string, std::string> variables(std::string_view) const { return {}; }
};

/// Where a text value stands. It decides which operators are allowed and how the operand is read.
enum class Place {
  kUri,
  kMethod,  ///< operands are upper-cased, patterns ignore case
  kBody,
  kEntry,  ///< an entry of headers, queries, json_paths ..., and an event's key
};

}  // namespace ricochet::match
