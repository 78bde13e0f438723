#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json/json.h"
#include "match/json/jsonpath.h"
#include "match/matcher.h"
#include "match/operator/operator.h"

namespace ricochet::match {

/// A JSONPath and what is expected of the values there: an entry of `json_paths` or of a token's
/// claims. Scalars are compared as text; a number, true, false or null in the file is compared with
/// its type. Immutable.
class JsonPathCondition {
 public:
  /// `entry` is what is expected, under a key that is the path. Reports what is wrong with either;
  /// nullopt then.
  static std::optional<JsonPathCondition> compile(const base::JsonReader& entry,
                                                  const OperatorContext& context);
  /// The same for a path that does not stand in the file as it is: the key names a member.
  static std::optional<JsonPathCondition> compile_member(const base::JsonReader& entry,
                                                         const OperatorContext& context);

  /// nullptr: there is no JSON at all, so that only absence is found.
  bool fits(const base::Json* root) const;
  /// All but the name of the condition. `none` says what there is instead of JSON.
  Condition explain(const base::Json* root, const std::string& none) const;
  /// What an index may rely on; nullopt: nothing.
  std::optional<ExactKey> exact_key() const;
  bool may_give_up() const { return !path_.definite() || (test_ && test_->may_give_up()); }
  const std::string& path() const { return path_.text(); }
  /// For one line: `"1"`, `match "a.*"`, `42`.
  std::string wanted() const;

 private:
  JsonPathCondition(JsonPath path, std::unique_ptr<Operator> test, std::optional<base::Json> typed);
  static std::optional<JsonPathCondition> with_path(const base::JsonReader& entry, JsonPath path,
                                                    const OperatorContext& context);
  const base::Json* list_of(const JsonPath::Nodes& nodes) const;
  std::vector<const base::Json*> candidates(const JsonPath::Nodes& nodes) const;
  bool judge(const JsonPath::Nodes& nodes) const;
  Difference difference(const base::Json& value) const;
  std::string detail(const base::Json& value) const;

  JsonPath path_;
  std::shared_ptr<const Operator> test_;  ///< unset when typed_ is set
  std::optional<base::Json> typed_;
};

}  // namespace ricochet::match
