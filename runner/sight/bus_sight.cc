#include "runner/sight/bus_sight.h"

#include <algorithm>

#include "bus/kafka/own_client.h"
#include "busview/record_trail.h"

namespace ricochet::runner {

const char* const kOurClient = bus::kOwnClientId;

namespace {

using Kind = busview::BusEvent::Kind;
using bus::broker::Group;
using bus::broker::TopicPartition;

/// Does a member say that it reads the topic, or was it given a part of it?
bool members_read(const Group& group, const std::string& topic) {
  if (group.subscribed(topic)) return true;
  return std::any_of(group.members().begin(), group.members().end(), [&](const auto& member) {
    return std::any_of(member->partitions.begin(), member->partitions.end(),
                       [&](const TopicPartition& where) { return where.topic == topic; });
  });
}

/// A fetch, an assignment or a commit of a group.
bool tells_what_is_read(const busview::BusEvent& event) {
  return !event.group.empty() && (event.kind == Kind::kFetched || event.kind == Kind::kAssigned ||
                                  event.kind == Kind::kCommitted);
}

std::optional<base::Duration> since(base::TimePoint began, std::optional<base::TimePoint> at) {
  return at ? std::optional<base::Duration>(*at - began) : std::nullopt;
}

}  // namespace

/// What a group has shown to read until now; members may say more.
std::set<std::string> BusSight::topics_of(const std::string& group) const {
  std::set<std::string> topics;
  if (const Group* const known = groups_.find(group); known != nullptr) {
    for (const auto& [where, stored] : known->offsets().all()) topics.insert(where.topic);
  }
  for (const auto& event : feed_.events()) {
    if (event.group != group || !tells_what_is_read(event)) continue;
    if (event.kind == Kind::kFetched) topics.insert(event.where.topic);
    for (const auto& where : event.partitions) topics.insert(where.topic);
    for (const auto& commit : event.commits) topics.insert(commit.where.topic);
  }
  return topics;
}

std::set<std::string> BusSight::groups_of(const std::string& topic) const {
  std::set<std::string> names;
  for (const auto& [name, group] : groups_.all()) {
    const auto& offsets = group->offsets().all();
    const bool committed = std::any_of(offsets.begin(), offsets.end(), [&](const auto& stored) {
      return stored.first.topic == topic;
    });
    if (committed || members_read(*group, topic)) names.insert(name);
  }
  for (const auto& event : feed_.events()) {
    if (tells_what_is_read(event) && event.names_topic(topic)) names.insert(event.group);
  }
  for (const auto& [name, spec] : named_) {
    const Group* const group = groups_.find(name);
    // One that has members says itself what it reads; of one that was there it is known.
    const bool silent = group == nullptr || group->members().empty();
    if (silent && topics_of(name).empty()) names.insert(name);
  }
  return names;
}

RecordProgress BusSight::follow(const std::string& group, const bus::Position& where,
                                base::TimePoint began) const {
  auto trail = busview::trail_of(feed_, groups_.find(group), group, {where.topic, where.partition},
                                 where.offset);
  RecordProgress progress;
  progress.where = where;
  progress.group = group;
  progress.published = since(began, trail.produced);
  progress.fetched = since(began, trail.fetched);
  progress.committed = since(began, trail.committed);
  progress.unseen = trail.unseen;
  progress.broken = std::move(trail.broken);
  return progress;
}

BusSight::Unread BusSight::unread(const std::vector<bus::Position>& published,
                                  base::TimePoint began) const {
  Unread unread;
  for (const auto& where : published) {
    for (const auto& group : groups_of(where.topic)) {
      if (named_.count(group) == 0) continue;
      auto progress = follow(group, where, began);
      if (progress.fetched || progress.committed) continue;
      auto& first = progress.unseen ? unread.unseen : unread.not_fetched;
      if (!first) first = std::move(progress);
    }
    if (unread.not_fetched) break;
  }
  return unread;
}

bool BusSight::has_committed(const std::string& group, const TopicPartition& where,
                             std::int64_t offset) const {
  const Group* const known = groups_.find(group);
  const auto* const stored = known == nullptr ? nullptr : known->offsets().find(where);
  return stored != nullptr && stored->offset > offset;
}

std::optional<RecordProgress> BusSight::uncommitted(const std::vector<bus::Position>& published,
                                                    bool after_work) const {
  for (const auto& [name, spec] : named_) {
    if (after_work && !spec.commits_after_work) continue;
    const Group* const group = groups_.find(name);
    if (group == nullptr || group->members().empty()) continue;
    for (const auto& where : published) {
      if (!group->subscribed(where.topic) ||
          has_committed(name, {where.topic, where.partition}, where.offset))
        continue;
      RecordProgress progress;
      progress.where = where;
      progress.group = name;
      return progress;
    }
  }
  return std::nullopt;
}

/// Somebody reads them without a group, or cannot be told from one: when that work is done cannot
/// be seen.
bool BusSight::read_without_group(const std::set<std::string>& topics,
                                  base::TimePoint began) const {
  return std::any_of(
      feed_.events().begin(), feed_.events().end(), [&](const busview::BusEvent& event) {
        if (event.kind != Kind::kFetched || !event.group.empty() || event.at < began ||
            event.client.id == kOurClient || topics.count(event.where.topic) == 0)
          return false;
        const auto& groups = groups_.all();
        return std::none_of(groups.begin(), groups.end(), [&](const auto& group) {
          return group.second->reads(event.client, event.where);
        });
      });
}

bool BusSight::all_work_committed(const std::vector<bus::Position>& published,
                                  base::TimePoint began) const {
  const auto& events = feed_.events();
  if (feed_.dropped() > 0 && (events.empty() || events.front().at >= began)) return false;
  std::map<TopicPartition, std::int64_t> last;
  const auto add = [&last](const TopicPartition& where, std::int64_t offset) {
    const auto at = last.emplace(where, offset).first;
    at->second = std::max(at->second, offset);
  };
  for (const auto& where : published) add({where.topic, where.partition}, where.offset);
  // What services make of it others may work on.
  for (const auto& event : events) {
    if (event.kind == Kind::kProduced && event.at >= began) add(event.where, event.upto - 1);
  }
  std::set<std::string> topics;
  for (const auto& [where, offset] : last) topics.insert(where.topic);
  std::map<std::string, std::set<std::string>> groups;
  for (const auto& topic : topics) groups[topic] = groups_of(topic);
  bool asked = false;
  for (const auto& [where, offset] : last) {
    for (const auto& group : groups[where.topic]) {
      const auto spec = named_.find(group);
      if (spec == named_.end() || !spec->second.commits_after_work) return false;
      if (!has_committed(group, where, offset)) return false;
      asked = true;
    }
  }
  return asked && !read_without_group(topics, began);
}

}  // namespace ricochet::runner
