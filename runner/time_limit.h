#pragma once
#include <optional>

#include "base/duration.h"
#include "base/loop.h"
#include "runner/world/scenario_life.h"

namespace ricochet::runner {

/// Interrupts a scenario when a scenario takes longer than its "timeout"; without one it does
/// nothing. On the loop's thread; the life must outlive it.
class TimeLimit {
 public:
  TimeLimit(ScenarioLife& life, std::optional<base::Duration> limit) : timer_(life.world().loop()) {
    if (!limit) return;
    timer_.after(*limit, [&life, limit] {
      Trouble trouble;
      trouble.kind = ErrorKind::kEnvironment;
      trouble.message =
          "the scenario took longer than its timeout of " + base::format_duration(*limit);
      life.interrupt(trouble);
    });
  }

 private:
  base::Timer timer_;
};

}  // namespace ricochet::runner
