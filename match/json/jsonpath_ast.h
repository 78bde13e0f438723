#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json/json.h"
#include "match/text/regex/regex.h"

/// The parsed form of a JSONPath; shared by its parser and its evaluator, of no use elsewhere.
namespace ricochet::match::jsonpath {

struct Expr;

struct Selector {
  enum class Kind { kName, kWildcard, kIndex, kSlice, kFilter } kind = Kind::kName;
  std::string name;
  std::int64_t index = 0;
  std::optional<std::int64_t> start, end;  // slice
  std::int64_t step = 1;
  std::shared_ptr<const Expr> filter;
  bool jayway = false;  // [?(...)]: a number and its text are equal
};

/// What Jayway calls behind a dot.
enum class PathFunction {
  kLength,
  kKeys,
  kMin,
  kMax,
  kSum,
  kAvg,
  kStddev,
  kConcat,
  kAppend,
  kFirst,
  kLast,
  kIndex
};

struct Segment {
  bool descendant = false;
  std::optional<PathFunction> function;  // no selectors then
  std::vector<std::shared_ptr<const Expr>> arguments;
  std::vector<Selector> selectors;
};

struct Query {
  bool relative = false;  // @ instead of $
  std::vector<Segment> segments;
  bool singular() const;
};

enum class Function { kLength, kCount, kMatch, kSearch, kValue };
enum class Compare {
  kEq,
  kNe,
  kLt,
  kLe,
  kGt,
  kGe,
  // Jayway's
  kSame,
  kNotSame,
  kIn,
  kNin,
  kContains,
  kSize,
  kEmpty,
  kSubsetOf,
  kAnyOf,
  kNoneOf,
  kRegex
};

/// A filter expression: logical, or a value of a comparison.
struct Expr {
  enum class Kind {
    kOr,
    kAnd,
    kNot,
    kExists,
    kCompare,
    kCall,
    kLiteral,
    kQuery
  } kind = Kind::kLiteral;
  std::vector<std::shared_ptr<const Expr>> args;
  Compare compare = Compare::kEq;
  Function function = Function::kLength;
  base::Json literal;
  Query query;
  std::optional<Regex> regex;  // =~, and match/search with a literal pattern
};

}  // namespace ricochet::match::jsonpath
