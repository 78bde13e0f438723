#pragma once
#include <vector>

#include "bus/bus.h"
#include "runner/result/result.h"
#include "runner/world/trace.h"
#include "runner/world/world.h"

namespace ricochet::runner {

/// What a scenario was, for its timeline.
struct TimelineOf {
  TraceStart start;
  base::TimePoint began;                 ///< what the times of its steps count from
  std::vector<bus::Position> published;  ///< by itself
  std::uint64_t scope = 0;               ///< of the scenario; 0: it had none
};

/// What happened in it, in order: what it published, and all that came of it that is seen: fetches,
/// calls with their answers, events, commits, lines of services, and where a step was not met. On
/// the loop's thread.
Timeline timeline_of(World& world, const TimelineOf& scenario, const ScenarioResult& result);

}  // namespace ricochet::runner
