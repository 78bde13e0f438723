#pragma once
#include <map>
#include <string>
#include <unordered_map>

#include "bus/broker/sink.h"

namespace ricochet::bus::broker {

class Group;

/// Which groups have given which partition to which client, without a look at every group.
class Readers {
 public:
  void add(const Group& group, const Client& client, const TopicPartition& where) {
    ++groups_[key(client, where)][&group];
  }
  void remove(const Group& group, const Client& client, const TopicPartition& where) {
    const auto it = groups_.find(key(client, where));
    if (it == groups_.end()) return;
    const auto one = it->second.find(&group);
    if (one != it->second.end() && --one->second == 0) it->second.erase(one);
    if (it->second.empty()) groups_.erase(it);
  }
  /// The only group that has; nullptr: there is none, or several.
  const Group* only(const Client& client, const TopicPartition& where) const {
    const auto it = groups_.find(key(client, where));
    return it == groups_.end() || it->second.size() != 1 ? nullptr : it->second.begin()->first;
  }

 private:
  static std::string key(const Client& client, const TopicPartition& where) {
    std::string all;
    for (const std::string* part : {&client.host, &client.id, &where.topic})
      all += std::to_string(part->size()) + ":" + *part;
    return all + std::to_string(where.partition);
  }

  /// With how many members of it.
  std::unordered_map<std::string, std::map<const Group*, std::size_t>> groups_;
};

}  // namespace ricochet::bus::broker
