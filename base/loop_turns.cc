#include "base/loop_turns.h"

#include <algorithm>

namespace ricochet::base {

void LoopTurns::add(Duration spent) {
  const double seconds = std::chrono::duration<double>(spent).count();
  std::size_t i = 0;
  while (i < kBuckets.size() && seconds > kBuckets[i]) ++i;
  ++counts_[i];
  ++count_;
  sum_ += spent;
  longest_ = std::max(longest_, spent);
}

}  // namespace ricochet::base
