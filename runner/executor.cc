#include "runner/executor.h"

#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "runner/report/cause_text.h"
#include "runner/report/explanation.h"
#include "runner/steps/step_runner.h"
#include "runner/suite_steps.h"
#include "runner/world/scenario_context.h"
#include "runner/world/scenario_scope.h"
#include "runner/world/scenario_stubs.h"
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

void add_remarks(World& world, ScenarioResult& result) {
  for (auto& remark : world.take_remarks()) result.warnings.push_back(std::move(remark));
}

/// Trouble when a scenario takes longer than its "timeout"; none when it has none.
class TimeLimit {
 public:
  TimeLimit(World& world, std::optional<base::Duration> limit) : timer_(world.loop()) {
    if (!limit) return;
    timer_.after(*limit, [&world, limit] {
      Trouble trouble;
      trouble.kind = ErrorKind::kEnvironment;
      trouble.message =
          "the scenario took longer than its timeout of " + base::format_duration(*limit);
      world.interrupt(std::move(trouble));
    });
  }

 private:
  base::Timer timer_;
};

}  // namespace

ScenarioResult blank_result(const Scenario& scenario) {
  ScenarioResult result;
  result.suite = scenario.suite->folder;
  result.name = scenario.name;
  result.file = scenario.file;
  result.line = scenario.line;
  result.tags = scenario.tags;
  return result;
}

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
  const bool bad = result.outcome == Outcome::kFailed || result.outcome == Outcome::kError;
  if (bad && options_.fail_fast && !failed_fast_) {
    failed_fast_ = true;
    first_failure_ = result.name;
  }
  for (Reporter* reporter : reporters_) reporter->scenario_finished(result);
}

Task<RunResult> Executor::run(const Discovery& selected) {
  RunResult run;
  run.seed = options_.seed;
  run.started = loop_.wall_now();
  const base::TimePoint begin = loop_.now();
  RunPlan plan;
  plan.seed = options_.seed;
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
    } else if (!ready) {
      set_outcome(one, not_set_up(ready.error(), first));
      if (first) one.sut_output = world.sut_output_since(base::TimePoint::min());
    } else {
      one = co_await run_with_retries(world, *scenario);
    }
    if (begun && scenario == scenarios.back()) {
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
}

/// What the tries before came to stands in the warnings of the last.
Task<ScenarioResult> Executor::run_with_retries(World& world, const Scenario& scenario) {
  std::vector<std::string> before;
  for (std::size_t tries = 1;; ++tries) {
    ScenarioResult result = co_await run_scenario(world, scenario);
    const bool bad = result.outcome == Outcome::kFailed || result.outcome == Outcome::kError;
    const bool hopeless = result.error == ErrorKind::kInput || stop_now();
    if (!bad || hopeless || tries > options_.retries) {
      result.tries = tries;
      result.warnings.insert(result.warnings.begin(), before.begin(), before.end());
      co_return result;
    }
    before.push_back("try " + std::to_string(tries) + " " + name_of(result.outcome) + ": " +
                     headline(result, 200));
  }
}

Task<ScenarioResult> Executor::run_scenario(World& world, const Scenario& scenario) {
  ScenarioResult result = blank_result(scenario);
  result.started = loop_.wall_now();
  const base::TimePoint begin = loop_.now();
  for (Reporter* reporter : reporters_) reporter->scenario_started(result);
  // Of what went wrong before, only the end of a service while the suite was set up is its own.
  if (world.trouble().kind != ErrorKind::kSutCrashed) world.clear_trouble();
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
    co_await run_steps(world, scenario, result);
  }
  if (interrupts_ > 0 && result.outcome != Outcome::kPassed) tell_interrupted(result);
  world.clear_trouble();
  add_remarks(world, result);
  result.sut_output = world.sut_output_since(begin);
  result.took = loop_.now() - begin;
  co_return result;
}

Task<void> Executor::run_steps(World& world, const Scenario& scenario, ScenarioResult& result) {
  base::DiagList diags(kMaxFindings);
  const base::JsonReader root = scenario.reader(diags);
  ScenarioScope scope(scenario, world.facts(), options_.seed, loop_.wall_now());
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
  if (result.outcome == Outcome::kPassed && !scenario.allow_unmatched) {
    StepOutcome strict = unmatched_outcome(context);
    if (strict.outcome != Outcome::kPassed) {
      set_outcome(result, std::move(strict));
      result.where = root.find("scenario")->location();
    }
  }
  if (result.outcome == Outcome::kPassed) {
    StepOutcome silent = untriggered_outcome(context);
    if (silent.outcome != Outcome::kPassed) {
      set_outcome(result, std::move(silent));
      result.where = root.find("scenario")->location();
    }
  }
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
  const bool wrong = step.outcome == Outcome::kFailed || step.outcome == Outcome::kError;
  if (wrong && !result.where.known()) result.where = step.where;
  for (Reporter* reporter : reporters_) reporter->step_finished(result, step);
  result.steps.push_back(std::move(step));
}

}  // namespace ricochet::runner
