#include "bus/broker/offsets.h"

#include <algorithm>

namespace ricochet::bus::broker {

namespace {

/// The entry in its map, and that of the producer that holds it.
constexpr std::size_t kEntry = sizeof(Offsets::Stored) + sizeof(TopicPartition) + 160;

std::size_t cost_of(const TopicPartition& where, const std::string& metadata) {
  return kEntry + where.topic.size() + metadata.size();
}

}  // namespace

std::size_t Offsets::growth(const std::vector<Commit>& commits, std::int64_t held_by) const {
  static const Places kNothing;
  const auto held = held_.find(held_by);
  const Places& places = held_by < 0 ? stored_ : held == held_.end() ? kNothing : held->second;
  std::size_t bytes = 0;
  for (const Commit& one : commits) {
    const auto it = places.find(one.where);
    const std::size_t now = cost_of(one.where, one.metadata);
    const std::size_t had = it == places.end() ? 0 : cost_of(one.where, it->second.metadata);
    // Each for itself: a place may be named twice.
    bytes += now - std::min(now, had);
  }
  return bytes;
}

void Offsets::put(Places& places, const Commit& one) {
  const auto [it, is_new] = places.try_emplace(one.where);
  if (!is_new) charge_.shrink(cost_of(it->first, it->second.metadata));
  it->second = Stored{one.offset, one.leader_epoch, one.metadata};
  charge_.grow(cost_of(it->first, it->second.metadata));
}

void Offsets::commit(const std::vector<Commit>& commits) {
  for (const Commit& one : commits) put(stored_, one);
}

void Offsets::hold(std::int64_t producer_id, const std::vector<Commit>& commits) {
  for (const Commit& one : commits) put(held_[producer_id], one);
}

std::vector<Commit> Offsets::end(std::int64_t producer_id, bool commit_them) {
  std::vector<Commit> visible;
  const auto it = held_.find(producer_id);
  if (it == held_.end()) return visible;
  for (const auto& [where, stored] : it->second) {
    charge_.shrink(cost_of(where, stored.metadata));
    if (commit_them)
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

void Offsets::erase(const TopicPartition& where) {
  const auto it = stored_.find(where);
  if (it == stored_.end()) return;
  charge_.shrink(cost_of(where, it->second.metadata));
  stored_.erase(it);
}

void Offsets::erase_topic(const std::string& topic) {
  const auto erase_from = [&](Places& map) {
    const auto first = map.lower_bound({topic, INT32_MIN});
    auto last = first;
    for (; last != map.end() && last->first.topic == topic; ++last)
      charge_.shrink(cost_of(last->first, last->second.metadata));
    map.erase(first, last);
  };
  erase_from(stored_);
  for (auto& [id, held] : held_) erase_from(held);
}

}  // namespace ricochet::bus::broker
