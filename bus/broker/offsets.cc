#include "bus/broker/offsets.h"

#include <algorithm>

namespace ricochet::bus::broker {

void Offsets::commit(const std::vector<Commit>& commits) {
  for (const Commit& one : commits)
    stored_.insert_or_assign(one.where, Stored{one.offset, one.leader_epoch, one.metadata});
}

void Offsets::hold(std::int64_t producer_id, const std::vector<Commit>& commits) {
  for (const Commit& one : commits)
    held_[producer_id].insert_or_assign(one.where,
                                        Stored{one.offset, one.leader_epoch, one.metadata});
}

std::vector<Commit> Offsets::end(std::int64_t producer_id, bool commit_them) {
  std::vector<Commit> visible;
  const auto it = held_.find(producer_id);
  if (it == held_.end()) return visible;
  if (commit_them) {
    for (const auto& [where, stored] : it->second)
      visible.push_back({where, stored.offset, stored.leader_epoch, stored.metadata});
  }
  held_.erase(it);
  commit(visible);
  return visible;
}

const Offsets::Stored* Offsets::find(const TopicPartition& where) const {
  const auto it = stored_.find(where);
  return it == stored_.end() ? nullptr : &it->second;
}

bool Offsets::unstable(const TopicPartition& where) const {
  return std::any_of(held_.begin(), held_.end(),
                     [&](const auto& one) { return one.second.contains(where); });
}

void Offsets::erase_topic(const std::string& topic) {
  const auto erase_from = [&topic](auto& map) {
    const auto first = map.lower_bound({topic, INT32_MIN});
    auto last = first;
    while (last != map.end() && last->first.topic == topic) ++last;
    map.erase(first, last);
  };
  erase_from(stored_);
  for (auto& [id, held] : held_) erase_from(held);
}

}  // namespace ricochet::bus::broker
