#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "base/duration.h"
#include "runner/explore/explorer.h"
#include "runner/result/result.h"
#include "runner/world/world.h"
#include "runner/world/world_keeper.h"

namespace ricochet::runner {

struct RunOptions {
  WorldOptions world;
  std::uint64_t seed = 0;
  std::size_t jobs = 1;    ///< scenarios at a time, where their suite lets them
  std::size_t suites = 1;  ///< suites at a time, as far as they need nothing that is there once
  bool fail_fast = false;
  std::size_t retries = 0;     ///< of a scenario that did not pass
  std::size_t until_fail = 0;  ///< a scenario that passed is run again, so often in all
  ExploreOptions explore;
  std::optional<base::Duration> timeout;  ///< of the whole run
  bool trace = false;                     ///< somebody wants scenario_traced
  WorldKeeper* keeper = nullptr;          ///< must outlive the run; nullptr: nobody
};

/// What all parts of a run share: what it was asked for, and whether it goes on.
class RunState {
 public:
  RunState(base::Loop& loop, RunOptions options);

  base::Loop& loop() { return loop_; }
  const RunOptions& options() const { return options_; }
  bool interrupted() const { return interrupts_ > 0; }
  bool stop_now() const { return interrupts_ > 0 || timed_out_ || !first_failure_.empty(); }
  /// Why a scenario was not reached.
  std::string why_skipped() const;
  /// Heeds --fail-fast.
  void note(const ScenarioResult& result);

  /// See Executor::interrupt().
  void interrupt(const std::string& why);
  void time_out();
  Trouble interruption() const;

  /// Worlds that are told of the above.
  void add(World& world) { worlds_.insert(&world); }
  void remove(World& world) { worlds_.erase(&world); }

 private:
  base::Loop& loop_;
  const RunOptions options_;
  std::set<World*> worlds_;
  int interrupts_ = 0;
  std::string interrupt_reason_;
  bool timed_out_ = false;
  std::string first_failure_;  ///< name of the scenario that ended the run by --fail-fast
};

}  // namespace ricochet::runner
