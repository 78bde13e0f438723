#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/json/reader.h"
#include "base/random.h"

namespace ricochet::stubserver {

/// Which calls of a session a fault breaks: those that the keys beside `kind` name, all of them
/// when there are none. One of `calls` ([1, 3]), `first` (2) and `every` (3), counted from 1 since
/// the start or the last reset; `probability` (above 0, at most 1); `between` (["2s", "5s"] after
/// the start or the last reset; the end may be left out). All that are given must hold. Immutable.
class FaultCondition {
 public:
  static const std::vector<std::string>& keys();
  /// Findings go to the reader's list, nullopt then.
  static std::optional<FaultCondition> compile(const base::JsonReader& value);

  /// `random` belongs to this one call.
  bool holds(std::uint64_t call, base::Duration running, base::Random& random) const;

 private:
  bool read_counts(const base::JsonReader& value);
  bool read_calls(const base::JsonReader& list);
  bool read_window(const base::JsonReader& list);

  std::vector<std::uint64_t> calls_;
  std::uint64_t first_ = 0;  ///< 0: not given
  std::uint64_t every_ = 0;  ///< 0: not given
  double probability_ = 1;
  base::Duration from_{0};
  base::Duration to_ = base::Duration::max();
};

}  // namespace ricochet::stubserver
