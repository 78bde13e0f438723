#include "runner/executor.h"

#include <algorithm>
#include <utility>

#include "runner/suite_run.h"

namespace ricochet::runner {

Executor::Executor(base::Loop& loop, RunOptions options, std::vector<Reporter*> reporters)
    : state_(loop, std::move(options)), reporters_(std::move(reporters)) {}
Executor::~Executor() = default;

Task<RunResult> Executor::run(const Discovery& selected) {
  RunResult run;
  run.seed = state_.options().seed;
  run.started = state_.loop().wall_now();
  const base::TimePoint begin = state_.loop().now();
  RunPlan plan;
  plan.seed = run.seed;
  plan.started = run.started;
  plan.scenarios = selected.scenarios.size();
  for (const auto& scenario : selected.scenarios) plan.heads.push_back(blank_result(*scenario));
  for (const auto& suite : selected.suites) {
    plan.suites += std::any_of(selected.scenarios.begin(), selected.scenarios.end(),
                               [&](const auto& s) { return s->suite == suite; });
  }
  for (Reporter* reporter : reporters_) reporter->run_started(plan);
  base::Timer timeout(state_.loop());
  if (const auto limit = state_.options().timeout)
    timeout.after(*limit, [this] { state_.time_out(); });
  ReportLanes lanes(reporters_);
  for (const auto& suite : selected.suites) {
    std::vector<std::shared_ptr<const Scenario>> mine;
    std::copy_if(selected.scenarios.begin(), selected.scenarios.end(), std::back_inserter(mine),
                 [&](const auto& s) { return s->suite == suite; });
    if (mine.empty()) continue;
    const auto lane = lanes.open();
    SuiteRun of_suite(state_, suite, std::move(mine), lane);
    SuiteResult result = co_await of_suite.run();
    run.suites.push_back(std::move(result));
    lane->close();
  }
  run.took = state_.loop().now() - begin;
  run.interrupted = state_.interrupted();
  co_return run;
}

}  // namespace ricochet::runner
