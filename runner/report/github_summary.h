#pragma once
#include <string>

#include "runner/report/report_file.h"
#include "runner/report/reporter.h"

namespace ricochet::runner {

/// What GitHub shows on the page of a job: Markdown for the file GITHUB_STEP_SUMMARY, at most 1 MiB
/// of it are taken.
std::string github_summary(const RunResult& run);

/// Puts it behind what other steps have written there.
class GithubSummaryReporter final : public Reporter {
 public:
  explicit GithubSummaryReporter(ReportFile file) : file_(std::move(file)) {}
  base::Status run_finished(const RunResult& run) override;

 private:
  ReportFile file_;
};

}  // namespace ricochet::runner
