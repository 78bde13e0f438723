#pragma once
#include <string>
#include <vector>

#include "base/duration.h"
#include "bus/bus.h"
#include "runner/result/bus_story.h"

namespace ricochet::runner {

class World;

/// What became of these records, with each group that reads their topics or that the suite names.
/// Only our own broker shows it. `began`: what times count from.
BusStory bus_story(World& world, const std::vector<bus::Position>& published,
                   base::TimePoint began);

/// How far one record got with each group that reads its topic, or did; nothing where the broker is
/// not ours.
std::vector<RecordProgress> progress_of(World& world, const bus::Position& where,
                                        base::TimePoint began);

/// The first of these records that a group which the suite names has not fetched, though it is
/// meant to read it; nothing: all are fetched, or it cannot be seen. An absence that is judged
/// meanwhile proves nothing.
std::optional<RecordProgress> not_fetched(World& world, const std::vector<bus::Position>& published,
                                          base::TimePoint began);

/// What a group has committed, as our own broker holds it.
std::vector<bus::Position> committed_offsets(World& world, const std::string& group);

/// The first of these records that a group which the suite names, and which has members that read
/// it, has not committed; nothing: there is none, or it cannot be seen.
std::optional<RecordProgress> uncommitted(World& world,
                                          const std::vector<bus::Position>& published);

/// All of these records are committed by every group that the suite says commits after its work,
/// and there is such a group.
bool all_work_committed(World& world, const std::vector<bus::Position>& published);

}  // namespace ricochet::runner
