#pragma once
#include <string>

#include "base/json/fwd.h"
#include "runner/report/reporter.h"

namespace ricochet::runner {

/// What happens in a run as JSON objects with a name, as docs/reports.md has them under "JSON
/// lines": for whoever writes them down, or passes them on.
class RunEvents : public Reporter {
 public:
  void run_started(const RunPlan& plan) override;
  void suite_started(const std::string& path) override;
  void suite_ready(const std::string& path, const std::string& summary) override;
  void scenario_started(const ScenarioResult& scenario) override;
  void step_finished(const ScenarioResult& scenario, const StepResult& step) override;
  void scenario_finished(const ScenarioResult& scenario) override;
  base::Status run_finished(const RunResult& run) override;

 protected:
  /// `members` without the name.
  virtual void happened(const char* event, base::Json members) = 0;

 private:
  bool begun_ = false;
};

}  // namespace ricochet::runner
