#pragma once
#include <optional>
#include <string>
#include <utility>

#include "base/duration.h"
#include "base/loop.h"
#include "runner/world/scenario_life.h"

namespace ricochet::runner {

/// Interrupts a scenario when it takes longer than its "timeout"; without one it does nothing. On
/// the loop's thread; the life must outlive it.
class TimeLimit {
 public:
  TimeLimit(ScenarioLife& life, std::optional<base::Duration> limit)
      : life_(life), limit_(limit), timer_(life.world().loop()) {
    start("the scenario");
  }

  /// A teardown always runs: when the time is over before it, it has as much once more.
  void of_teardown() {
    if (std::exchange(over_, false)) start("the teardown of the scenario");
  }

 private:
  void start(const std::string& what) {
    if (!limit_) return;
    timer_.after(*limit_, [this, what] {
      over_ = true;
      Trouble trouble;
      trouble.kind = ErrorKind::kEnvironment;
      trouble.message = what + " took longer than its timeout of " + base::format_duration(*limit_);
      life_.interrupt(trouble);
    });
  }

  ScenarioLife& life_;
  const std::optional<base::Duration> limit_;
  bool over_ = false;
  base::Timer timer_;
};

}  // namespace ricochet::runner
