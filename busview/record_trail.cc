#include "busview/record_trail.h"

#include <algorithm>
#include <map>
#include <utility>

namespace ricochet::busview {

namespace {

using Kind = BusEvent::Kind;
using bus::broker::Group;
using bus::broker::GroupState;
using bus::broker::TopicPartition;

class TrailFinder {
 public:
  TrailFinder(const Group* group, const std::string& name, const TopicPartition& place,
              std::int64_t offset)
      : group_(group), name_(name), place_(place), offset_(offset) {}

  RecordTrail find(const BusFeed& feed) {
    for (const auto& event : feed.events()) take(event);
    const bool forgotten = !trail_.produced && feed.dropped() > 0;
    trail_.unseen = !trail_.fetched && !trail_.committed && (forgotten || stranger_);
    trail_.broken = broken();
    return std::move(trail_);
  }

 private:
  std::string broken() const {
    if (trail_.committed) return {};
    if (trail_.fetched) return "group " + name_ + " has not committed it";
    if (trail_.unseen) return why_unseen();
    if (group_ == nullptr || group_->members().empty())
      return "group " + name_ + " has no member" +
             (left_.empty() ? "" : " any more (" + left_ + ")");
    if (group_->state() != GroupState::kStable) return "group " + name_ + " is being rebalanced";
    const auto holder =
        std::find_if(group_->members().begin(), group_->members().end(), [&](const auto& member) {
          return std::find(member->partitions.begin(), member->partitions.end(), place_) !=
                 member->partitions.end();
        });
    if (holder == group_->members().end())
      return "no member of group " + name_ + " reads " + place_.topic +
             (group_->subscribed(place_.topic) ? " partition " + std::to_string(place_.partition)
                                               : "");
    return why_not_asked((*holder)->who.id);
  }

  std::string why_unseen() const {
    if (!trail_.produced) return "events of that time have made room";
    return bus::broker::name_of(*stranger_) + " did, and a fetch does not name its group";
  }

  /// The member has the partition.
  std::string why_not_asked(const std::string& member) const {
    const auto* stored = group_->offsets().find(place_);
    if (stored != nullptr && stored->offset > offset_)
      return "group " + name_ + " goes on at offset " + std::to_string(stored->offset) +
             ", which it had committed";
    if (!lost_.empty())
      return "group " + name_ + " asked for the partition, and a fault kept the answer: " + lost_;
    if (began_behind_)
      return "group " + name_ + " began to read at offset " + std::to_string(*began_behind_);
    const std::string from_the_end =
        "without a commit a consumer begins at the end, unless auto.offset.reset is earliest";
    // With a commit at or below it the group goes on there, whenever it came.
    const bool may_skip = stored == nullptr && trail_.produced;
    const auto joined = joined_.find(member);
    if (may_skip && joined != joined_.end() && joined->second > *trail_.produced)
      return "group " + name_ + " joined after the publish; " + from_the_end;
    if (may_skip && assigned_ && *assigned_ > *trail_.produced)
      return "group " + name_ + " was rebalanced after the publish; " + from_the_end;
    return "group " + name_ + " has the partition and did not ask for the record";
  }

  void take(const BusEvent& event) {
    const bool here = event.where == place_;
    switch (event.kind) {
      case Kind::kProduced:
        if (here && event.from <= offset_ && offset_ < event.upto) begin(event);
        break;
      case Kind::kFetched:
        if (here) take_fetch(event);
        break;
      case Kind::kAssigned:
        if (event.group == name_ && std::find(event.partitions.begin(), event.partitions.end(),
                                              place_) != event.partitions.end())
          assigned_ = event.at;
        break;
      case Kind::kLeft:
        if (event.group == name_) left_ = event.text;
        break;
      case Kind::kJoined:
        if (event.group != name_) break;
        left_.clear();
        joined_.emplace(event.member.id, event.at);
        break;
      case Kind::kCommitted:
        if (event.group == name_ && !trail_.committed) take_commit(event);
        break;
      case Kind::kFault:
        if (group_ != nullptr && group_->reads(event.client, place_) &&
            std::find(event.partitions.begin(), event.partitions.end(), place_) !=
                event.partitions.end())
          lost_ = event.text;
        break;
      default:
        break;
    }
  }
  /// What came before was for another record at that offset: the topic was made anew.
  void begin(const BusEvent& event) {
    trail_ = {};
    trail_.produced = event.at;
    began_behind_.reset();
    stranger_.reset();
  }
  void take_fetch(const BusEvent& event) {
    if (group_ != nullptr && group_->reads(event.client, place_)) lost_.clear();
    const bool whole = event.from <= offset_ && offset_ < event.upto;
    if (event.group == name_) {
      if (whole && !trail_.fetched) trail_.fetched = event.at;
      if (event.from > offset_ && !began_behind_) began_behind_ = event.from;
      return;
    }
    // Fetch does not name a group. The feed does where it can only be one; else it may be this.
    const bool may_be_ours =
        event.group.empty() && group_ != nullptr && group_->reads(event.client, place_);
    if (whole && may_be_ours && !stranger_) stranger_ = event.client;
  }
  void take_commit(const BusEvent& event) {
    if (event.client == bus::broker::kRedelivery) return;
    for (const auto& commit : event.commits) {
      if (commit.where == place_ && commit.offset > offset_) trail_.committed = event.at;
    }
  }

  const Group* const group_;
  const std::string& name_;
  const TopicPartition& place_;
  const std::int64_t offset_;
  RecordTrail trail_;
  std::optional<base::TimePoint> assigned_;
  std::map<std::string, base::TimePoint> joined_;  ///< by member: the first time
  std::optional<bus::broker::Client> stranger_;    ///< who fetched it for a group that is not known
  std::optional<std::int64_t> began_behind_;
  std::string left_;  ///< why its last member went
  std::string lost_;  ///< the fault by which its member's last Fetch got nothing
};

}  // namespace

RecordTrail trail_of(const BusFeed& feed, const Group* group, const std::string& name,
                     const TopicPartition& place, std::int64_t offset) {
  return TrailFinder(group, name, place, offset).find(feed);
}

}  // namespace ricochet::busview
