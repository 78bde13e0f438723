#include "bus/broker/offsets.h"

#include <algorithm>
#include <utility>

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

void Offsets::put(Places& places, const TopicPartition& where, Stored commit) {
  const auto [it, is_new] = places.try_emplace(where);
  if (!is_new) charge_.shrink(cost_of(it->first, it->second.metadata));
  it->second = std::move(commit);
  charge_.grow(cost_of(it->first, it->second.metadata));
}

void Offsets::commit(const std::vector<Commit>& commits) {
  for (const Commit& one : commits)
    put(stored_, one.where, {one.offset, one.leader_epoch, one.metadata, ++last_});
}

void Offsets::hold(std::int64_t producer_id, const std::vector<Commit>& commits) {
  for (const Commit& one : commits)
    put(held_[producer_id], one.where, {one.offset, one.leader_epoch, one.metadata, ++last_});
}

std::vector<Commit> Offsets::end(std::int64_t producer_id, bool commit_them) {
  std::vector<Commit> visible;
  const auto node = held_.extract(producer_id);
  if (!node) return visible;
  for (const auto& [where, held] : node.mapped()) {
    charge_.shrink(cost_of(where, held.metadata));
    const Stored* const stored = find(where);
    if (!commit_them || (stored != nullptr && stored->order > held.order)) continue;
    visible.push_back({where, held.offset, held.leader_epoch, held.metadata});
    put(stored_, where, held);
  }
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

std::set<TopicPartition> Offsets::places() const {
  std::set<TopicPartition> all;
  for (const auto& [where, stored] : stored_) all.insert(where);
  for (const auto& [id, held] : held_) {
    for (const auto& [where, stored] : held) all.insert(where);
  }
  return all;
}

void Offsets::erase(const TopicPartition& where) {
  const auto erase_from = [&](Places& places) {
    const auto it = places.find(where);
    if (it == places.end()) return;
    charge_.shrink(cost_of(where, it->second.metadata));
    places.erase(it);
  };
  erase_from(stored_);
  for (auto& [id, held] : held_) erase_from(held);
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
