#include "runner/world/rest_watch.h"

#include <algorithm>
#include <utility>

#include "base/duration.h"
#include "runner/world/bus_story.h"
#include "runner/world/world.h"

namespace ricochet::runner {

bool RestWatch::can_tell(World& world) {
  if (world.broker() == nullptr || !world.suite().bus) return false;
  const auto& groups = world.suite().bus->groups;
  return std::any_of(groups.begin(), groups.end(),
                     [](const auto& group) { return group.second.commits_after_work; });
}

RestWatch::RestWatch(World& world, std::vector<bus::Position> published, base::TimePoint began,
                     std::function<bool()> nothing_else)
    : world_(world),
      published_(std::move(published)),
      began_(began),
      nothing_else_(std::move(nothing_else)),
      quiet_(world.suite().defaults.settle),
      timer_(world.loop()) {}

void RestWatch::watch(awaits::AwaitId wait) {
  wait_ = wait;
  newest_ = world_.log().numbered();
  timer_.after(quiet_, [this] { look(); });
}

void RestWatch::look() {
  const auto newest = world_.log().numbered();
  const bool quiet = std::exchange(newest_, newest) == newest;
  const auto sight = sight_of(world_);
  if (quiet && nothing_else_() && world_.open_exchanges() == 0 && sight &&
      sight->all_work_committed(published_, began_)) {
    world_.awaits().conclude(wait_,
                             "everything published is committed, no call is open, quiet for " +
                                 base::format_duration(quiet_));
    return;
  }
  timer_.after(quiet_, [this] { look(); });
}

}  // namespace ricochet::runner
