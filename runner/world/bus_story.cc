#include "runner/world/bus_story.h"

#include <algorithm>

#include "bus/broker/broker.h"
#include "runner/world/world.h"

namespace ricochet::runner {

std::optional<BusSight> sight_of(World& world) {
  static const std::map<std::string, GroupSpec> kNone;
  if (world.broker() == nullptr) return std::nullopt;
  const auto& bus = world.suite().bus;
  return std::optional<BusSight>(std::in_place, world.broker()->groups(), world.feed(),
                                 bus ? bus->groups : kNone);
}

BusStory bus_story(World& world, const std::vector<bus::Position>& published,
                   base::TimePoint began) {
  BusStory story;
  if (published.empty()) return story;
  const auto sight = sight_of(world);
  if (!sight) {
    story.unseen = "who has fetched what was published can only be seen on the embedded broker";
    return story;
  }
  const std::size_t shown = std::min(published.size(), BusStory::kMaxRecords);
  story.more = published.size() - shown;
  for (std::size_t i = published.size() - shown; i < published.size(); ++i) {
    auto all = progress_of(world, published[i], began);
    if (all.empty()) {
      RecordProgress nobody;
      nobody.where = published[i];
      nobody.broken = "no consumer group reads " + published[i].topic;
      all.push_back(std::move(nobody));
    }
    for (auto& progress : all) story.records.push_back(std::move(progress));
  }
  return story;
}

std::vector<RecordProgress> progress_of(World& world, const bus::Position& where,
                                        base::TimePoint began) {
  std::vector<RecordProgress> all;
  const auto sight = sight_of(world);
  if (!sight) return all;
  for (const auto& group : sight->groups_of(where.topic)) {
    auto progress = sight->follow(group, where, began);
    const SutRunner* const service = world.sut_of_group(group);
    if (service != nullptr && service->paused() && !progress.committed && !progress.unseen)
      progress.broken = service->name() + " is paused";
    all.push_back(std::move(progress));
  }
  return all;
}

std::vector<bus::Position> committed_offsets(World& world, const std::string& group) {
  std::vector<bus::Position> positions;
  const auto* const known = world.broker()->groups().find(group);
  if (known == nullptr) return positions;
  for (const auto& [where, stored] : known->offsets().all())
    positions.push_back({where.topic, where.partition, stored.offset});
  return positions;
}

}  // namespace ricochet::runner
