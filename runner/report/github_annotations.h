#pragma once
#include <string>

#include "runner/report/report_file.h"
#include "runner/report/reporter.h"
#include "runner/result/result.h"

namespace ricochet::runner {

/// GitHub shows at most ten errors of one step.
inline constexpr std::size_t kMaxAnnotations = 10;

/// `::error file=,line=,col=,title=::` lines, one for each scenario that failed or could not be
/// judged, up to kMaxAnnotations; each ends with a newline. GitHub puts them beside the scenario's
/// line.
std::string github_annotations(const RunResult& run);

/// Writes them at the end of the run.
class GithubAnnotationsReporter final : public Reporter {
 public:
  explicit GithubAnnotationsReporter(ReportFile file) : file_(std::move(file)) {}
  base::Status run_finished(const RunResult& run) override {
    file_.append(github_annotations(run));
    return file_.status();
  }

 private:
  ReportFile file_;
};

/// `text` such that no line of it is a workflow command: what a service printed must not steer the
/// CI job.
std::string without_workflow_commands(std::string text);

}  // namespace ricochet::runner
