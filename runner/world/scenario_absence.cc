// What a scenario makes of absences, and of what was to be done and was not.
#include <algorithm>
#include <utility>

#include "base/text/text.h"
#include "bus/broker/broker.h"
#include "runner/sight/bus_sight.h"
#include "runner/world/bus_story.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

/// Of the groups that the suite names, the first that has not committed one of these and whose
/// service does nothing until somebody resumes it.
std::optional<RecordProgress> before_a_pause(World& world, const BusSight& sight,
                                             const std::vector<bus::Position>& published,
                                             base::TimePoint began) {
  for (const auto& [group, spec] : world.suite().bus->groups) {
    const SutRunner* const service = world.sut_of_group(group);
    if (service == nullptr || !service->paused()) continue;
    for (const auto& where : published) {
      if (sight.groups_of(where.topic).count(group) == 0) continue;
      auto progress = sight.follow(group, where, began);
      if (progress.committed) continue;
      progress.broken = service->name() + " is paused, resume it first";
      return progress;
    }
  }
  return std::nullopt;
}

/// The first of these records that a group which the suite names has not fetched, or whose service
/// is paused by us and has not committed it: what reached its socket it has not read. And the first
/// of which that cannot be seen.
BusSight::Unread unread_of(World& world, const std::vector<bus::Position>& published,
                           base::TimePoint began) {
  const auto sight = sight_of(world);
  if (!sight) return {};
  BusSight::Unread unread;
  if (world.suite().bus) unread.not_fetched = before_a_pause(world, *sight, published, began);
  return unread.not_fetched ? unread : sight->unread(published, began);
}

/// `expected` (in words) was met, but a service had not even read what it was to react to.
StepOutcome not_judged(const RecordProgress& record, const std::string& expected) {
  const Remark remark(
      "record " + std::to_string(record.where.offset) + " of " + record.where.topic +
          (record.fetched || record.unseen ? " was never committed: " : " was never fetched: ") +
          record.broken,
      expected +
          ": nothing that did not come proves anything before the "
          "service has read what was published; wait for it first, "
          "by \"ready\": { \"group\": ... } or a longer \"for\"");
  return StepOutcome::error_of(ErrorKind::kEnvironment, remark);
}

/// It cannot be seen whether a service had.
std::string not_seen(const RecordProgress& record, const std::string& expected) {
  return expected + ": window only; whether group " + record.group + " fetched record " +
         std::to_string(record.where.offset) + " of " + record.where.topic +
         " cannot be seen: " + record.broken;
}

}  // namespace

std::optional<StepOutcome> ScenarioContext::absence_unknown(const std::string& expected) {
  if (judged_at_end()) return std::nullopt;
  if (world_.broker() == nullptr) {
    if (!published_->empty()) ++window_only_;
    return std::nullopt;
  }
  const auto unread = unread_of(world_, *published_, started_);
  if (unread.not_fetched) return not_judged(*unread.not_fetched, expected);
  if (unread.unseen) remark(not_seen(*unread.unseen, expected));
  return std::nullopt;
}

/// A step that is repeated says it once.
void ScenarioContext::remark(std::string what) {
  if (std::find(remarks_.begin(), remarks_.end(), what) == remarks_.end())
    remarks_.push_back(std::move(what));
}

void ScenarioContext::note_unfinished(const awaits::Expectation& asked,
                                      const std::vector<std::string>& bins,
                                      const awaits::Verdict& verdict) {
  if (!asked.count.max || judged_at_end()) return;
  const auto sight = sight_of(world_);
  const auto open = sight ? sight->uncommitted(*published_, /*after_work=*/true) : std::nullopt;
  if (!open) return;
  Unfinished one;
  one.bins = bins;
  one.asked = asked;
  one.expected = verdict.expected;
  one.came = verdict.observed;
  one.record = open->where;
  one.group = open->group;
  unfinished_.push_back(std::move(one));
}

Task<void> ScenarioContext::look_at_unfinished() {
  for (auto& one : std::exchange(unfinished_, {})) {
    if (life_.trouble()) co_return;
    const std::uint64_t most = *one.asked.count.max;
    // What any expectation has accounted for by now was meant to come, though not so early.
    one.asked.sources.clear();
    one.asked.count = awaits::Count::at_most(most);
    const auto now = co_await look(one.bins, one.asked);
    if (!now || !now->passed() || now->matched.empty() || one.came + now->observed <= most)
      continue;
    const auto& first = *now->matched.front();
    remark(one.expected + ": its window ended before group " + one.group +
           " had committed record " + std::to_string(one.record.offset) + " of " +
           one.record.topic + ", and behind it came " +
           base::plural(static_cast<std::size_t>(now->observed), "more " + now->noun) + ": " +
           first.title() + " to " + first.bin +
           "; wait for the commit first (\"ack\"), or longer (\"for\")");
  }
}

std::vector<std::string> ScenarioContext::idle_faults() const {
  std::vector<std::string> lines;
  const bus::broker::Broker* const broker = world_.broker();
  if (broker == nullptr) return lines;
  const auto& all = world_.broker()->faults().all();
  for (const auto id : faults_) {
    const auto found = all.find(id);
    if (found == all.end()) continue;
    const auto& [rule, seen, done] = found->second;
    const bool by_chance = rule.probability < 1 && seen > rule.skip;
    const std::uint64_t wanted = rule.times.value_or(1);
    if (done >= wanted || by_chance) continue;
    const std::string fitted =
        seen == 0 ? "no request fitted it"
                  : base::plural(static_cast<std::size_t>(seen), "request") + " fitted it";
    lines.push_back("bus: " + rule.title + ": " +
                    (done == 0 ? "this was never done"
                               : "this was done " + std::to_string(done) + " of " +
                                     std::to_string(wanted) + " times") +
                    ", " + fitted + "; check its \"on\", or set it before what causes the request");
  }
  return lines;
}

}  // namespace ricochet::runner
