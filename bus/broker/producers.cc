#include "bus/broker/producers.h"

#include <algorithm>

namespace ricochet::bus::broker {

Producers::Check Producers::check(const protocol::BatchHead& head, bool from_zero) const {
  if (head.producer_id < 0) return {};
  const auto it = producers_.find(head.producer_id);
  const auto begins = [&]() -> Check {
    return head.base_sequence == 0 ? Check{} : Check{Error::kOutOfOrderSequence, {}};
  };
  // Nothing is known of it, for instance because its records were deleted: any start is good.
  if (it == producers_.end()) return from_zero ? begins() : Check{};
  const Entry& entry = it->second;
  if (head.producer_epoch < entry.state.epoch) return {Error::kInvalidProducerEpoch, {}};
  const bool fresh = head.producer_epoch > entry.state.epoch || entry.state.last_sequence < 0;
  if (fresh) return begins();
  for (const Batch& batch : entry.batches) {
    if (batch.offset >= 0 && batch.first == head.base_sequence &&
        batch.last == head.last_sequence())
      return {Error::kNone, batch.offset};
  }
  const std::int32_t expected =
      entry.state.last_sequence == INT32_MAX ? 0 : entry.state.last_sequence + 1;
  if (head.base_sequence != expected) return {Error::kOutOfOrderSequence, {}};
  return {};
}

void Producers::appended(const protocol::BatchHead& head, std::int64_t base_offset) {
  if (head.producer_id < 0) return;
  Entry& entry = heard_of(head.producer_id);
  if (head.producer_epoch != entry.state.epoch) entry.batches.fill({});
  entry.state.epoch = head.producer_epoch;
  entry.state.last_sequence = head.last_sequence();
  entry.state.last_timestamp = head.max_timestamp;
  entry.batches[entry.next] = {head.base_sequence, head.last_sequence(), base_offset};
  entry.next = (entry.next + 1) % kBatches;
}

void Producers::ended(std::int64_t producer_id, std::int16_t epoch, std::int32_t coordinator_epoch,
                      std::int64_t time_ms) {
  Entry& entry = heard_of(producer_id);
  if (epoch > entry.state.epoch) {
    entry.batches.fill({});
    entry.state.epoch = epoch;
    entry.state.last_sequence = -1;
  }
  entry.state.coordinator_epoch = coordinator_epoch;
  entry.state.last_timestamp = time_ms;
}

std::map<std::int64_t, Producers::State> Producers::states() const {
  std::map<std::int64_t, State> all;
  for (const auto& [id, entry] : producers_) all.emplace(id, entry.state);
  return all;
}

Producers::Entry& Producers::heard_of(std::int64_t producer_id) {
  if (producers_.size() >= kMost && !producers_.contains(producer_id)) {
    producers_.erase(std::min_element(
        producers_.begin(), producers_.end(),
        [](const auto& a, const auto& b) { return a.second.heard < b.second.heard; }));
  }
  static_assert(sizeof(Entry) + 128 <= kCost);
  Entry& entry = producers_[producer_id];
  charge_.set(producers_.size() * kCost);
  entry.heard = ++clock_;
  return entry;
}

}  // namespace ricochet::bus::broker
