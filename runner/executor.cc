#include "runner/executor.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "runner/steps/step.h"
#include "runner/world/scenario_context.h"
#include "runner/world/scenario_scope.h"
#include "runner/world/scenario_stubs.h"
#include "runner/world/unmatched.h"

namespace ricochet::runner {

namespace {

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

/// What a step that was not reached, or cannot be read, would have been called: with its values as
/// far as they are known, else only its kind.
std::string title_ahead(const Scenario& scenario, const ScenarioScope& scope, std::size_t number) {
  base::DiagList unused;
  const auto elements = scenario.reader(unused).find("steps")->elements();
  const base::JsonReader& element = elements.at(number);
  if (const auto expanded = scope.expand(element)) {
    if (const auto step = parse_step(element.with_value(*expanded), scenario)) return step->title();
  }
  const auto members = element.members();
  return members.empty() ? std::string() : members.front().key();
}

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

std::string Executor::why_skipped() const {
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

  World world(loop_, suite, options_.world);
  world_ = &world;
  base::Status ready = {};
  if (!stop_now()) {
    ready = co_await world.start();
    if (ready) {
      for (Reporter* reporter : reporters_) reporter->suite_ready(world.summary());
    }
  }
  for (const auto& scenario : scenarios) {
    ScenarioResult one = blank_result(*scenario);
    one.started = loop_.wall_now();
    if (stop_now()) {
      one.cause = Remark(why_skipped());
    } else if (!ready) {
      set_outcome(one, not_set_up(ready.error(), result.scenarios.empty()));
      if (result.scenarios.empty()) one.sut_output = world.sut_output_since(base::TimePoint::min());
    } else {
      one = co_await run_scenario(world, *scenario);
    }
    finish(one);
    result.scenarios.push_back(std::move(one));
  }
  co_await world.stop();
  world_ = nullptr;
  result.took = loop_.now() - begin;
  co_return result;
}

Task<ScenarioResult> Executor::run_scenario(World& world, const Scenario& scenario) {
  ScenarioResult result = blank_result(scenario);
  result.started = loop_.wall_now();
  const base::TimePoint begin = loop_.now();
  for (Reporter* reporter : reporters_) reporter->scenario_started(result);
  // Of what went wrong before, only the end of a service while the suite was set up is its own.
  if (world.trouble().kind != ErrorKind::kSutCrashed) world.clear_trouble();
  base::Status alive = {};
  if (!world.trouble()) alive = co_await world.revive();
  if (world.trouble()) {
    set_outcome(result, StepOutcome::error_of(world.trouble()));
  } else if (!alive) {
    set_outcome(result, StepOutcome::error_of(alive.error()));
  } else {
    co_await run_steps(world, scenario, result);
  }
  if (interrupts_ > 0 && result.outcome != Outcome::kPassed) tell_interrupted(result);
  world.clear_trouble();
  result.sut_output = world.sut_output_since(begin);
  result.took = loop_.now() - begin;
  co_return result;
}

Task<void> Executor::run_steps(World& world, const Scenario& scenario, ScenarioResult& result) {
  base::DiagList diags;
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
  ScenarioContext context(world, scenario);
  result.outcome = Outcome::kPassed;
  const auto elements = root.find("steps")->elements();
  for (const auto& element : elements) {
    StepResult step;
    step.where = element.location();
    step.started = loop_.now() - context.started();
    std::unique_ptr<Step> ready;
    if (result.outcome == Outcome::kPassed) {
      const auto expanded = scope.expand(element);
      if (expanded) ready = parse_step(element.with_value(*expanded), scenario);
      StepOutcome outcome;
      if (ready) {
        step.title = ready->title();
        outcome = co_await ready->run(context);
      } else {
        outcome = StepOutcome::error_of(diags);
      }
      if (outcome.outcome == Outcome::kPassed && world.trouble())
        outcome = context.trouble_outcome();
      step.outcome = outcome.outcome;
      step.error = outcome.error;
      step.cause = std::move(outcome.cause);
      if (step.outcome != Outcome::kPassed) {
        result.outcome = step.outcome;
        result.error = step.error;
        result.where = step.where;
      }
    }
    if (step.title.empty()) step.title = title_ahead(scenario, scope, result.steps.size());
    step.took = loop_.now() - context.started() - step.started;
    for (Reporter* reporter : reporters_) reporter->step_finished(result, step);
    result.steps.push_back(std::move(step));
  }
  if (result.outcome == Outcome::kPassed && !scenario.allow_unmatched) {
    StepOutcome strict = unmatched_outcome(context);
    if (strict.outcome != Outcome::kPassed) {
      set_outcome(result, std::move(strict));
      result.where = root.find("scenario")->location();
    }
  }
  add_call_warnings(context, result);
  stubs.add_warnings(result);
}

}  // namespace ricochet::runner
