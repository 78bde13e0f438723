#include "runner/explore/explored_run.h"

#include <algorithm>
#include <utility>

#include "base/text/text.h"
#include "bus/broker/broker.h"
#include "runner/explore/finding.h"
#include "runner/explore/story.h"
#include "runner/world/rest.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

/// Groups of which nothing was left uncommitted.
std::set<std::string> groups_that_commit(const Baseline& baseline) {
  std::set<std::string> all, not_all;
  for (const auto& record : baseline.records) {
    for (const auto& reader : record.readers)
      (reader.committed ? all : not_all).insert(reader.group);
  }
  for (const auto& group : not_all) all.erase(group);
  return all;
}

/// Beside the finding that decides.
constexpr std::size_t kMostAlso = 5;

void add_also(ScenarioResult& result, const std::string& message) {
  auto* finding = std::get_if<Finding>(&result.cause);
  if (finding != nullptr && finding->also.size() < kMostAlso) finding->also.push_back(message);
}

}  // namespace

ExploredRun::ExploredRun(World& world, PlannedPoint planned, const Baseline& baseline,
                         base::Duration grace)
    : world_(world),
      planned_(std::move(planned)),
      baseline_(baseline),
      grace_(grace),
      player_(world, planned_.point),
      committing_(groups_that_commit(baseline)) {}

Task<void> ExploredRun::ready() { co_await player_.recovered(); }

bool ExploredRun::published(std::size_t ordinal, const bus::Position& where,
                            const base::Location& step) {
  return player_.published(ordinal, where, step);
}

void ExploredRun::expects(LastingExpectation expectation) {
  expectations_.add(std::move(expectation));
}

/// A step that waited in vain is a finding: without the fault it did not.
void ExploredRun::told(StepResult& step) {
  if (!player_.fired()) return;
  if (auto* stopped = std::get_if<Stopped>(&step.cause)) {
    if (stopped->trouble.kind == ErrorKind::kSutCrashed)
      stopped->trouble.message = with_fault(stopped->trouble.message, planned_.point);
  } else if (const auto* verdict = std::get_if<awaits::Verdict>(&step.cause)) {
    if (step.outcome == Outcome::kFailed) step.cause = step_finding(planned_.point, *verdict);
  } else if (auto* unmet = std::get_if<Unmet>(&step.cause)) {
    unmet->message = with_fault(unmet->message, planned_.point);
  }
}

bool ExploredRun::may_repeat(const std::vector<std::string>& bins) const {
  return std::any_of(bins.begin(), bins.end(),
                     [&](const auto& bin) { return planned_.may_repeat.contains(bin); });
}

/// Groups that have not committed all that is published, though they did without the fault, with
/// the first record of which they have not.
std::map<std::string, bus::Position> ExploredRun::groups_behind(
    const ScenarioContext& context) const {
  std::map<std::string, bus::Position> behind;
  if (world_.broker() == nullptr) return behind;
  for (const auto& name : committing_) {
    const auto* group = world_.broker()->groups().find(name);
    if (group == nullptr) continue;
    for (const auto& where : context.published()) {
      if (!group->members().empty() && !group->subscribed(where.topic)) continue;
      const auto* stored = group->offsets().find({where.topic, where.partition});
      if (stored == nullptr || stored->offset <= where.offset) behind.emplace(name, where);
    }
  }
  return behind;
}

/// Groups that nobody reads for any more, though somebody did at the end without the fault.
std::set<std::string> ExploredRun::groups_gone() const {
  std::set<std::string> gone;
  if (world_.broker() == nullptr) return gone;
  for (const auto& name : baseline_.standing) {
    const auto* group = world_.broker()->groups().find(name);
    if (group == nullptr || group->members().empty()) gone.insert(name);
  }
  return gone;
}

bool ExploredRun::at_rest(const ScenarioContext& context) const {
  return (player_.over() || player_.missed()) && groups_behind(context).empty() &&
         groups_gone().empty();
}

/// What is judged while the service works on may be otherwise a moment later.
StepOutcome ExploredRun::restless() const {
  StepOutcome skipped;
  skipped.outcome = Outcome::kSkipped;
  const std::size_t open = world_.open_exchanges();
  const std::string why = open > 0 ? base::plural(open, "call") + " not answered yet"
                          : player_.over() || player_.missed()
                              ? std::string("calls and events go on")
                              : "group " + planned_.point.group + " has not read again";
  skipped.cause = Remark("not judged: the service did not come to rest within " +
                         base::format_duration(grace_) + " " + planned_.point.title() + ": " + why);
  return skipped;
}

Task<void> ExploredRun::end(ScenarioContext& context, ScenarioResult& result) {
  context.set_watch(nullptr);  // the teardown is nobody's business here
  bool rested = true;
  if (result.outcome == Outcome::kPassed) {
    std::function<bool()> quiet = [this, &context] { return at_rest(context); };
    rested = co_await come_to_rest(context.life(), rest_after_fault(world_, grace_), quiet);
  }
  if (context.life().trouble()) player_.give_up();
  const std::uint64_t task = context.life().on_trouble([this] { player_.give_up(); });
  co_await player_.recovered();
  context.life().forget(task);
  StepOutcome kept = kept_from_judging(context.life().trouble(), result);
  if (kept.outcome != Outcome::kPassed) {
    result.outcome = kept.outcome;
    result.error = kept.error;
    result.cause = std::move(kept.cause);
    co_return;
  }
  if (result.outcome == Outcome::kPassed) co_await judge(context, result);
  // A service that is never at rest is judged as it is.
  if (result.outcome == Outcome::kPassed && !rested && baseline_.rested) {
    StepOutcome unknown = restless();
    result.outcome = unknown.outcome;
    result.cause = std::move(unknown.cause);
  }
  for (auto& step : result.steps) {
    auto* finding = std::get_if<Finding>(&step.cause);
    if (finding != nullptr) tell_story(context, player_, {}, *finding);
  }
}

/// Passed: nothing did. What a step has found stands.
StepOutcome ExploredRun::kept_from_judging(const Trouble& met, const ScenarioResult& result) const {
  StepOutcome skipped;
  skipped.outcome = Outcome::kSkipped;
  if (result.outcome == Outcome::kFailed) return StepOutcome::passed();
  if (met) {
    if (result.outcome == Outcome::kError) return StepOutcome::passed();  // the step tells it
    Trouble trouble = met;
    if (trouble.kind == ErrorKind::kSutCrashed)
      trouble.message = with_fault(trouble.message, planned_.point);
    return StepOutcome::error_of(std::move(trouble));
  }
  if (player_.problem()) return StepOutcome::error_of(*player_.problem());
  const bool crashed = planned_.point.fault == ExploreFault::kCrashBeforeCommit && player_.fired();
  if (result.outcome == Outcome::kError && result.error == ErrorKind::kEnvironment && crashed) {
    skipped.cause = Remark("not judged: a step needed " + planned_.point.service +
                           " while it was away because of the fault");
    return skipped;
  }
  if (result.outcome == Outcome::kPassed && !player_.fired()) {
    skipped.cause = Remark("not judged: " + planned_.point.record() +
                           " did not come to the point of the fault this time");
    return skipped;
  }
  return StepOutcome::passed();
}

Task<void> ExploredRun::judge(ScenarioContext& context, ScenarioResult& result) {
  for (const auto& one : expectations_.all()) {
    if (baseline_.lasting.contains(one.key)) co_await judge_one(context, one, result);
    if (result.outcome == Outcome::kError) co_return;
  }
  judge_commits(context, result);
}

Task<void> ExploredRun::judge_one(ScenarioContext& context, const KeyedExpectation& one,
                                  ScenarioResult& result) {
  LastingExpectation wanted = one.lasting;
  if (may_repeat(wanted.bins)) {
    if (wanted.expectation.count.only_upper()) co_return;
    wanted.expectation.count.max.reset();
    if (wanted.expectation.order == awaits::Order::kStrict)
      wanted.expectation.order = awaits::Order::kSubsequence;
    if (wanted.expectation.order == awaits::Order::kPerKey)
      wanted.expectation.order = awaits::Order::kAny;
  }
  awaits::Expectation asked = wanted.expectation;
  const auto seen = co_await context.look(wanted.bins, std::move(asked));
  const bool counted = wanted.expectation.steps.empty();
  const bool ordered = seen && seen->kind == awaits::VerdictKind::kFailed;
  if (!seen || (!seen->passed() && (counted || !ordered))) {
    StepOutcome error = seen ? StepOutcome::of(*seen) : StepOutcome::error_of(seen.error());
    result.outcome = Outcome::kError;
    result.error = error.error;
    result.cause = std::move(error.cause);
    co_return;
  }
  Shown told;
  told.records = seen->matched;
  if (!counted && ordered) {
    for (const auto& step : seen->steps)
      told.records.insert(told.records.end(), step.records.begin(), step.records.end());
    Finding finding = order_finding(planned_.point, *seen);
    found(context, std::move(finding), told, wanted.step, result);
  } else if (counted && !fits_count(wanted.expectation.count, seen->observed)) {
    const auto& max = wanted.expectation.count.max;
    if (max && seen->observed > *max) told.surplus_from = static_cast<std::size_t>(*max);
    Finding finding = count_finding(planned_.point, wanted, seen->observed, seen->matched);
    found(context, std::move(finding), told, wanted.step, result);
  }
}

/// Whether the scenario expects an "ack" or not: who has stopped to work handles nothing more.
void ExploredRun::judge_commits(ScenarioContext& context, ScenarioResult& result) {
  for (const auto& [group, first] : groups_behind(context)) {
    Finding finding = commit_finding(planned_.point, group, first, grace_);
    found(context, std::move(finding), {}, player_.step(), result);
  }
  for (const auto& group : groups_gone()) {
    Finding finding = gone_finding(planned_.point, group, grace_);
    found(context, std::move(finding), {}, player_.step(), result);
  }
}

/// The first decides, the others stand beside it.
void ExploredRun::found(ScenarioContext& context, Finding finding, const Shown& told,
                        const base::Location& where, ScenarioResult& result) {
  if (result.outcome == Outcome::kFailed) return add_also(result, finding.message);
  tell_story(context, player_, told, finding);
  StepOutcome outcome = StepOutcome::failed(std::move(finding));
  result.outcome = outcome.outcome;
  result.error = outcome.error;
  result.cause = std::move(outcome.cause);
  result.where = where;
}

}  // namespace ricochet::runner
