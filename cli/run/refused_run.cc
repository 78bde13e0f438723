#include "cli/run/refused_run.h"

#include <chrono>
#include <utility>

#include "runner/executor.h"

namespace ricochet::cli {

runner::RunResult empty_run(std::uint64_t seed) {
  runner::RunResult run;
  run.seed = seed;
  run.started = std::chrono::system_clock::now();
  return run;
}

runner::RunResult refused_run(const runner::Discovery& found, std::uint64_t seed) {
  runner::RunResult run = empty_run(seed);
  runner::SuiteResult suite;
  suite.started = run.started;
  for (const auto& file : found.broken) {
    runner::ScenarioResult result;
    result.suite = suite.path;
    result.name = file.file;
    result.file = file.file;
    result.started = run.started;
    result.line = file.diags.empty() ? 0 : file.diags.front().where.line;
    result.outcome = runner::Outcome::kError;
    result.error = runner::ErrorKind::kInput;
    if (!file.diags.empty()) result.where = file.diags.front().where;
    base::DiagList diags(file.diags.size());
    for (const auto& diag : file.diags) diags.add(diag);
    result.cause = std::move(diags);
    suite.scenarios.push_back(std::move(result));
  }
  for (const auto& scenario : found.scenarios) {
    runner::ScenarioResult result = runner::blank_result(*scenario);
    result.started = run.started;
    result.cause = runner::Remark("not run: other input files have errors");
    suite.scenarios.push_back(std::move(result));
  }
  run.suites.push_back(std::move(suite));
  return run;
}

}  // namespace ricochet::cli
