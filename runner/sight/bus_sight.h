#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/duration.h"
#include "bus/broker/broker.h"
#include "bus/bus.h"
#include "busview/bus_feed.h"
#include "runner/model/bus_spec.h"
#include "runner/result/bus_story.h"

namespace ricochet::runner {

/// What verdicts may rest on of what our own broker shows: its state, its feed, and what the suite
/// says of groups. On the loop's thread; all three must outlive it.
class BusSight {
 public:
  BusSight(const bus::broker::Groups& groups, const busview::BusFeed& feed,
           const std::map<std::string, GroupSpec>& named)
      : groups_(groups), feed_(feed), named_(named) {}

  /// Groups that have to do with the topic: that read it, did or have committed there, and those
  /// that the suite names of which nothing is known at all.
  std::set<std::string> groups_of(const std::string& topic) const;

  /// How far a record got with a group. `began`: what times count from.
  RecordProgress follow(const std::string& group, const bus::Position& where,
                        base::TimePoint began) const;

  /// The first of these records that a group which the suite names has not fetched, and the first
  /// of which that cannot be seen.
  struct Unread {
    std::optional<RecordProgress> not_fetched, unseen;
  };
  Unread unread(const std::vector<bus::Position>& published, base::TimePoint began) const;

  /// The first of these records that a group which the suite names, and which has members that read
  /// it, has not committed. `after_work`: only groups that commit after their work.
  std::optional<RecordProgress> uncommitted(const std::vector<bus::Position>& published,
                                            bool after_work = false) const;

  /// Nothing more can come of these records, nor of what was produced since `began`: some group has
  /// to do with them, the suite says of each one that has, named or not, that it commits after its
  /// work, and each has committed all of it. False also when the feed has not kept all since then.
  bool all_work_committed(const std::vector<bus::Position>& published, base::TimePoint began) const;

 private:
  std::set<std::string> topics_of(const std::string& group) const;
  bool read_without_group(const std::set<std::string>& topics, base::TimePoint began) const;
  bool has_committed(const std::string& group, const bus::broker::TopicPartition& where,
                     std::int64_t offset) const;

  const bus::broker::Groups& groups_;
  const busview::BusFeed& feed_;
  const std::map<std::string, GroupSpec>& named_;
};

/// As bus/kafka/conf.cc names our client, which belongs to no group.
extern const char* const kOurClient;

}  // namespace ricochet::runner
