#pragma once
#include "runner/report/report_file.h"
#include "runner/report/run_events.h"

namespace ricochet::runner {

/// JSON lines: what happens, one object a line, as it happens (docs/reports.md).
class JsonlReporter final : public RunEvents {
 public:
  explicit JsonlReporter(ReportFile file) : file_(std::move(file)) {}
  base::Status run_finished(const RunResult& run) override;

 private:
  void happened(const char* event, base::Json members) override;

  ReportFile file_;
};

}  // namespace ricochet::runner
