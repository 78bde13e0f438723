#pragma once
#include <memory>
#include <string>

#include "runner/report/report_file.h"
#include "runner/report/reporter.h"

namespace ricochet::runner {

/// One page of HTML that needs no server (requestbin/web/run.html and
/// requestbin/server/one_file.h): scenarios, steps, verdicts, and all that happened (Trace). It
/// grows with the run: what has ended is there, even when the program is killed.
class HtmlReporter final : public Reporter {
 public:
  /// `program`: who made it, "ricochet 1.2.3".
  HtmlReporter(ReportFile file, std::string program);
  ~HtmlReporter() override;
  void run_started(const RunPlan& plan) override;
  void suite_ready(const std::string& path, const std::string& summary) override;
  void scenario_traced(const ScenarioResult& scenario, const Trace& trace) override;
  void scenario_finished(const ScenarioResult& scenario) override;
  base::Status run_finished(const RunResult& run) override;

 private:
  ReportFile file_;
  std::string program_;
  bool begun_ = false;
  std::string suite_summary_;
  std::unique_ptr<Trace> trace_;  ///< of the scenario that ends next
};

}  // namespace ricochet::runner
