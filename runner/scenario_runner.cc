#include "runner/scenario_runner.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/json/json.h"
#include "base/text/text.h"
#include "runner/alone.h"
#include "runner/model/stable_path.h"
#include "runner/report/cause_text.h"
#include "runner/rest_at_end.h"
#include "runner/steps/step_runner.h"
#include "runner/time_limit.h"
#include "runner/world/scenario_context.h"
#include "runner/world/scenario_life.h"
#include "runner/world/scenario_scope.h"
#include "runner/world/scenario_stubs.h"
#include "runner/world/scenario_watch.h"
#include "runner/world/told/late_blame.h"
#include "runner/world/told/timeline.h"
#include "runner/world/trace.h"
#include "runner/world/unmatched.h"

namespace ricochet::runner {

namespace {

/// Of a running scenario: those of its steps, and of the titles of steps that were not reached.
constexpr std::size_t kMaxFindings = 10'000;

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

/// A service that crashed did so over what was published, not over what was waited for.
const base::Location& to_blame(const StepResult& step) {
  const auto* stopped = std::get_if<Stopped>(&step.cause);
  const bool known = stopped != nullptr && stopped->trouble.published_at.known();
  return known ? stopped->trouble.published_at : step.where;
}

/// Trouble in which no step was: of a scenario that had passed so far it is what it came to. Who
/// interrupts has seen all of its verdicts.
void judge_trouble(ScenarioContext& context, const base::JsonReader& root, ScenarioResult& result) {
  const Trouble& met = context.life().trouble();
  if (result.outcome != Outcome::kPassed || !met || met.kind == ErrorKind::kInterrupted) return;
  set_outcome(result, context.trouble_outcome());
  const auto& stopped = std::get<Stopped>(result.cause);
  result.where = stopped.trouble.published_at.known() ? stopped.trouble.published_at
                                                      : root.find("scenario")->location();
}

/// What it does late is known by these values.
void remember(World& world, const Scenario& scenario, const ScenarioScope& scope,
              base::TimePoint began) {
  auto values = EndedScenarios::telling_values(scope.all_values());
  world.ended_scenarios().add(scenario.name, std::move(values), began, world.loop().now());
}

/// What it missed may be among these.
void warn_of_unmarked(const StrayWork& stray, std::uint64_t before, ScenarioResult& result) {
  const bool bad = result.outcome == Outcome::kFailed || result.outcome == Outcome::kError;
  const std::uint64_t came = stray.unmarked() - before;
  if (!bad || came == 0) return;
  std::string what = base::plural(came, "call or event");
  if (came > 1) what = std::to_string(came) + " calls and events";
  if (before < stray.first_unmarked().size())
    what += " (first " + title_with_place(*stray.first_unmarked()[before]) + ")";
  result.warnings.push_back(what + " without a mark came meanwhile, which no scenario counts");
}

void add_lines(std::vector<std::string> lines, ScenarioResult& result) {
  for (auto& line : lines) result.warnings.push_back(std::move(line));
}

/// What its passed expectations rest on less than they seem to, and faults that were not done.
void take_remarks(const ScenarioContext& context, bool explored, ScenarioResult& result) {
  if (!explored) add_lines(context.idle_faults(), result);
  result.warnings.insert(result.warnings.end(), context.remarks().begin(), context.remarks().end());
  result.window_only = context.window_only();
}

Task<void> run_lists(StepRunner& runner, base::JsonReader root, ScenarioResult& result) {
  result.outcome = Outcome::kPassed;
  for (const char* part : {"setup", "steps"}) {
    const auto list = root.find(part);
    if (!list || result.outcome != Outcome::kPassed) continue;
    std::string path = std::string_view(part) == "setup" ? "setup" : "";
    StepOutcome outcome = co_await runner.run(*list, std::move(path));
    result.outcome = outcome.outcome;
    result.error = outcome.error;
  }
}

}  // namespace

ScenarioResult blank_result(const Scenario& scenario) {
  ScenarioResult result;
  result.suite = scenario.suite->folder;
  result.name = scenario.name;
  result.own_name = scenario.own_name;
  result.row = scenario.row_label;
  result.file = scenario.file;
  result.path = stable_path(scenario.file, scenario.origin);
  result.line = scenario.line;
  result.tags = scenario.tags;
  return result;
}

void set_outcome(ScenarioResult& result, StepOutcome outcome) {
  result.outcome = outcome.outcome;
  result.error = outcome.error;
  result.cause = std::move(outcome.cause);
}

ScenarioRunner::ScenarioRunner(RunState& run, World& world, Turns& turns)
    : run_(run), world_(world), turns_(turns) {}

Task<RanScenario> ScenarioRunner::run(const Scenario& scenario, ScenarioWatch* watch,
                                      std::shared_ptr<ReportLane> lane) {
  const bool first = co_await turns_.enter(runs_alone(scenario));
  RanScenario ran;
  ran.result = blank_result(scenario);
  if (run_.stop_now()) {  // while it waited
    ran.result.started = run_.loop().wall_now();
    ran.result.cause = Remark(run_.why_skipped());
  } else {
    co_await run_now(scenario, watch, *lane, first, ran);
  }
  turns_.leave();
  co_return ran;
}

/// Of what went wrong before, only the end of a service while the suite was set up is its own.
Task<base::Status> ScenarioRunner::recover() {
  if (world_.trouble().kind != ErrorKind::kSutCrashed) world_.clear_trouble();
  base::Status alive = {};
  if (!world_.trouble()) {
    co_await world_.begin_scenario();
    if (!world_.trouble()) alive = co_await world_.revive();
  }
  turns_.opened();
  co_return alive;
}

Task<void> ScenarioRunner::run_now(const Scenario& scenario, ScenarioWatch* watch, ReportLane& lane,
                                   bool first, RanScenario& ran) {
  ScenarioResult& result = ran.result;
  result.started = run_.loop().wall_now();
  result.worker = world_.worker();
  const base::TimePoint begin = run_.loop().now();
  lane.tell([head = result](Reporter& reporter) { reporter.scenario_started(head); });
  const TraceStart start(world_);
  base::Status alive = {};
  if (first) alive = co_await recover();
  Scenario mine = scenario;
  mine.owner = world_.claim_owner(scenario.name);
  mine.round = world_.scopes().round();
  const std::uint64_t unmarked = world_.stray_work() ? world_.stray_work()->unmarked() : 0;
  if (world_.trouble()) {
    set_outcome(result, StepOutcome::error_of(world_.trouble()));
  } else if (!alive) {
    set_outcome(result, StepOutcome::error_of(alive.error()));
  } else {
    co_await run_steps(mine, watch, start, lane, ran);
  }
  world_.release_owner(mine.owner);
  if (run_.interrupted() && result.outcome != Outcome::kPassed) tell_interrupted(result);
  if (turns_.is_last()) world_.clear_trouble();
  if (world_.stray_work()) warn_of_unmarked(*world_.stray_work(), unmarked, result);
  for (auto& remark : world_.take_remarks()) result.warnings.push_back(std::move(remark));
  result.sut_output = world_.sut_output_since(begin, ran.scope);
  result.took = run_.loop().now() - begin;
  if (run_.options().trace) ran.trace = trace_since(world_, start, result, ran.scope);
}

Task<void> ScenarioRunner::run_steps(const Scenario& scenario, ScenarioWatch* watch,
                                     const TraceStart& start, ReportLane& lane, RanScenario& ran) {
  ScenarioResult& result = ran.result;
  base::DiagList diags(kMaxFindings);
  const base::JsonReader root = scenario.reader(diags);
  ScenarioScope scope(scenario, world_.facts(), run_.options().seed, run_.loop().wall_now(),
                      &world_.secrets());
  if (!scope.define_vars(root)) {
    set_outcome(result, StepOutcome::error_of(diags));
    co_return;
  }
  ScenarioLife life(world_, scenario, scope.mark());
  ran.scope = life.scope();
  // From here on, until the end of this scenario, its own sessions come first.
  ScenarioStubs stubs(life);
  if (!stubs.install(root, scope)) {
    set_outcome(result, StepOutcome::error_of(diags));
    co_return;
  }
  ScenarioContext context(life, scope, stubs);
  context.set_watch(watch);
  TimeLimit limit(life, scenario.timeout);
  StepRunner runner(
      context, [this, &lane, &result](StepResult step) { tell(lane, result, std::move(step)); },
      [this, &lane, &result](const StepResult& step) { tell_start(lane, result, step); });
  co_await run_lists(runner, root, result);
  // What they have to catch up with is the work of this scenario, whose stubs are still there.
  context.resume_paused();
  if (watch != nullptr)
    co_await watch->end(context, result);
  else
    co_await rest_at_end(context, result);
  co_await context.look_at_unfinished();
  judge_trouble(context, root, result);
  if (!scenario.allow_unmatched) judge_whole(unmatched_outcome(context), root, watch, result);
  judge_whole(untriggered_outcome(context), root, watch, result);
  add_call_warnings(context, result);
  take_remarks(context, watch != nullptr && watch->judges_at_end(), result);
  const auto tell_story = [&] {
    const TimelineOf mine{start, context.started(), context.published(), ran.scope};
    if (watch == nullptr) result.timeline = timeline_of(world_, mine, result);
  };
  const bool passed = result.outcome == Outcome::kPassed;
  if (!passed) {
    tell_story();
    add_lines(late_suspicions(context, context.unmatched_calls()), result);
  }
  if (const auto teardown = root.find("teardown")) {
    limit.of_teardown();
    co_await tear_down(context, runner, *teardown, result);
  }
  if (passed && result.outcome != Outcome::kPassed) tell_story();
  stubs.add_warnings(result);
  remember(world_, scenario, scope, context.started());
}

/// What else is not as it should be in the teardown is told beside the scenario's own outcome.
Task<void> ScenarioRunner::tear_down(ScenarioContext& context, StepRunner& runner,
                                     base::JsonReader teardown, ScenarioResult& result) {
  const CallMark mark(context);
  co_await clean_up(context.life(), runner, std::move(teardown), result);
  if (!context.scenario().allow_unmatched)
    add_lines(unmatched_since(context, mark, "in the teardown"), result);
  add_lines(untriggered_since(context, mark), result);
}

/// Runs whatever came before; what goes wrong here is told beside the scenario's own outcome. But a
/// crash or the end of its time is what it comes to, however late.
Task<void> ScenarioRunner::clean_up(ScenarioLife& life, StepRunner& runner,
                                    base::JsonReader teardown, ScenarioResult& result) {
  life.begin_teardown();
  const std::size_t before = result.steps.size();
  StepOutcome outcome = co_await runner.run(std::move(teardown), "teardown");
  // What went wrong before is told step by step, and these among them.
  const bool bad = result.outcome == Outcome::kFailed || result.outcome == Outcome::kError;
  if (outcome.outcome == Outcome::kPassed || bad) co_return;
  if (life.trouble() && life.trouble().kind != ErrorKind::kInterrupted) {
    result.outcome = outcome.outcome;
    result.error = outcome.error;
    co_return;
  }
  for (std::size_t i = before; i < result.steps.size(); ++i) {
    const StepResult& step = result.steps[i];
    if (step.outcome != Outcome::kPassed && step.outcome != Outcome::kSkipped)
      result.warnings.push_back(step.title + ": " + message_of(step.cause) + " (" +
                                step.where.str() + ")");
  }
}

/// What goes on now is of no interest to those who hear of it later.
void ScenarioRunner::tell_start(ReportLane& lane, const ScenarioResult& result,
                                const StepResult& step) {
  if (!lane.heard_at_once()) return;
  world_.learn_secrets();
  lane.tell_at_once([&](Reporter& reporter) { reporter.step_started(result, step); });
}

void ScenarioRunner::tell(ReportLane& lane, ScenarioResult& result, StepResult step) {
  world_.learn_secrets();
  const bool wrong = step.outcome == Outcome::kFailed || step.outcome == Outcome::kError;
  if (wrong && !result.where.known()) result.where = to_blame(step);
  result.steps.push_back(step);
  ScenarioResult head = result;
  head.steps.clear();
  lane.tell([head = std::move(head), step = std::move(step)](Reporter& reporter) {
    reporter.step_finished(head, step);
  });
}

/// What did not pass while we were interrupted was not judged; an error that is told stays told.
void ScenarioRunner::tell_interrupted(ScenarioResult& result) const {
  result.outcome = Outcome::kError;
  result.error = ErrorKind::kInterrupted;
  const bool told = std::any_of(result.steps.begin(), result.steps.end(),
                                [](const StepResult& s) { return s.outcome == Outcome::kError; });
  if (!told && std::holds_alternative<std::monostate>(result.cause))
    result.cause = Stopped{run_.interruption(), std::nullopt};
}

}  // namespace ricochet::runner
