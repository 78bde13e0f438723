#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bus/broker/group.h"

namespace ricochet::bus::broker {

/// All consumer groups.
class Groups {
 public:
  Groups(base::Loop& loop, base::Random& random, const BrokerOptions& options, Sink& sink,
         Memory& state)
      : loop_(loop), random_(random), options_(options), sink_(sink), state_(state) {}

  Group* find(const std::string& id) const;
  /// For one more group.
  bool has_room() const;
  /// Made when it is not there. nullptr: there are too many, and all of them are used, or there is
  /// no room for it, and so much more, in the memory.
  Group* ensure(const std::string& id, std::size_t more = 0);
  /// The same with room for these commits; `held_by` as for Offsets.
  Group* ensure_for(const std::string& id, const std::vector<Commit>& commits,
                    std::int64_t held_by = -1);
  void remove(const std::string& id);
  /// The one group that has given the partition to a member that calls itself so, from there.
  /// nullptr: there is none, or several.
  const Group* reader_of(const Client& client, const TopicPartition& where) const {
    return readers_.only(client, where);
  }
  /// Commits of a topic that was deleted.
  void forget_topic(const std::string& topic);
  void end_transaction(const std::string& group, bool commit, std::int64_t producer_id);
  const std::map<std::string, std::unique_ptr<Group>>& all() const { return groups_; }

 private:
  base::Loop& loop_;
  base::Random& random_;
  const BrokerOptions& options_;
  Sink& sink_;
  Memory& state_;
  Readers readers_;  ///< that groups tell until their end
  std::map<std::string, std::unique_ptr<Group>> groups_;
};

}  // namespace ricochet::bus::broker
