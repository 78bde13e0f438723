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
/// With what says that it is not stable.
std::size_t cost_of_held(const TopicPartition& where, const std::string& metadata) {
  return cost_of(where, metadata) + sizeof where + where.topic.size() + 64;
}

}  // namespace

std::size_t Offsets::growth(const std::vector<Commit>& commits, std::int64_t held_by) const {
  static const Places kNothing;
  const auto held = held_.find(held_by);
  const Places& places = held_by < 0 ? stored_ : held == held_.end() ? kNothing : held->second;
  const auto cost = [held_by](const TopicPartition& where, const std::string& metadata) {
    return held_by < 0 ? cost_of(where, metadata) : cost_of_held(where, metadata);
  };
  std::size_t bytes = 0;
  for (const Commit& one : commits) {
    const auto it = places.find(one.where);
    const std::size_t now = cost(one.where, one.metadata);
    const std::size_t had = it == places.end() ? 0 : cost(one.where, it->second.metadata);
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
  Places& places = held_[producer_id];
  for (const Commit& one : commits) {
    const auto [it, is_new] = places.try_emplace(one.where);
    if (is_new)
      ++unstable_[one.where];
    else
      charge_.shrink(cost_of_held(one.where, it->second.metadata));
    it->second = {one.offset, one.leader_epoch, one.metadata, ++last_};
    charge_.grow(cost_of_held(one.where, one.metadata));
  }
}

/// It is no longer one of those that are held.
void Offsets::forget_held(const TopicPartition& where, const Stored& held) {
  charge_.shrink(cost_of_held(where, held.metadata));
  const auto it = unstable_.find(where);
  if (--it->second == 0) unstable_.erase(it);
}

std::vector<Commit> Offsets::end(std::int64_t producer_id, bool commit_them) {
  std::vector<Commit> visible;
  const auto node = held_.extract(producer_id);
  if (!node) return visible;
  for (const auto& [where, held] : node.mapped()) {
    forget_held(where, held);
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

bool Offsets::unstable(const TopicPartition& where) const { return unstable_.contains(where); }

std::set<TopicPartition> Offsets::places() const {
  std::set<TopicPartition> all;
  for (const auto& [where, stored] : stored_) all.insert(where);
  for (const auto& [where, count] : unstable_) all.insert(where);
  return all;
}

void Offsets::erase(const TopicPartition& where) {
  if (const auto node = stored_.extract(where))
    charge_.shrink(cost_of(where, node.mapped().metadata));
  for (auto& [id, held] : held_) {
    if (!unstable_.contains(where)) return;
    if (const auto node = held.extract(where)) forget_held(where, node.mapped());
  }
}

void Offsets::erase_topic(const std::string& topic) {
  const auto erase_from = [&](Places& map, const auto& give_back) {
    const auto first = map.lower_bound({topic, INT32_MIN});
    auto last = first;
    for (; last != map.end() && last->first.topic == topic; ++last)
      give_back(last->first, last->second);
    map.erase(first, last);
  };
  erase_from(stored_, [this](const TopicPartition& where, const Stored& stored) {
    charge_.shrink(cost_of(where, stored.metadata));
  });
  for (auto& [id, held] : held_) {
    erase_from(held,
               [this](const TopicPartition& where, const Stored& one) { forget_held(where, one); });
  }
}

}  // namespace ricochet::bus::broker
