#include "runner/explore/agenda.h"

#include <algorithm>

namespace ricochet::runner {

namespace {

bool is_duplicate(const ExplorePoint& point) { return point.fault == ExploreFault::kDuplicate; }

/// Whether the point brings that record once more as it is.
bool brings_again(const ExplorePoint& point, const ExplorePoint& duplicate) {
  return point.fault == ExploreFault::kRedeliver && point.record() == duplicate.record();
}

/// Of a run in which more came than without the fault; else nullptr.
Finding* surplus_of(ScenarioResult& result) {
  auto* finding = std::get_if<Finding>(&result.cause);
  return finding != nullptr && finding->surplus ? finding : nullptr;
}

std::string forgotten(const ExplorePoint& point) {
  return "the same event published twice (duplicate@" + point.record() +
         ") was recognised: what is remembered gets lost when the group is rebalanced";
}

std::string known_by_place(const ExplorePoint& point) {
  return "the same record brought again (redeliver@" + point.record() +
         ") was recognised: by its offset, it seems, and not by an id of the event";
}

}  // namespace

Agenda::Agenda(std::vector<PlannedPoint> points) {
  std::stable_partition(points.begin(), points.end(),
                        [](const auto& planned) { return is_duplicate(planned.point); });
  points_.assign(points.begin(), points.end());
}

PlannedPoint Agenda::next() {
  PlannedPoint planned = std::move(points_.front());
  points_.pop_front();
  return planned;
}

bool Agenda::bring_again_next(const ExplorePoint& duplicate) {
  const auto again = std::find_if(points_.begin(), points_.end(), [&](const auto& planned) {
    return brings_again(planned.point, duplicate);
  });
  if (again == points_.end()) return false;
  std::rotate(points_.begin(), again, again + 1);
  return true;
}

std::vector<ExploredScenario> Agenda::came(const PlannedPoint& planned, ExploredScenario told) {
  const ExplorePoint& point = planned.point;
  const bool held = told.result.outcome == Outcome::kPassed;
  Finding* const surplus = surplus_of(told.result);
  std::vector<ExploredScenario> out;
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    if (!brings_again(point, it->first)) {
      ++it;
      continue;
    }
    if (held) surplus_of(it->second.result)->clue = known_by_place(it->first);
    out.push_back(std::move(it->second));
    it = waiting_.erase(it);
  }
  if (is_duplicate(point)) {
    if (held) recognised_.insert(point.record());
    if (surplus != nullptr && bring_again_next(point)) {
      waiting_.emplace_back(point, std::move(told));
      return out;
    }
  }
  const bool rebalances =
      point.fault == ExploreFault::kRedeliver || point.fault == ExploreFault::kSlowPoll;
  if (surplus != nullptr && rebalances && recognised_.contains(point.record()))
    surplus->clue = forgotten(point);
  out.push_back(std::move(told));
  return out;
}

std::vector<ExploredScenario> Agenda::rest() {
  std::vector<ExploredScenario> out;
  for (auto& [point, told] : std::exchange(waiting_, {})) out.push_back(std::move(told));
  return out;
}

}  // namespace ricochet::runner
