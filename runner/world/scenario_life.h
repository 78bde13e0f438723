#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "awaits/expectation.h"
#include "awaits/verdict.h"
#include "base/result.h"
#include "journal/record.h"
#include "runner/model/scenario.h"
#include "runner/result/outcome.h"
#include "runner/task/async.h"
#include "runner/task/waits.h"
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
  /// Clears an interruption, too: what comes now always runs, and the next one ends it.
  void begin_teardown() { trouble_ = Trouble(); }

  /// Waits for records; a wait that trouble ends is cancelled. `started` is told its number. A
  /// refused wait is an error.
  Task<base::Result<awaits::Verdict>> wait(awaits::Expectation expectation,
                                           std::function<void(awaits::AwaitId)> started = {});
  /// Waits, but no longer than until there is trouble. False: there is trouble. While it waits,
  /// `*wake` ends it early (soon, as if the time were over); it may be called more than once.
  Task<bool> sleep(base::Duration time, std::function<void()>* wake = nullptr);
  /// The same, ended early by whatever happens on the embedded bus.
  Task<bool> sleep_beside_bus(base::Duration time);
  /// What `start` comes to, as of async(); nullopt: there is trouble, and what it comes to later is
  /// dropped. It is not started while there is.
  template <class T, class Start>
  Task<std::optional<T>> unless_trouble(Start start) {
    std::optional<T> ended;
    if (!trouble_) ended = co_await others_.wait<T>(std::move(start));
    co_return ended;
  }
  /// `task` runs once, soon, when there is trouble, until it is forgotten.
  std::uint64_t on_trouble(base::Loop::Task task) { return others_.add(std::move(task)); }
  void forget(std::uint64_t task) { others_.remove(task); }

 private:
  World& world_;
  const Scenario& scenario_;
  const std::uint64_t scope_;
  Trouble trouble_;
  std::set<awaits::AwaitId> waits_;  ///< for records
  Waits others_;
};

}  // namespace ricochet::runner
