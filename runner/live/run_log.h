#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runner/live/run_record.h"
#include "runner/mask/secrets.h"
#include "runner/report/run_events.h"

namespace ricochet::runner {

/// Bounds of a RunLog; what is older makes room.
struct RunLogLimits {
  std::size_t runs = 100;
  std::size_t bytes = 256u << 20;  ///< of what happened in scenarios, of all runs together
};

/// The runs of this program, for /api/v2/runs: a report that stays in memory. It is told through
/// MaskedReports as all of them are, so nothing in it is a secret. On the loop's thread.
class RunLog final : public RunEvents {
 public:
  /// `program`: who runs, "ricochet 1.2.3". `secrets` must outlive it.
  RunLog(std::string program, mask::Secrets& secrets, RunLogLimits limits = {});

  Hearing hearing() const override { return Hearing::kAtOnce; }
  void run_started(const RunPlan& plan) override;
  void scenario_started(const ScenarioResult& scenario) override;
  void step_started(const ScenarioResult& scenario, const StepResult& step) override;
  void scenario_traced(const ScenarioResult& scenario, const Trace& trace) override;

  /// A world that scenarios run in, for what happens while they run; until gone().
  void up(World& world);
  void gone(World& world);

  /// Oldest first.
  const std::deque<std::unique_ptr<RunRecord>>& runs() const { return runs_; }
  /// nullptr: there is no such run, or it made room.
  RunRecord* find(std::uint64_t id) const;
  /// What happened in a scenario as JSON, so far when it still runs; nullptr: it was not run.
  std::shared_ptr<const std::string> trace_of(const RunRecord::Entry& entry) const;
  const RunLogLimits& limits() const { return limits_; }
  /// Called behind each event; may be empty.
  void on_change(std::function<void()> changed) { changed_ = std::move(changed); }

 private:
  void happened(const char* event, base::Json members) override;
  void make_room();

  std::string program_;
  mask::Secrets& secrets_;
  RunLogLimits limits_;
  std::deque<std::unique_ptr<RunRecord>> runs_;
  std::uint64_t next_id_ = 1;
  /// By the folder of its suite, and which of several of that suite it is.
  std::map<std::pair<std::string, std::size_t>, World*> worlds_;
  std::size_t worker_ = 0;                    ///< of the scenario that starts
  std::shared_ptr<const std::string> trace_;  ///< of the scenario that ends next
  std::size_t trace_bytes_ = 0;
  std::function<void()> changed_;
};

}  // namespace ricochet::runner
