#pragma once
#include "runner/report/reporter.h"
#include "runner/result/result.h"

namespace ricochet::runner::test {

/// A run with one of everything: passed, failed, both kinds of trouble, skipped, two rows in one
/// file.
RunResult sample_run();
/// Only what passed of it.
RunResult green_run();
/// Plays a finished run to a reporter as the runner would have.
base::Status replay(const RunResult& run, Reporter& reporter);

}  // namespace ricochet::runner::test
