#pragma once
#include "runner/report/report_file.h"
#include "runner/report/reporter.h"

namespace ricochet::runner {

/// TAP 14 (testanything.org): a test point for each scenario as it ends, with a YAML block for what
/// did not pass.
class TapReporter final : public Reporter {
 public:
  explicit TapReporter(ReportFile file) : file_(std::move(file)) {}
  void run_started(const RunPlan& plan) override;
  void scenario_finished(const ScenarioResult& scenario) override;
  base::Status run_finished(const RunResult& run) override;

 private:
  void begin();

  ReportFile file_;
  bool begun_ = false;
  std::size_t points_ = 0;
};

}  // namespace ricochet::runner
