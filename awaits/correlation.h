#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json/fwd.h"
#include "base/result.h"
#include "match/json/jsonpath.h"
#include "match/selective_key.h"
#include "match/subject.h"

namespace ricochet::awaits {

/// All that a record has at one place, told apart by type: the number 1 is not the text "1", and of
/// a header, query or JSONPath that is there several times all values count, in their order. That a
/// header or the key of an event is null is a value of its own.
struct KeptValue {
  std::vector<std::optional<std::string>> values;  ///< of JSON compact texts; nullopt: null
  bool is_json = false;
  /// What is compared of JSON: one text for all that are equal as of match::json_equal().
  std::vector<std::string> equal;

  std::string shown() const;  ///< `"t-1"`, `"1", "2"`, null, of JSON `1`; shortened
  bool operator==(const KeptValue& other) const { return compared() == other.compared(); }
  bool operator<(const KeptValue& other) const { return compared() < other.compared(); }

 private:
  using Compared = std::pair<std::vector<std::string>, std::vector<std::optional<std::string>>>;
  Compared compared() const {
    return {equal, is_json ? std::vector<std::optional<std::string>>() : values};
  }
};

/// Where records that belong together have the same value: `header:NAME`, `query:NAME` (calls
/// only), `json:PATH` (of the body), `key` (events only), `trace` (trace-id of the W3C traceparent
/// header). Immutable.
class Correlation {
 public:
  /// Error await/bad-correlation with the forms that there are.
  static base::Result<std::shared_ptr<const Correlation>> parse(const std::string& text);

  /// The value of this message, the first where there are several, or nullopt when it has none. A
  /// JSON value that is not a string is compared as compact JSON text.
  std::optional<std::string> value_of(const match::Subject& subject) const;
  /// Whether it is the value of this message, or one of them: of a header, query or JSONPath that
  /// is there several times any counts, as for a selector.
  bool has(const match::Subject& subject, const std::string& value) const;
  /// The first of all that has() is true of; `most` is 1 or more.
  std::vector<std::string> values_of(const match::Subject& subject, std::size_t most) const;
  /// value_of() with its type: a number that `json:PATH` finds stays one.
  std::optional<base::Json> json_of(const match::Subject& subject) const;
  /// Where it stands, for an index: the values of which has() is true. By the text, equal ones are
  /// one place.
  std::shared_ptr<const match::ValuePlace> place() const;
  /// value_of() is a search that may reach its bound (match/give_up.h).
  bool may_give_up() const { return path_ != nullptr && !path_->definite(); }
  /// All of it, for records that must have the same there; nullopt when it has nothing.
  std::optional<KeptValue> kept_of(const match::Subject& subject) const;
  /// True when a cut body makes the value unknown.
  bool needs_body() const { return path_ != nullptr; }
  const std::string& text() const { return text_; }

 private:
  /// Calls visit(text) for each value, until it says false.
  template <class Visit>
  void each(const match::Subject& subject, const Visit& visit) const;
  KeptValue all_of(const match::Subject& subject) const;
  enum class Kind { kHeader, kQuery, kJson, kKey, kTrace };
  Correlation() = default;
  Kind kind_ = Kind::kTrace;
  std::string text_;
  std::string name_;
  std::shared_ptr<const match::JsonPath> path_;
};

}  // namespace ricochet::awaits
