#include "runner/report/junit_reporter.h"

#include <utility>

#include "base/file.h"

namespace ricochet::runner {

JunitReporter::JunitReporter(std::string path, JunitOptions options)
    : path_(std::move(path)), options_(std::move(options)) {}

base::Status JunitReporter::run_finished(const RunResult& run) {
  return base::write_file_atomic(path_, junit_xml(run, options_));
}

}  // namespace ricochet::runner
