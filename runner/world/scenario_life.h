#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "awaits/expectation.h"
#include "awaits/verdict.h"
#include "base/result.h"
#include "journal/record.h"
#include "runner/model/scenario.h"
#include "runner/result/outcome.h"
#include "runner/task/async.h"
#include "runner/world/interruptible.h"
#include "runner/world/world.h"

namespace ricochet::runner {

/// One scenario that runs, maybe beside others: which records are its own, and what ends its waits.
/// The trouble that the world is in is that of every scenario that runs. On the loop's thread;
/// world and scenario must outlive it.
class ScenarioLife final : public Interruptible {
 public:
  /// `mark`: what tells it apart, where the suite has a scope.
  ScenarioLife(World& world, const Scenario& scenario, const std::string& mark);
  ~ScenarioLife() override;
  ScenarioLife(const ScenarioLife&) = delete;
  ScenarioLife& operator=(const ScenarioLife&) = delete;

  World& world() { return world_; }
  const Scenario& scenario() const { return scenario_; }
  /// Whose its stub sessions are.
  const std::string& owner() const { return scenario_.owner_name(); }
  /// Its number among all runs of the suite; 0: the suite has no scope.
  std::uint64_t scope() const { return scope_; }
  /// A refused call of nobody's may be anybody's.
  bool is_mine(const journal::Record& record) const {
    return record.scope == scope_ || (record.refused && record.scope == 0);
  }

  /// Ends every wait of it at once; until clear_trouble() nothing waits any more.
  void interrupt(const Trouble& trouble) override;
  const Trouble& trouble() const { return trouble_; }
  void clear_trouble();

  /// Waits for records; a wait that trouble ends is cancelled. `started` is told its number. A
  /// refused wait is an error.
  Task<base::Result<awaits::Verdict>> wait(awaits::Expectation expectation,
                                           std::function<void(awaits::AwaitId)> started = {});
  /// Waits, but no longer than until there is trouble. False: there is trouble. While it waits,
  /// `*wake` ends it early (soon, as if the time were over); it may be called more than once.
  Task<bool> sleep(base::Duration time, std::function<void()>* wake = nullptr);
  /// The same, ended early by whatever happens on the embedded bus.
  Task<bool> sleep_beside_bus(base::Duration time);

 private:
  World& world_;
  const Scenario& scenario_;
  const std::uint64_t scope_;
  Trouble trouble_;
  std::set<awaits::AwaitId> waits_;
  std::map<std::uint64_t, std::function<void()>> sleepers_;
  std::uint64_t next_sleeper_ = 1;
};

}  // namespace ricochet::runner
