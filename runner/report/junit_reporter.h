#pragma once
#include <string>

#include "runner/report/junit_document.h"
#include "runner/report/reporter.h"

namespace ricochet::runner {

/// Writes the JUnit file when the run ends, also after an interruption, atomically: a reader finds
/// the old file or the whole new one. Error: file/unwritable.
class JunitReporter final : public Reporter {
 public:
  explicit JunitReporter(std::string path, JunitOptions options = {});
  base::Status run_finished(const RunResult& run) override;

 private:
  std::string path_;
  JunitOptions options_;
};

}  // namespace ricochet::runner
