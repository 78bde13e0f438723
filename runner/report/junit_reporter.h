#pragma once
#include <memory>

#include "runner/report/junit_document.h"
#include "runner/report/report_file.h"
#include "runner/report/reporter.h"

namespace ricochet::runner {

/// Writes the JUnit file as the run goes on: after every scenario it is a whole document on the
/// disk, whatever ends the program, and only what changed is written. A pipe or stdout gets it at
/// the end.
class JunitReporter final : public Reporter {
 public:
  JunitReporter(ReportFile file, JunitOptions options);
  void run_started(const RunPlan& plan) override;
  void scenario_finished(const ScenarioResult& scenario) override;
  base::Status run_finished(const RunResult& run) override;

 private:
  void apply(const std::vector<JunitDocument::Edit>& edits);

  ReportFile file_;
  JunitOptions options_;
  std::unique_ptr<JunitDocument> document_;
};

}  // namespace ricochet::runner
