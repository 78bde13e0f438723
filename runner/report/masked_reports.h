#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "runner/mask/secrets.h"
#include "runner/report/reporter.h"

namespace ricochet::runner {

/// What happened without secrets, as reports are told it.
Trace masked_trace(Trace trace, mask::Secrets& secrets);

/// The one way by which reports hear of a run: everything that is told to them goes through here
/// and has no secrets any more. Causes are words then (Told, or a DiagList). What was learnt later
/// is masked in what is told later.
class MaskedReports final : public Reporter {
 public:
  /// Both must outlive it. All of them hear alike.
  MaskedReports(mask::Secrets& secrets, std::vector<Reporter*> reports,
                Hearing hearing = Hearing::kInOrder);

  Hearing hearing() const override { return hearing_; }
  void run_started(const RunPlan& plan) override;
  void suite_started(const std::string& path) override;
  void suite_ready(const std::string& path, const std::string& summary) override;
  void scenario_started(const ScenarioResult& scenario) override;
  void step_started(const ScenarioResult& scenario, const StepResult& step) override;
  void step_finished(const ScenarioResult& scenario, const StepResult& step) override;
  void scenario_traced(const ScenarioResult& scenario, const Trace& trace) override;
  void scenario_finished(const ScenarioResult& scenario) override;
  void exploring(const std::string& path, const std::vector<std::string>& faults) override;
  void explored(const ExploreSummary& summary) override;
  /// Tells all of them; the first error, and all of them in errors().
  base::Status run_finished(const RunResult& run) override;
  const std::vector<base::Diag>& errors() const { return errors_; }

 private:
  std::string text(const std::string& text);
  Cause shown(const Cause& cause);
  StepResult shown(StepResult step);
  ScenarioResult head_of(const ScenarioResult& scenario);
  ScenarioResult shown(const ScenarioResult& scenario);

  mask::Secrets& secrets_;
  std::vector<Reporter*> reports_;
  Hearing hearing_;
  std::vector<base::Diag> errors_;
};

}  // namespace ricochet::runner
