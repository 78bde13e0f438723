#pragma once
#include <string>
#include <vector>

namespace ricochet::runner {

/// What was made of a record that a scenario published, as far as it is seen.
struct MadeOf {
  /// Most parts that are kept: of more the first and the last ones.
  static constexpr std::size_t kMaxParts = 10;

  std::string record;  ///< "orders#0 OrderWasPlaced"; empty: nothing is said
  /// In order: "POST /charges to payments -> 402", "event OrderWasRejected", "commit".
  std::vector<std::string> parts;
  bool empty() const { return record.empty(); }
};

}  // namespace ricochet::runner
