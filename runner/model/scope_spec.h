#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json/reader.h"
#include "base/json/shape.h"

namespace ricochet::runner {

/// "scope" of a suite: where the mark of a scenario stands in what it sends, and in the calls and
/// events that follow of it. At least one place; a record is whose mark is found first, in this
/// order.
struct ScopeSpec {
  std::string header;     ///< of requests and records; empty: none
  bool key = false;       ///< of records
  std::string json_path;  ///< names only, "$.order.tenant"; empty: none
  std::string uri;        ///< a regular expression with one group, found in targets; empty: none

  /// W3C's header, whose trace-id is the mark.
  bool is_trace() const { return header == kTraceHeader; }
  /// "header traceparent or the key of records"
  std::string describe() const;

  static constexpr const char* kTraceHeader = "traceparent";
};

/// What may stand under "scope".
base::Shape scope_shape();

/// Reads "scope": true, or an object with places. nullopt: there was an error (suite/bad-scope
/// ...), which was reported.
std::optional<ScopeSpec> read_scope(const base::JsonReader& scope);

/// The names in "$.order.tenant"; empty: it is another kind of path.
std::vector<std::string> names_of_path(const std::string& json_path);

}  // namespace ricochet::runner
