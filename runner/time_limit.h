#pragma once
#include <optional>

#include "base/duration.h"
#include "base/loop.h"
#include "runner/world/world.h"

namespace ricochet::runner {

/// Interrupts the world when a scenario takes longer than its "timeout"; without one it does
/// nothing. On the loop's thread; the world must outlive it.
class TimeLimit {
 public:
  TimeLimit(World& world, std::optional<base::Duration> limit) : timer_(world.loop()) {
    if (!limit) return;
    timer_.after(*limit, [&world, limit] {
      Trouble trouble;
      trouble.kind = ErrorKind::kEnvironment;
      trouble.message =
          "the scenario took longer than its timeout of " + base::format_duration(*limit);
      world.interrupt(std::move(trouble));
    });
  }

 private:
  base::Timer timer_;
};

}  // namespace ricochet::runner
