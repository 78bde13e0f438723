#include "runner/world/bus_story.h"

#include <algorithm>
#include <set>

#include "bus/broker/broker.h"
#include "busview/bus_feed.h"
#include "busview/record_trail.h"
#include "runner/world/world.h"

namespace ricochet::runner {

namespace {

using Kind = busview::BusEvent::Kind;
using bus::broker::Group;

/// Groups that read the topic, or did, or are named by the suite.
std::set<std::string> groups_of(World& world, const std::string& topic) {
  std::set<std::string> names;
  for (const auto& [name, group] : world.broker()->groups().all()) {
    if (group->subscribed(topic)) names.insert(name);
  }
  for (const auto& event : world.feed().events()) {
    if ((event.kind == Kind::kFetched || event.kind == Kind::kAssigned) && !event.group.empty() &&
        event.names_topic(topic))
      names.insert(event.group);
  }
  if (!world.suite().bus) return names;
  for (const auto& [name, spec] : world.suite().bus->groups) {
    const Group* group = world.broker()->groups().find(name);
    // One that has members says itself what it reads.
    if (group == nullptr || group->members().empty()) names.insert(name);
  }
  return names;
}

std::optional<base::Duration> since(base::TimePoint began, std::optional<base::TimePoint> at) {
  return at ? std::optional<base::Duration>(*at - began) : std::nullopt;
}

RecordProgress follow(World& world, const std::string& group, const bus::Position& where,
                      base::TimePoint began) {
  auto trail = busview::trail_of(world.feed(), world.broker()->groups().find(group), group,
                                 {where.topic, where.partition}, where.offset);
  RecordProgress progress;
  progress.where = where;
  progress.group = group;
  progress.published = since(began, trail.produced);
  progress.fetched = since(began, trail.fetched);
  progress.committed = since(began, trail.committed);
  progress.broken = std::move(trail.broken);
  return progress;
}

}  // namespace

BusStory bus_story(World& world, const std::vector<bus::Position>& published,
                   base::TimePoint began) {
  BusStory story;
  if (published.empty()) return story;
  if (world.broker() == nullptr) {
    story.unseen = "who has fetched what was published can only be seen on the embedded broker";
    return story;
  }
  const std::size_t shown = std::min(published.size(), BusStory::kMaxRecords);
  story.more = published.size() - shown;
  for (std::size_t i = published.size() - shown; i < published.size(); ++i) {
    const auto groups = groups_of(world, published[i].topic);
    if (groups.empty()) {
      RecordProgress nobody;
      nobody.where = published[i];
      nobody.broken = "no consumer group reads " + published[i].topic;
      story.records.push_back(std::move(nobody));
    }
    for (const auto& group : groups)
      story.records.push_back(follow(world, group, published[i], began));
  }
  return story;
}

std::vector<RecordProgress> progress_of(World& world, const bus::Position& where,
                                        base::TimePoint began) {
  std::vector<RecordProgress> all;
  if (world.broker() == nullptr) return all;
  for (const auto& group : groups_of(world, where.topic))
    all.push_back(follow(world, group, where, began));
  return all;
}

std::optional<RecordProgress> not_fetched(World& world, const std::vector<bus::Position>& published,
                                          base::TimePoint began) {
  if (world.broker() == nullptr || !world.suite().bus) return std::nullopt;
  const auto& named = world.suite().bus->groups;
  for (const auto& where : published) {
    for (const auto& group : groups_of(world, where.topic)) {
      if (named.count(group) == 0) continue;
      auto progress = follow(world, group, where, began);
      // Its event may have made room in the feed: then nothing can be said against it.
      if (progress.published && !progress.fetched && !progress.committed) return progress;
    }
  }
  return std::nullopt;
}

std::vector<bus::Position> committed_offsets(World& world, const std::string& group) {
  std::vector<bus::Position> positions;
  const Group* known = world.broker()->groups().find(group);
  if (known == nullptr) return positions;
  for (const auto& [where, stored] : known->offsets().all())
    positions.push_back({where.topic, where.partition, stored.offset});
  return positions;
}

std::optional<RecordProgress> uncommitted(World& world,
                                          const std::vector<bus::Position>& published) {
  if (world.broker() == nullptr || !world.suite().bus) return std::nullopt;
  for (const auto& [name, spec] : world.suite().bus->groups) {
    const Group* group = world.broker()->groups().find(name);
    if (group == nullptr || group->members().empty()) continue;
    for (const auto& where : published) {
      if (!group->subscribed(where.topic)) continue;
      const auto* stored = group->offsets().find({where.topic, where.partition});
      if (stored != nullptr && stored->offset > where.offset) continue;
      RecordProgress progress;
      progress.where = where;
      progress.group = name;
      return progress;
    }
  }
  return std::nullopt;
}

bool all_work_committed(World& world, const std::vector<bus::Position>& published) {
  if (world.broker() == nullptr || !world.suite().bus) return false;
  bool asked = false;
  for (const auto& [name, spec] : world.suite().bus->groups) {
    if (!spec.commits_after_work) continue;
    const Group* group = world.broker()->groups().find(name);
    if (group == nullptr) return false;
    for (const auto& where : published) {
      if (!group->members().empty() && !group->subscribed(where.topic)) continue;
      asked = true;
      const auto* stored = group->offsets().find({where.topic, where.partition});
      if (stored == nullptr || stored->offset <= where.offset) return false;
    }
  }
  return asked;
}

}  // namespace ricochet::runner
