#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/loop.h"
#include "runner/model/discover.h"
#include "runner/report/report_lanes.h"
#include "runner/report/reporter.h"
#include "runner/run_state.h"
#include "runner/scenario_runner.h"
#include "runner/task/async.h"

namespace ricochet::runner {

/// Runs scenarios suite by suite (several at a time if it is asked to), and tells the reporters. A
/// coroutine reads like the drawing: set up, publish, expect, verdict. Everything on the loop's
/// thread.
class Executor {
 public:
  Executor(base::Loop& loop, RunOptions options, std::vector<Reporter*> reporters);
  ~Executor();

  /// The whole run, reports excepted. The discovery must outlive it.
  Task<RunResult> run(const Discovery& selected);
  /// Ctrl-C or SIGTERM: ends the running scenarios, skips the rest, stops the services. A second
  /// call kills them without grace. Reports are still written.
  void interrupt(const std::string& why) { state_.interrupt(why); }

 private:
  struct Suites;
  Task<bool> work(Suites& suites);

  RunState state_;
  std::vector<Reporter*> reporters_;
};

}  // namespace ricochet::runner
