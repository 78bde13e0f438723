#pragma once
#include <array>
#include <cstdint>

#include "base/duration.h"

namespace ricochet::base {

/// How much CPU time the turns of a loop took: a turn is what runs between two waits of the loop,
/// or what was ready when it began while there is always more. While a turn lasts nobody else is
/// served. A histogram, for /metrics. On the loop's thread.
class LoopTurns {
 public:
  /// Upper bounds of the buckets, in seconds; one more holds the rest.
  static constexpr std::array<double, 10> kBuckets = {0.0001, 0.0005, 0.001, 0.002, 0.005,
                                                      0.01,   0.02,   0.05,  0.1,   1};

  void add(Duration spent);

  /// Of bucket `i`, not cumulated; kBuckets.size() is the rest.
  std::uint64_t in_bucket(std::size_t i) const { return counts_[i]; }
  std::uint64_t count() const { return count_; }
  Duration sum() const { return sum_; }
  Duration longest() const { return longest_; }

 private:
  std::array<std::uint64_t, kBuckets.size() + 1> counts_{};
  std::uint64_t count_ = 0;
  Duration sum_{0};
  Duration longest_{0};
};

}  // namespace ricochet::base
