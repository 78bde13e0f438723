#include "runner/suite_run.h"

#include <algorithm>
#include <utility>

#include "base/text/text.h"
#include "runner/report/cause_text.h"
#include "runner/report/explanation.h"
#include "runner/suite_end.h"
#include "runner/suite_steps.h"
#include "runner/suite_world.h"
#include "runner/task/all.h"
#include "runner/turns.h"
#include "runner/unmarked_work.h"

namespace ricochet::runner {

namespace {

/// The suite could not be set up: its first scenario tells the whole story, the others point to it.
StepOutcome not_set_up(const base::Diag& diag, bool first) {
  if (first) return StepOutcome::error_of(diag);
  return StepOutcome::error_of(error_kind_of(diag.kind), NotSetUp{diag.message});
}

WorldOptions world_options(const RunState& run, std::size_t worker) {
  WorldOptions options = run.options().world;
  options.seed = run.options().seed;
  options.worker = worker;
  return options;
}

}  // namespace

/// A world, and who has a turn in it.
struct SuiteRun::Place {
  Place(RunState& run, const std::shared_ptr<const Suite>& suite, std::size_t worker,
        std::size_t at_a_time)
      : home(run.loop(), suite, world_options(run, worker), run.options().keeper, worker),
        world(home.world()),
        turns(run.loop(), at_a_time, [this] { return bool(world.trouble()); }),
        runner(run, world, turns) {}

  SuiteWorld home;
  World& world;
  Turns turns;
  ScenarioRunner runner;
  std::unique_ptr<SuiteSteps> steps;
  bool to_tear_down = false;  ///< its setup began
};

/// Runs for the explorer.
class SuiteRun::ExploreHere final : public ExploreRunner {
 public:
  ExploreHere(SuiteRun& suite, std::shared_ptr<ReportLane> lane)
      : suite_(suite), lane_(std::move(lane)) {}

  Task<ExploredScenario> run_watched(const Scenario& scenario, ScenarioWatch& watch) override {
    RanScenario ran = co_await suite_.places_.front().runner.run(scenario, &watch, lane_);
    ExploredScenario told;
    told.result = std::move(ran.result);
    told.trace = std::move(ran.trace);
    co_return told;
  }
  void finished(ExploredScenario told) override {
    RanScenario ran;
    ran.result = std::move(told.result);
    ran.trace = std::move(told.trace);
    suite_.finish(std::move(ran), *lane_);
  }
  bool stops() const override { return suite_.run_.stop_now(); }

 private:
  SuiteRun& suite_;
  std::shared_ptr<ReportLane> lane_;
};

SuiteRun::SuiteRun(RunState& run, std::shared_ptr<const Suite> suite,
                   std::vector<std::shared_ptr<const Scenario>> scenarios,
                   std::shared_ptr<ReportLane> lane)
    : run_(run),
      suite_(std::move(suite)),
      scenarios_(std::move(scenarios)),
      lane_(std::move(lane)),
      lanes_(lane_) {
  for (std::size_t i = 0; i < scenarios_.size(); ++i) lane_of_.push_back(lanes_.open());
}

SuiteRun::~SuiteRun() = default;

/// Who explores must know that nothing else goes on.
std::size_t SuiteRun::places_wanted() const {
  const bool ours =
      run_.options().world.bus_servers.empty() && (!suite_->bus || suite_->bus->embedded);
  if (!suite_->per_worker || !ours || !run_.options().explore.wishes.empty()) return 1;
  return std::min(run_.options().jobs, scenarios_.size());
}

std::size_t SuiteRun::at_a_time() const {
  const bool side_by_side = suite_->scope && run_.options().explore.wishes.empty();
  return side_by_side && !suite_->per_worker ? run_.options().jobs : 1;
}

Task<SuiteResult> SuiteRun::run() {
  SuiteResult result;
  result.path = suite_->folder;
  result.started = run_.loop().wall_now();
  const base::TimePoint begin = run_.loop().now();
  lane_->tell([path = suite_->folder](Reporter& reporter) { reporter.suite_started(path); });
  for (std::size_t worker = 0; worker < places_wanted(); ++worker) {
    places_.emplace_back(run_, suite_, worker, at_a_time());
    run_.add(places_.back().world);
  }
  co_await start();
  co_await set_up();
  co_await run_all();
  for (Place& place : places_) {
    place.steps.reset();
    co_await place.home.end();
    run_.remove(place.world);
  }
  for (const auto& one : results_) result.scenarios.push_back(*one);
  for (auto& one : more_results_) result.scenarios.push_back(std::move(one));
  result.took = run_.loop().now() - begin;
  co_return result;
}

Task<void> SuiteRun::start() {
  if (run_.stop_now()) co_return;
  std::vector<Task<base::Status>> starts;
  for (Place& place : places_) starts.push_back(place.home.start());
  std::function<void(base::Status)> ended = [this](base::Status status) {
    if (ready_) ready_ = std::move(status);
  };
  co_await all<base::Status>(std::move(starts), ended);
  if (!ready_) co_return;
  std::string summary = places_.front().world.summary();
  if (places_.size() > 1) {
    summary.clear();
    std::size_t worker = 0;
    for (const Place& place : places_) {
      summary += (worker > 0 ? "\n" : "") + std::string("worker ") + std::to_string(worker + 1) +
                 ": " + place.world.summary();
      ++worker;
    }
  }
  lane_->tell([path = suite_->folder, summary](Reporter& reporter) {
    reporter.suite_ready(path, summary);
  });
}

Task<void> SuiteRun::set_up() {
  begun_ = ready_ && !run_.stop_now();
  explorer_ = std::make_unique<Explorer>(places_.front().world, run_.options().explore, *lane_);
  for (Place& place : places_) {
    place.steps = std::make_unique<SuiteSteps>(place.world, suite_, run_.options().seed);
    if (!begun_ || set_up_.outcome != Outcome::kPassed) continue;
    ScenarioResult told = blank_result(*scenarios_.front());
    place.to_tear_down = true;
    set_up_ = co_await place.steps->set_up(told);
    if (set_up_.outcome == Outcome::kPassed) {
      for (auto& line : told.warnings) setup_warnings_.push_back(std::move(line));
      continue;
    }
    setup_told_ = std::move(told);
    setup_told_.sut_output = place.world.sut_output_since(place.home.since());
  }
}

Task<void> SuiteRun::run_all() {
  std::vector<Task<bool>> workers;
  for (Place& place : places_) {
    for (std::size_t i = 0; i < std::min(at_a_time(), scenarios_.size()); ++i)
      workers.push_back(work(place));
  }
  results_.resize(scenarios_.size());
  std::function<void(bool)> ended = [](bool) {};
  co_await all<bool>(std::move(workers), ended);
  if (!run_.options().explore.wishes.empty()) {
    if (begun_) co_await explore();
  } else {
    std::vector<std::string> problems;
    if (begun_) problems = co_await tear_down();
    auto& told = last_.result.warnings;
    told.insert(told.end(), problems.begin(), problems.end());
    finish(std::move(last_), *lane_of_.back());
    lane_of_.back()->close();
  }
  tell_rest();
}

/// The last scenario is told behind the teardown, of which it tells; when what passed is explored
/// there is more to come, and the teardown speaks for itself.
Task<bool> SuiteRun::work(Place& place) {
  while (next_ < scenarios_.size()) {
    const std::size_t number = next_++;
    RanScenario ran = co_await run_one(place, number);
    const bool last = number + 1 == scenarios_.size() && run_.options().explore.wishes.empty();
    if (last) {
      last_ = std::move(ran);
      continue;
    }
    finish(std::move(ran), *lane_of_[number]);
    lane_of_[number]->close();
  }
  co_return true;
}

/// The first scenario tells of a suite that could not be set up.
Task<RanScenario> SuiteRun::run_one(Place& place, std::size_t number) {
  const auto& scenario = scenarios_[number];
  const bool first = number == 0;
  RanScenario ran;
  ScenarioResult& one = ran.result;
  one = blank_result(*scenario);
  one.started = run_.loop().wall_now();
  if (first && set_up_.outcome != Outcome::kPassed) {
    one = setup_told_;
    set_outcome(one, set_up_);
  } else if (set_up_.outcome != Outcome::kPassed) {
    one.cause = Remark("not run: the setup of the suite did not pass (see its first scenario)");
  } else if (first && !ready_ && !run_.interrupted() && place.world.trouble()) {
    // The time was over before it was set up: a run without a verdict must not be green.
    set_outcome(one, StepOutcome::error_of(place.world.trouble()));
  } else if (run_.stop_now()) {
    one.cause = Remark(run_.why_skipped());
  } else if (!scenario->skip.empty()) {
    one.cause = Remark(scenario->skip);
  } else if (ready_ && place.world.broker() == nullptr && !scenario->skip_on_foreign_bus.empty()) {
    one.cause = Remark(scenario->skip_on_foreign_bus);
  } else if (!ready_) {
    set_outcome(one, not_set_up(ready_.error(), first));
    if (first) one.sut_output = place.world.sut_output_since(place.home.since());
  } else {
    ran = co_await run_with_retries(place, scenario, lane_of_[number]);
  }
  if (first)
    one.warnings.insert(one.warnings.begin(), setup_warnings_.begin(), setup_warnings_.end());
  ran.number = number;
  co_return ran;
}

/// What the tries before came to stands in the warnings of the last. Each draws its own values: to
/// a service that remembers, those of the try before are known.
Task<RanScenario> SuiteRun::run_with_retries(Place& place,
                                             const std::shared_ptr<const Scenario>& scenario,
                                             std::shared_ptr<ReportLane> lane) {
  const RunOptions& options = run_.options();
  std::vector<std::string> before;
  RanScenario ran;
  for (std::size_t tries = 1;; ++tries) {
    auto mine = std::make_shared<Scenario>(*scenario);
    if (tries > 1) mine->salt = "\ntry " + std::to_string(tries);
    const auto watch = options.explore.wishes.empty() ? nullptr : explorer_->watch();
    RanScenario now = co_await place.runner.run(*mine, watch.get(), lane);
    // The run ended while it waited for its turn: what the try before came to stands.
    if (tries > 1 && now.result.outcome == Outcome::kSkipped) co_return ran;
    ran = std::move(now);
    ScenarioResult& result = ran.result;
    const bool bad = result.outcome == Outcome::kFailed || result.outcome == Outcome::kError;
    const bool hopeless = result.error == ErrorKind::kInput || run_.stop_now();
    const bool again = options.until_fail > 0 ? !bad && tries < options.until_fail
                                              : bad && tries <= options.retries;
    if (watch && result.outcome == Outcome::kPassed && (hopeless || !again))
      explorer_->passed(scenario, *watch);
    (options.until_fail > 0 ? result.rounds : result.tries) = tries;
    const std::string told = "try " + std::to_string(tries) + " " + name_of(result.outcome) + ": " +
                             headline(result, 200);
    result.warnings.insert(result.warnings.begin(), before.begin(), before.end());
    if (hopeless || !again) co_return ran;
    if (bad) before.push_back(told);
  }
}

/// What went wrong, a line each; a crash, or the end of the run's time, is told by itself.
Task<std::vector<std::string>> SuiteRun::tear_down() {
  std::vector<std::string> problems;
  const auto add = [&problems](std::vector<std::string> more) {
    problems.insert(problems.end(), more.begin(), more.end());
  };
  for (Place& place : places_) {
    // Has been told: by the scenario that tells of the setup, or as what ended the run.
    if (set_up_.outcome != Outcome::kPassed || run_.stop_now()) place.world.clear_trouble();
    std::vector<std::string> told;
    if (!run_.interrupted()) told = co_await place.steps->rest();
    add(std::move(told));
    told.clear();
    if (place.to_tear_down) told = co_await place.steps->tear_down();
    add(std::move(told));
    if (run_.interrupted()) continue;  // whoever presses Ctrl-C wants the report now
    if (!stays(run_.options().keeper, place.world)) co_await place.world.wind_down();
    add(place.world.take_remarks());
    if (place.world.trouble() && !run_.interrupted())
      ends_.push_back(suite_end_by(place.world, place.world.trouble()));
  }
  co_return problems;
}

/// The teardown of the suite has no scenario then whose last words it could be.
Task<void> SuiteRun::explore() {
  Place& place = places_.front();
  const auto lane = lanes_.open();
  ExploreHere here(*this, lane);
  co_await explorer_->explore(here);
  std::vector<std::string> problems = co_await tear_down();
  if (!problems.empty()) {
    if (ends_.empty()) ends_.push_back(suite_end(place.world));
    ends_.front().warnings = std::move(problems);
  }
  lane->close();
}

/// What is of no scenario, and of all: it fails the run.
void SuiteRun::tell_rest() {
  const auto lane = lanes_.open();
  for (Place& place : places_) {
    if (auto told = unmarked_work(place.world)) ends_.push_back(std::move(*told));
  }
  for (ScenarioResult& end : ends_) {
    RanScenario ran;
    ran.result = std::move(end);
    finish(std::move(ran), *lane);
  }
  lane->close();
}

void SuiteRun::finish(RanScenario ran, ReportLane& lane) {
  for (Place& place : places_) place.world.learn_secrets();
  run_.note(ran.result);
  const auto told = std::make_shared<const RanScenario>(std::move(ran));
  lane.tell([told](Reporter& reporter) {
    if (told->trace) reporter.scenario_traced(told->result, *told->trace);
    reporter.scenario_finished(told->result);
  });
  if (told->number)
    results_[*told->number] = std::shared_ptr<const ScenarioResult>(told, &told->result);
  else
    more_results_.push_back(told->result);
}

}  // namespace ricochet::runner
