#pragma once
#include <map>
#include <memory>
#include <string>

#include "bus/broker/group.h"

namespace ricochet::bus::broker {

/// All consumer groups.
class Groups {
 public:
  Groups(base::Loop& loop, base::Random& random, const BrokerOptions& options, Sink& sink)
      : loop_(loop), random_(random), options_(options), sink_(sink) {}

  Group* find(const std::string& id) const;
  /// For one more group.
  bool has_room() const;
  /// Made when it is not there. nullptr: there are too many, and all of them are used.
  Group* ensure(const std::string& id);
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
  Readers readers_;  ///< that groups tell until their end
  std::map<std::string, std::unique_ptr<Group>> groups_;
};

}  // namespace ricochet::bus::broker
