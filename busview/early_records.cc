#include "busview/early_records.h"

#include <memory>
#include <utility>

#include "bus/protocol/records.h"
#include "busview/record_of.h"

namespace ricochet::busview {

namespace {

/// Of one batch, unpacked on the loop's thread; a larger one may wait for our consumer.
constexpr std::size_t kUnpacked = 1u << 20;

}  // namespace

EarlyRecords::EarlyRecords(base::Loop& loop, const std::vector<bus::TopicSpec>& topics,
                           std::function<void(const bus::Record&)> take)
    : loop_(loop), take_(std::move(take)) {
  for (const auto& topic : topics) {
    for (int partition = 0; partition < topic.partitions; ++partition)
      partitions_[{topic.name, partition}] = {};
  }
}

void EarlyRecords::produced(const bus::broker::Produced& batch) {
  const auto found = partitions_.find(batch.where);
  if (found == partitions_.end()) return;
  Partition& partition = found->second;
  // A topic that was made anew begins from 0 once more.
  if (batch.base_offset < partition.next) partition = {0, true};
  if (partition.consumed) return;
  const bool plain = batch.transaction.empty() && batch.base_offset == partition.next;
  if (!plain || !give(batch))
    partition.consumed = true;
  else
    partition.next = batch.base_offset + batch.count;
}

/// Not inside the call: who hears of a record may want something of the broker.
bool EarlyRecords::give(const bus::broker::Produced& batch) {
  const auto records = std::make_shared<std::vector<bus::Record>>();
  const auto read = bus::protocol::for_each_record(
      batch.batch, kUnpacked, [&](const bus::protocol::RecordView& view) {
        records->push_back(record_of(view, batch.where.topic, batch.where.partition));
        records->back().offset = batch.base_offset + static_cast<std::int64_t>(records->size()) - 1;
        return true;
      });
  if (!read || records->size() != static_cast<std::size_t>(batch.count)) return false;
  loop_.post(alive_.guarded([this, records] {
    for (const auto& record : *records) take_(record);
  }));
  return true;
}

bool EarlyRecords::is_new(const bus::Record& record) const {
  const auto found = partitions_.find({record.topic, record.partition});
  return found == partitions_.end() || record.offset >= found->second.next;
}

}  // namespace ricochet::busview
