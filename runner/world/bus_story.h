#pragma once
#include <string>
#include <vector>

#include "base/duration.h"
#include "bus/bus.h"
#include "runner/result/bus_story.h"
#include "runner/sight/bus_sight.h"

namespace ricochet::runner {

class World;

/// nullopt: the broker is not ours. Must not outlive the world.
std::optional<BusSight> sight_of(World& world);

/// What became of these records, with each group that has to do with their topics. Only our own
/// broker shows it. `began`: what times count from.
BusStory bus_story(World& world, const std::vector<bus::Position>& published,
                   base::TimePoint began);

/// How far one record got with each group that has to do with its topic; nothing where the broker
/// is not ours.
std::vector<RecordProgress> progress_of(World& world, const bus::Position& where,
                                        base::TimePoint began);

/// What a group has committed, as our own broker holds it.
std::vector<bus::Position> committed_offsets(World& world, const std::string& group);

}  // namespace ricochet::runner
