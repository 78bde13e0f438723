#pragma once
#include "base/json/fwd.h"
#include "runner/report/report_file.h"
#include "runner/report/reporter.h"

namespace ricochet::runner {

/// JSON lines: what happens, one object a line, as it happens (docs/reports.md).
class JsonlReporter final : public Reporter {
 public:
  explicit JsonlReporter(ReportFile file) : file_(std::move(file)) {}
  void run_started(const RunPlan& plan) override;
  void suite_started(const std::string& path) override;
  void suite_ready(const std::string& summary) override;
  void scenario_started(const ScenarioResult& scenario) override;
  void step_finished(const ScenarioResult& scenario, const StepResult& step) override;
  void scenario_finished(const ScenarioResult& scenario) override;
  base::Status run_finished(const RunResult& run) override;

 private:
  void write(const char* event, const base::Json& members);

  ReportFile file_;
  bool begun_ = false;
  std::string suite_;
};

}  // namespace ricochet::runner
