#include "runner/explore/explorer.h"

#include <algorithm>
#include <utility>

#include "base/duration.h"
#include "base/text/text.h"
#include "runner/explore/explored_run.h"

namespace ricochet::runner {

namespace {

/// Of one scenario: who read each is found by going through all that the bus did.
constexpr std::size_t kMostRecords = 1000;

/// A fault that is not tried, as a case of its own: with its reason it is seen, not forgotten.
ScenarioResult excepted_result(const Scenario& scenario, const ExplorePlan::Excepted& excepted,
                               base::WallTime now) {
  ScenarioResult result;
  const std::string word(word_of(excepted.fault));
  const std::string where = excepted.topic.empty() ? "" : " of " + excepted.topic;
  result.suite = scenario.suite->folder;
  result.name = scenario.name + ", " + word + where;
  result.own_name = scenario.own_name;
  result.row = scenario.row_label;
  result.file = scenario.file;
  result.line = scenario.line;
  result.tags = scenario.tags;
  result.started = now;
  result.exploration = ScenarioResult::Exploration{word + where, word};
  result.cause = Remark("not explored: " + excepted.reason);
  return result;
}

/// A point that is not tried, as a case of its own.
ScenarioResult not_tried(const Scenario& scenario, const ExplorePoint& point,
                         const std::string& why, base::WallTime now) {
  ScenarioResult result = excepted_result(scenario, {point.fault, "", why}, now);
  result.name = scenario.name + ", " + point.title();
  result.exploration = ScenarioResult::Exploration{point.title(), point.flag()};
  return result;
}

ExploredScenario without_trace(ScenarioResult result) {
  ExploredScenario told;
  told.result = std::move(result);
  return told;
}

std::string why_hopeless(const ExploreOptions& options) {
  return base::plural(Explorer::kMostInVain, "run") +
         " of this suite failed before, each when --explore-grace (" +
         base::format_duration(options.grace) + ") was over";
}

void count(const ScenarioResult& result, ExploreSummary& summary) {
  switch (result.outcome) {
    case Outcome::kPassed:
      ++summary.held;
      break;
    case Outcome::kSkipped:
      ++summary.not_judged;
      break;
    default:
      ++summary.failed;
  }
}

}  // namespace

Explorer::Explorer(World& world, const ExploreOptions& options, ReportLane& lane)
    : world_(world), options_(options), lane_(lane) {}

std::unique_ptr<BaselineWatch> Explorer::watch() {
  return std::make_unique<BaselineWatch>(world_, kMostRecords, options_.grace);
}

void Explorer::passed(std::shared_ptr<const Scenario> scenario, const BaselineWatch& watch) {
  known_.push_back({std::move(scenario), watch.baseline()});
}

ExplorePlan Explorer::plan(const Known& known) const {
  const bool ours = world_.broker() != nullptr;
  std::vector<ExploreException> exceptions = known.scenario->suite->explore_except;
  const auto& own = known.scenario->explore_except;
  exceptions.insert(exceptions.end(), own.begin(), own.end());
  ExplorePlan plan = plan_points(points_of(known.baseline.records, options_.wishes, ours),
                                 exceptions, options_.limit);
  for (auto& unknown : unknown_services(known.baseline.records, options_.wishes))
    plan.excepted.push_back(std::move(unknown));
  if (ours || known.baseline.records.empty()) return plan;
  for (const auto& wish : options_.wishes) {
    if (wish.fault != ExploreFault::kDuplicate)
      plan.excepted.push_back({wish.fault, "", "only the embedded bus can be broken on purpose"});
  }
  return plan;
}

Task<void> Explorer::explore(ExploreRunner& runner) {
  if (known_.empty() || runner.stops()) co_return;
  std::vector<std::string> faults;
  for (const auto& wish : options_.wishes)
    faults.push_back(std::string(word_of(wish.fault)) +
                     (wish.record.empty() ? "" : "@" + wish.record));
  lane_.tell([path = world_.suite().folder, faults](Reporter& reporter) {
    reporter.exploring(path, faults);
  });
  for (const auto& known : known_) {
    if (runner.stops()) co_return;
    co_await explore_one(known, runner);
  }
}

Task<void> Explorer::explore_one(const Known& known, ExploreRunner& runner) {
  const base::TimePoint begin = world_.loop().now();
  ExplorePlan plan = this->plan(known);
  ExploreSummary summary;
  summary.suite = world_.suite().folder;
  summary.scenario = known.scenario->name;
  summary.excepted = plan.excepted.size();
  // One point at least for each fault of a record that was not looked at.
  summary.cut = plan.cut + known.baseline.not_looked_at * options_.wishes.size();
  for (const auto& excepted : plan.excepted)
    runner.finished(
        without_trace(excepted_result(*known.scenario, excepted, world_.loop().wall_now())));
  Agenda agenda(std::move(plan.points));
  while (!agenda.empty() && !runner.stops()) {
    const PlannedPoint planned = agenda.next();
    const bool tried = in_vain_ < kMostInVain;
    ExploredScenario told;
    if (tried)
      told = co_await run_point(known, planned, runner);
    else
      told = without_trace(not_tried(*known.scenario, planned.point, why_hopeless(options_),
                                     world_.loop().wall_now()));
    count(told.result, summary);
    const bool waited = told.result.took >= options_.grace;
    in_vain_ += waited && told.result.outcome == Outcome::kFailed ? 1 : 0;
    const bool upset = tried && told.result.outcome != Outcome::kPassed;
    for (auto& known_now : agenda.came(planned, std::move(told)))
      runner.finished(std::move(known_now));
    // What a fault has broken for good must not be found again at the next point. One that does not
    // come up is told by the next run.
    if (upset && !runner.stops()) static_cast<void>(co_await world_.restart_services());
  }
  for (auto& late : agenda.rest()) runner.finished(std::move(late));
  summary.took = world_.loop().now() - begin;
  lane_.tell([summary](Reporter& reporter) { reporter.explored(summary); });
}

Task<ExploredScenario> Explorer::run_point(const Known& known, const PlannedPoint& planned,
                                           ExploreRunner& runner) {
  Scenario again = *known.scenario;
  again.name += ", " + planned.point.title();
  if (again.timeout) *again.timeout += options_.grace * 2;
  ExploredRun watch(world_, planned, known.baseline, options_.grace);
  ExploredScenario told = co_await runner.run_watched(again, watch);
  told.result.exploration =
      ScenarioResult::Exploration{planned.point.title(), planned.point.flag()};
  co_return told;
}

}  // namespace ricochet::runner
