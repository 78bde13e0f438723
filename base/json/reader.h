#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "base/json/document.h"

namespace ricochet::base {

class Shape;

/// A cursor on one value of a JSON document, for loaders that are strict: each getter checks the
/// type, and every finding becomes a Diag with file, line, column, pointer and cure in the shared
/// DiagList. A getter that returns nullopt has reported why, so callers just go on and collect
/// more. Cheap to copy; the document (shared), the value and the list must outlive it.
class JsonReader {
 public:
  /// `area` starts every code that the reader itself reports: "stub" gives "stub/unknown-key".
  JsonReader(std::shared_ptr<const JsonDocument> document, DiagList& diags, std::string area);
  /// The same place in `document`, but holding another value: what `${...}` expansion made of it.
  JsonReader with_value(const Json& expanded) const;
  /// The same place, reporting under another area: stub sessions inside a scenario are still
  /// stub/....
  JsonReader with_area(std::string area) const;

  /// The same place, read by a table: object(), integer() and word() ask it for keys, bounds and
  /// words, and what stands below is read by what the table has there. `shape` must outlive it.
  JsonReader as(const Shape& shape) const;

  /// The same place, whose findings go to another list.
  JsonReader with_diags(DiagList& diags) const;

  const Json& value() const { return *value_; }
  const std::string& pointer() const { return pointer_; }
  /// The key under which this value stands; empty for array elements and the root.
  const std::string& key() const { return key_; }
  DiagList& diags() const { return *diags_; }
  const std::shared_ptr<const JsonDocument>& document() const { return document_; }
  const std::string& area() const { return area_; }
  Location location(JsonDocument::Token part = JsonDocument::Token::kValue) const;

  bool is_object() const;
  bool is_array() const;
  bool is_string() const;
  bool is_number() const;
  bool is_bool() const;

  /// Reports wrong-type unless it is an object; each key that its table does not have (unknown-key,
  /// with did-you-mean); each that must be there and is not (missing-key). False: not an object.
  bool object() const;
  /// The same without a table: each key that is not in `allowed` (unknown-key,
  /// with did-you-mean). An empty `allowed` takes any key. False: not an object.
  bool object(const std::vector<std::string>& allowed) const;
  /// The member, or nullopt when it is absent or null. Reports nothing.
  std::optional<JsonReader> find(std::string_view key) const;
  /// The same, but absence is reported (missing-key), unless the key is only misspelt().
  std::optional<JsonReader> require(std::string_view key) const;
  /// True when object() has reported an unknown key and suggested one of these for it: one mistake,
  /// so that nobody need report that they are missing.
  bool misspelt(std::initializer_list<std::string_view> keys) const;
  /// Members of an object in file order, null ones included; empty for anything else.
  std::vector<JsonReader> members() const;
  /// Elements of an array; reports wrong-type for anything else.
  std::vector<JsonReader> elements() const;

  std::optional<std::string> string() const;
  std::optional<std::string> nonempty_string() const;
  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer(std::int64_t min, std::int64_t max) const;
  /// Within the bounds of its table.
  std::optional<std::int64_t> integer() const;
  /// The nearest double; out-of-range when it is beyond all of them.
  std::optional<double> number() const;
  /// "250ms", "5s", ... or a bare integer that means milliseconds.
  std::optional<Duration> duration() const;
  /// One of the words, or unknown-value with did-you-mean.
  std::optional<std::string> word(const std::vector<std::string>& allowed) const;
  /// One of the words of its table.
  std::optional<std::string> word() const;

  /// Reports `area/code` at this value (or its key).
  void error(std::string_view code, std::string message, std::string hint = {}) const;
  void error_at_key(std::string_view code, std::string message, std::string hint = {}) const;
  /// The same for what is more than bad input: a thing that is named and not there.
  void error(Diag::Kind kind, std::string_view code, std::string message,
             std::string hint = {}) const;
  void error_at_key(Diag::Kind kind, std::string_view code, std::string message,
                    std::string hint = {}) const;
  /// Reports here, and under this area, what somebody found without knowing the place: `a/code`
  /// becomes `area/code`; kind, message and hint stay.
  void repeat(const Diag& finding) const;
  void repeat_at_key(const Diag& finding) const;
  void warning(std::string_view code, std::string message, std::string hint = {}) const;
  /// Points at byte `offset` of the *decoded* string value: for syntax errors inside templates,
  /// patterns and paths. Exact as long as no escape stands before it in the source.
  void error_in_string(std::string_view code, std::string message, std::size_t offset,
                       std::size_t length, std::string hint = {}) const;

  /// "the string "200"", "the number 3", "an object": for messages.
  static std::string describe(const Json& value);

 private:
  JsonReader child(std::string_view key, const Json& value) const;
  void unknown_keys(const std::vector<std::string>& allowed) const;
  /// The choice of its table that is of this kind. Without one the loader asks for what its table
  /// does not have: a bug, std::logic_error.
  const Shape& shape_of(int kind) const;
  std::string out_of_range() const;
  void wrong_type(std::string_view wanted, std::string hint = {}) const;
  Diag diag(std::string_view code, std::string message, std::string hint,
            JsonDocument::Token part) const;

  std::shared_ptr<const JsonDocument> document_;
  const Json* value_;
  DiagList* diags_;
  std::string area_;
  std::string pointer_;
  std::string key_;
  const Shape* shape_ = nullptr;                ///< its table; nullptr: it is read without
  mutable std::vector<std::string> suggested_;  ///< by object(), for misspelt()
};

}  // namespace ricochet::base
