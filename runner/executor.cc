#include "runner/executor.h"

#include <algorithm>
#include <utility>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "runner/model/stable_path.h"
#include "runner/report/cause_text.h"
#include "runner/report/explanation.h"
#include "runner/steps/step_runner.h"
#include "runner/suite_steps.h"
#include "runner/time_limit.h"
#include "runner/world/scenario_context.h"
#include "runner/world/scenario_scope.h"
#include "runner/world/scenario_stubs.h"
#include "runner/world/scenario_watch.h"
#include "runner/world/trace.h"
#include "runner/world/unmatched.h"

namespace ricochet::runner {

namespace {

/// Of a running scenario: those of its steps, and of the titles of steps that were not reached.
constexpr std::size_t kMaxFindings = 10'000;

void set_outcome(ScenarioResult& result, StepOutcome outcome) {
  result.outcome = outcome.outcome;
  result.error = outcome.error;
  result.cause = std::move(outcome.cause);
}

/// The suite could not be set up: its first scenario tells the whole story, the others point to it.
StepOutcome not_set_up(const base::Diag& diag, bool first) {
  if (first) return StepOutcome::error_of(diag);
  return StepOutcome::error_of(error_kind_of(diag.kind), NotSetUp{diag.message});
}

/// What no step decides is judged when all of them have passed.
void judge_whole(StepOutcome outcome, const base::JsonReader& root, ScenarioWatch* watch,
                 ScenarioResult& result) {
  if (result.outcome != Outcome::kPassed || outcome.outcome == Outcome::kPassed) return;
  if (watch != nullptr) {
    StepResult told;
    told.outcome = outcome.outcome;
    told.cause = std::move(outcome.cause);
    watch->told(told);
    outcome.cause = std::move(told.cause);
  }
  set_outcome(result, std::move(outcome));
  result.where = root.find("scenario")->location();
}

void add_remarks(World& world, ScenarioResult& result) {
  for (auto& remark : world.take_remarks()) result.warnings.push_back(std::move(remark));
}

}  // namespace

ScenarioResult blank_result(const Scenario& scenario) {
  ScenarioResult result;
  result.suite = scenario.suite->folder;
  result.name = scenario.name;
  result.own_name = scenario.own_name;
  result.file = scenario.file;
  result.path = stable_path(scenario.file, scenario.origin);
  result.line = scenario.line;
  result.tags = scenario.tags;
  return result;
}

/// Runs for the explorer of one suite.
class SuiteExplorer final : public ExploreRunner {
 public:
  SuiteExplorer(Executor& executor, World& world, SuiteResult& suite)
      : executor_(executor), world_(world), suite_(suite) {}

  Task<ScenarioResult> run_watched(const Scenario& scenario, ScenarioWatch& watch) override {
    return executor_.run_scenario(world_, scenario, &watch);
  }
  void finished(ScenarioResult result) override {
    executor_.finish(result);
    suite_.scenarios.push_back(std::move(result));
  }
  bool stops() const override { return executor_.stop_now(); }

 private:
  Executor& executor_;
  World& world_;
  SuiteResult& suite_;
};

Executor::Executor(base::Loop& loop, RunOptions options, std::vector<Reporter*> reporters)
    : loop_(loop), options_(std::move(options)), reporters_(std::move(reporters)) {}
Executor::~Executor() = default;

void Executor::interrupt(const std::string& why) {
  interrupt_reason_ = why;
  if (++interrupts_ > 1) {
    if (world_ != nullptr) world_->kill_services();
    return;
  }
  if (world_ != nullptr) world_->interrupt(interruption());
}

Trouble Executor::interruption() const {
  Trouble trouble;
  trouble.kind = ErrorKind::kInterrupted;
  trouble.message = "interrupted by " + interrupt_reason_;
  return trouble;
}

/// What did not pass while we were interrupted was not judged; an error that is told stays told.
void Executor::tell_interrupted(ScenarioResult& result) const {
  result.outcome = Outcome::kError;
  result.error = ErrorKind::kInterrupted;
  const bool told = std::any_of(result.steps.begin(), result.steps.end(),
                                [](const StepResult& s) { return s.outcome == Outcome::kError; });
  if (!told && std::holds_alternative<std::monostate>(result.cause))
    result.cause = Stopped{interruption(), std::nullopt};
}

void Executor::time_out() {
  timed_out_ = true;
  Trouble trouble;
  trouble.kind = ErrorKind::kEnvironment;
  trouble.message =
      "the run took longer than --timeout " + base::format_duration(*options_.timeout);
  if (world_ != nullptr) world_->interrupt(std::move(trouble));
}

std::string Executor::why_skipped() const {
  if (timed_out_)
    return "not reached: the run took longer than --timeout " +
           base::format_duration(*options_.timeout);
  if (interrupts_ > 0) return "not reached: interrupted by " + interrupt_reason_;
  return "not reached: --fail-fast after " + base::in_quotes(first_failure_);
}

void Executor::finish(ScenarioResult& result) {
  if (world_ != nullptr) world_->learn_secrets();
  const bool bad = result.outcome == Outcome::kFailed || result.outcome == Outcome::kError;
  if (bad && options_.fail_fast && !failed_fast_) {
    failed_fast_ = true;
    first_failure_ = result.name;
  }
  const auto trace = std::exchange(trace_, std::nullopt);
  for (Reporter* reporter : reporters_) {
    if (trace) reporter->scenario_traced(result, *trace);
    reporter->scenario_finished(result);
  }
}

Task<RunResult> Executor::run(const Discovery& selected) {
  RunResult run;
  run.seed = options_.seed;
  run.started = loop_.wall_now();
  const base::TimePoint begin = loop_.now();
  RunPlan plan;
  plan.seed = options_.seed;
  plan.started = run.started;
  plan.scenarios = selected.scenarios.size();
  for (const auto& suite : selected.suites) {
    plan.suites += std::any_of(selected.scenarios.begin(), selected.scenarios.end(),
                               [&](const auto& s) { return s->suite == suite; });
  }
  for (Reporter* reporter : reporters_) reporter->run_started(plan);
  base::Timer timeout(loop_);
  if (options_.timeout) timeout.after(*options_.timeout, [this] { time_out(); });
  for (const auto& suite : selected.suites) {
    std::vector<std::shared_ptr<const Scenario>> mine;
    std::copy_if(selected.scenarios.begin(), selected.scenarios.end(), std::back_inserter(mine),
                 [&](const auto& s) { return s->suite == suite; });
    if (mine.empty()) continue;
    SuiteResult result = co_await run_suite(suite, std::move(mine));
    run.suites.push_back(std::move(result));
  }
  run.took = loop_.now() - begin;
  run.interrupted = interrupts_ > 0;
  co_return run;
}

Task<SuiteResult> Executor::run_suite(std::shared_ptr<const Suite> suite,
                                      std::vector<std::shared_ptr<const Scenario>> scenarios) {
  SuiteResult result;
  result.path = suite->folder;
  result.started = loop_.wall_now();
  const base::TimePoint begin = loop_.now();
  for (Reporter* reporter : reporters_) reporter->suite_started(suite->folder);

  WorldOptions world_options = options_.world;
  world_options.seed = options_.seed;
  World world(loop_, suite, std::move(world_options));
  world_ = &world;
  base::Status ready = {};
  if (!stop_now()) {
    ready = co_await world.start();
    if (ready) {
      for (Reporter* reporter : reporters_) reporter->suite_ready(world.summary());
    }
  }
  {
    SuiteSteps steps(world, suite, options_.seed);
    co_await run_all(world, steps, ready, scenarios, result);
  }
  co_await world.stop();
  world_ = nullptr;
  result.took = loop_.now() - begin;
  co_return result;
}

/// The first scenario tells of a suite that could not be set up, the last of its teardown.
Task<void> Executor::run_all(World& world, SuiteSteps& steps, base::Status ready,
                             const std::vector<std::shared_ptr<const Scenario>>& scenarios,
                             SuiteResult& result) {
  StepOutcome set_up;
  Explorer explorer(world, options_.explore, reporters_);
  const bool begun = ready && !stop_now();
  for (const auto& scenario : scenarios) {
    const bool first = result.scenarios.empty();
    ScenarioResult one = blank_result(*scenario);
    one.started = loop_.wall_now();
    if (first && begun) set_up = co_await steps.set_up(one);
    if (first && set_up.outcome != Outcome::kPassed) {
      set_outcome(one, set_up);
      one.sut_output = world.sut_output_since(base::TimePoint::min());
    } else if (set_up.outcome != Outcome::kPassed) {
      one.cause = Remark("not run: the setup of the suite did not pass (see its first scenario)");
    } else if (stop_now()) {
      one.cause = Remark(why_skipped());
    } else if (!scenario->skip.empty()) {
      one.cause = Remark(scenario->skip);
    } else if (ready && world.broker() == nullptr && !scenario->skip_on_foreign_bus.empty()) {
      one.cause = Remark(scenario->skip_on_foreign_bus);
    } else if (!ready) {
      set_outcome(one, not_set_up(ready.error(), first));
      if (first) one.sut_output = world.sut_output_since(base::TimePoint::min());
    } else {
      one = co_await run_with_retries(world, scenario, explorer);
    }
    const bool last = scenario == scenarios.back() && options_.explore.wishes.empty();
    if (begun && last) {
      std::vector<std::string> problems = co_await steps.tear_down();
      one.warnings.insert(one.warnings.end(), problems.begin(), problems.end());
      if (interrupts_ == 0) {  // whoever presses Ctrl-C wants the report now
        co_await world.wind_down();
        add_remarks(world, one);
      }
    }
    finish(one);
    result.scenarios.push_back(std::move(one));
  }
  if (begun && !options_.explore.wishes.empty()) co_await explore(world, steps, explorer, result);
}

/// The teardown of the suite has no scenario then whose last words it could be.
Task<void> Executor::explore(World& world, SuiteSteps& steps, Explorer& explorer,
                             SuiteResult& result) {
  SuiteExplorer runner(*this, world, result);
  co_await explorer.explore(runner);
  std::vector<std::string> problems = co_await steps.tear_down();
  if (problems.empty()) co_return;
  ScenarioResult told;
  told.suite = result.path;
  told.name = told.own_name = "teardown of the suite";
  told.file = world.suite().file;
  told.started = loop_.wall_now();
  told.outcome = Outcome::kPassed;
  told.warnings = std::move(problems);
  finish(told);
  result.scenarios.push_back(std::move(told));
}

/// What the tries before came to stands in the warnings of the last. Each draws its own values: to
/// a service that remembers, those of the try before are known.
Task<ScenarioResult> Executor::run_with_retries(World& world,
                                                const std::shared_ptr<const Scenario>& scenario,
                                                Explorer& explorer) {
  std::vector<std::string> before;
  for (std::size_t tries = 1;; ++tries) {
    auto mine = std::make_shared<Scenario>(*scenario);
    if (tries > 1) mine->salt = "\ntry " + std::to_string(tries);
    const auto watch = options_.explore.wishes.empty() ? nullptr : explorer.watch();
    ScenarioResult result = co_await run_scenario(world, *mine, watch.get());
    const bool bad = result.outcome == Outcome::kFailed || result.outcome == Outcome::kError;
    const bool hopeless = result.error == ErrorKind::kInput || stop_now();
    const bool again = options_.until_fail > 0 ? !bad && tries < options_.until_fail
                                               : bad && tries <= options_.retries;
    if (hopeless || !again) {
      if (watch && result.outcome == Outcome::kPassed) explorer.passed(scenario, *watch);
      (options_.until_fail > 0 ? result.rounds : result.tries) = tries;
      result.warnings.insert(result.warnings.begin(), before.begin(), before.end());
      co_return result;
    }
    if (bad)
      before.push_back("try " + std::to_string(tries) + " " + name_of(result.outcome) + ": " +
                       headline(result, 200));
  }
}

Task<ScenarioResult> Executor::run_scenario(World& world, const Scenario& scenario,
                                            ScenarioWatch* watch) {
  ScenarioResult result = blank_result(scenario);
  result.started = loop_.wall_now();
  const base::TimePoint begin = loop_.now();
  for (Reporter* reporter : reporters_) reporter->scenario_started(result);
  // Of what went wrong before, only the end of a service while the suite was set up is its own.
  if (world.trouble().kind != ErrorKind::kSutCrashed) world.clear_trouble();
  const TraceStart start(world);
  base::Status alive = {};
  if (!world.trouble()) {
    co_await world.begin_scenario();
    alive = co_await world.revive();
  }
  if (world.trouble()) {
    set_outcome(result, StepOutcome::error_of(world.trouble()));
  } else if (!alive) {
    set_outcome(result, StepOutcome::error_of(alive.error()));
  } else {
    co_await run_steps(world, scenario, result, watch);
  }
  if (interrupts_ > 0 && result.outcome != Outcome::kPassed) tell_interrupted(result);
  world.clear_trouble();
  add_remarks(world, result);
  result.sut_output = world.sut_output_since(begin);
  result.took = loop_.now() - begin;
  if (options_.trace) trace_ = trace_since(world, start, result);
  co_return result;
}

Task<void> Executor::run_steps(World& world, const Scenario& scenario, ScenarioResult& result,
                               ScenarioWatch* watch) {
  base::DiagList diags(kMaxFindings);
  const base::JsonReader root = scenario.reader(diags);
  ScenarioScope scope(scenario, world.facts(), options_.seed, loop_.wall_now(), &world.secrets());
  if (!scope.define_vars(root)) {
    set_outcome(result, StepOutcome::error_of(diags));
    co_return;
  }
  // From here on, until the end of this scenario, its own sessions come first.
  ScenarioStubs stubs(world, scenario);
  if (!stubs.install(root, scope)) {
    set_outcome(result, StepOutcome::error_of(diags));
    co_return;
  }
  ScenarioContext context(world, scenario, scope, stubs);
  context.set_watch(watch);
  const TimeLimit limit(world, scenario.timeout);
  StepRunner runner(context, [this, &result](StepResult step) { tell(result, std::move(step)); });
  result.outcome = Outcome::kPassed;
  for (const char* part : {"setup", "steps"}) {
    const auto list = root.find(part);
    if (!list || result.outcome != Outcome::kPassed) continue;
    std::string path = std::string_view(part) == "setup" ? "setup" : "";
    StepOutcome outcome = co_await runner.run(*list, std::move(path));
    result.outcome = outcome.outcome;
    result.error = outcome.error;
  }
  if (watch != nullptr) co_await watch->end(context, result);
  if (!scenario.allow_unmatched) judge_whole(unmatched_outcome(context), root, watch, result);
  judge_whole(untriggered_outcome(context), root, watch, result);
  add_call_warnings(context, result);
  if (const auto teardown = root.find("teardown"))
    co_await clean_up(world, runner, *teardown, result);
  stubs.add_warnings(result);
}

/// Runs whatever came before; what goes wrong here is told beside the scenario's own outcome.
Task<void> Executor::clean_up(World& world, StepRunner& runner, base::JsonReader teardown,
                              ScenarioResult& result) {
  world.clear_trouble();
  const std::size_t before = result.steps.size();
  StepOutcome outcome = co_await runner.run(std::move(teardown), "teardown");
  if (outcome.outcome == Outcome::kPassed) co_return;
  for (std::size_t i = before; i < result.steps.size(); ++i) {
    const StepResult& step = result.steps[i];
    if (step.outcome != Outcome::kPassed && step.outcome != Outcome::kSkipped)
      result.warnings.push_back(step.title + ": " + message_of(step.cause) + " (" +
                                step.where.str() + ")");
  }
}

void Executor::tell(ScenarioResult& result, StepResult step) {
  if (world_ != nullptr) world_->learn_secrets();
  const bool wrong = step.outcome == Outcome::kFailed || step.outcome == Outcome::kError;
  if (wrong && !result.where.known()) result.where = step.where;
  for (Reporter* reporter : reporters_) reporter->step_finished(result, step);
  result.steps.push_back(std::move(step));
}

}  // namespace ricochet::runner
