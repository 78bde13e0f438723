#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/json/reader.h"

namespace ricochet::match {

/// A JSON Schema (draft 7, and `$defs`, `dependentRequired`, `dependentSchemas` of 2019-09),
/// compiled once. `$ref` leads to places in the same schema only (`#`, `#/definitions/a`); `format`
/// is an annotation, as the standard has it by default. Written here rather than taken from a
/// library, because a pattern meets foreign bodies: ours are bounded (Regex). Immutable.
class JsonSchema {
 public:
  /// Steps that one check may take; a reference that leads in circles ends there.
  static constexpr std::size_t kMaxSteps = 1'000'000;

  /// Reports each mistake at its place in the schema (bad-schema, unknown-keyword, bad-pattern);
  /// nullptr then.
  static std::shared_ptr<const JsonSchema> compile(const base::JsonReader& schema);

  struct Failure {
    std::string pointer;  ///< into the value: "/items/2/price"; empty: the value itself
    std::string message;  ///< "must be at least 1, got the number 0"
    std::string keyword;  ///< where in the schema: "/properties/price/minimum"
  };
  struct Validation {
    bool valid = false;
    bool gave_up = false;  ///< kMaxSteps or the depth limit was reached: no verdict
    std::vector<Failure> failures;
  };
  /// Stops after `max_failures` of them; never throws.
  Validation check(const base::Json& value, std::size_t max_failures = 1) const;

  ~JsonSchema();

 private:
  JsonSchema();
  struct Nodes;
  std::unique_ptr<Nodes> nodes_;
};

}  // namespace ricochet::match
