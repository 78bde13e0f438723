#include "runner/executor.h"

#include <algorithm>
#include <utility>

#include "runner/suite_run.h"
#include "runner/suite_turns.h"
#include "runner/task/all.h"

namespace ricochet::runner {

namespace {

/// It ends whatever becomes of the suite: others may wait for it.
class Turn {
 public:
  Turn(SuiteTurns& turns, std::size_t number) : turns_(turns), number_(number) {}
  ~Turn() { turns_.ended(number_); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  SuiteTurns& turns_;
  std::size_t number_;
};

}  // namespace

/// The suites of one run that have scenarios to run, in their order.
struct Executor::Suites {
  struct One {
    std::shared_ptr<const Suite> suite;
    std::vector<std::shared_ptr<const Scenario>> scenarios;
    std::shared_ptr<ReportLane> lane;
    SuiteResult result;
  };
  Suites(RunState& run, const Discovery& selected, const std::vector<Reporter*>& reporters)
      : lanes(reporters), all(suites_of(selected)), turns(run.loop(), needs(run)) {
    for (One& one : all) one.lane = lanes.open();
  }

  static std::vector<One> suites_of(const Discovery& selected) {
    std::vector<One> out;
    for (const auto& suite : selected.suites) {
      One one;
      one.suite = suite;
      std::copy_if(selected.scenarios.begin(), selected.scenarios.end(),
                   std::back_inserter(one.scenarios),
                   [&](const auto& scenario) { return scenario->suite == suite; });
      if (!one.scenarios.empty()) out.push_back(std::move(one));
    }
    return out;
  }
  std::vector<std::set<std::string>> needs(const RunState& run) const {
    std::vector<std::set<std::string>> out;
    for (const One& one : all) out.push_back(needs_of(*one.suite, run.options().world.bus_servers));
    return out;
  }

  ReportLanes lanes;
  std::vector<One> all;
  SuiteTurns turns;
};

Executor::Executor(base::Loop& loop, RunOptions options, std::vector<Reporter*> reporters)
    : state_(loop, std::move(options)), reporters_(std::move(reporters)) {}
Executor::~Executor() = default;

/// One suite after the other, beside those who do the same.
Task<bool> Executor::work(Suites& suites) {
  for (;;) {
    const std::optional<std::size_t> number = co_await suites.turns.next();
    if (!number) co_return true;
    Suites::One& one = suites.all[*number];
    const Turn turn(suites.turns, *number);
    SuiteRun of_suite(state_, one.suite, std::move(one.scenarios), one.lane);
    one.result = co_await of_suite.run();
    one.lane->close();
  }
}

Task<RunResult> Executor::run(const Discovery& selected) {
  RunResult run;
  run.seed = state_.options().seed;
  run.started = state_.loop().wall_now();
  const base::TimePoint begin = state_.loop().now();
  Suites suites(state_, selected, reporters_);
  const std::size_t at_a_time = std::min(state_.options().suites, suites.all.size());
  RunPlan plan;
  plan.seed = run.seed;
  plan.started = run.started;
  plan.scenarios = selected.scenarios.size();
  for (const auto& scenario : selected.scenarios) plan.heads.push_back(blank_result(*scenario));
  plan.suites = suites.all.size();
  plan.jobs = state_.options().jobs;
  plan.suites_side_by_side = at_a_time > 1;
  for (Reporter* reporter : reporters_) reporter->run_started(plan);
  base::Timer timeout(state_.loop());
  if (const auto limit = state_.options().timeout)
    timeout.after(*limit, [this] { state_.time_out(); });
  std::vector<Task<bool>> workers;
  for (std::size_t i = 0; i < at_a_time; ++i) workers.push_back(work(suites));
  std::function<void(bool)> ended = [](bool) {};
  co_await all<bool>(std::move(workers), ended);
  for (auto& one : suites.all) run.suites.push_back(std::move(one.result));
  run.took = state_.loop().now() - begin;
  run.interrupted = state_.interrupted();
  co_return run;
}

}  // namespace ricochet::runner
