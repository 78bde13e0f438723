#include "bus/protocol/batch.h"

#include <algorithm>

#include "base/text/text.h"
#include "bus/protocol/crc32c.h"
#include "bus/protocol/wire.h"

namespace ricochet::bus::protocol {

namespace {

// Where the fields lie (KIP-98).
constexpr std::size_t kEpochAt = 12, kMagicAt = 16, kCrcAt = 17, kAttributesAt = 21,
                      kMaxTimestampAt = 35;
constexpr int kHighestCompression = 4;

BatchCheck fault(BatchFault kind, const BatchHead& head, std::string why) {
  return {kind, std::move(why), head};
}
BatchCheck invalid_at_append(const BatchHead& head, std::string why) {
  return {BatchFault::kInvalid, std::move(why), head, /*at_append=*/true};
}

void renew_crc(std::string& batch) {
  store(batch.data() + kCrcAt, crc32c(std::string_view(batch).substr(kAttributesAt)));
}

}  // namespace

std::optional<BatchHead> read_head(std::string_view bytes) {
  if (bytes.size() < BatchHead::kBytes) return std::nullopt;
  BatchHead head;
  WireReader in(bytes);
  in.number(head.base_offset);
  in.number(head.length);
  in.number(head.leader_epoch);
  in.number(head.magic);
  in.number(head.crc);
  in.number(head.attributes);
  in.number(head.last_offset_delta);
  in.number(head.base_timestamp);
  in.number(head.max_timestamp);
  in.number(head.producer_id);
  in.number(head.producer_epoch);
  in.number(head.base_sequence);
  in.number(head.count);
  return head;
}

BatchCheck check_produced(std::string_view bytes) {
  if (bytes.empty()) return fault(BatchFault::kInvalid, {}, "there is no record batch");
  // The older formats have their magic at the same place.
  if (bytes.size() > kMagicAt && load<std::int8_t>(bytes.data() + kMagicAt) != 2)
    return fault(BatchFault::kInvalid, {},
                 "the record format is v" +
                     std::to_string(load<std::int8_t>(bytes.data() + kMagicAt)) +
                     ", only v2 is taken");
  const auto head = read_head(bytes);
  if (!head) return fault(BatchFault::kInvalid, {}, "the record batch is cut off");
  if (head->length < 0 || head->size() > bytes.size())
    return fault(BatchFault::kInvalid, *head, "the record batch is cut off");
  if (head->size() < bytes.size())
    return fault(BatchFault::kInvalid, *head, "more than one record batch for one partition");
  if (head->crc != crc32c(bytes.substr(kAttributesAt)))
    return fault(BatchFault::kCorrupt, *head, "the CRC of the record batch does not fit its bytes");
  if (head->compression_bits() > kHighestCompression)
    return fault(BatchFault::kCompression, *head,
                 "compression " + std::to_string(head->compression_bits()) + " is not known");
  if (head->control()) return invalid_at_append(*head, "control batches are the broker's");
  if (head->base_offset != 0)
    return invalid_at_append(*head, "the base offset of a produced batch must be 0");
  if (head->count < 1 || head->last_offset_delta != head->count - 1)
    return invalid_at_append(
        *head, "the batch says " +
                   base::plural(static_cast<std::uint64_t>(std::max(head->count, 0)), "record") +
                   " and a last offset of " + std::to_string(head->last_offset_delta));
  if (head->producer_id >= 0 && head->base_sequence < 0)
    return invalid_at_append(*head, "producer " + std::to_string(head->producer_id) +
                                        " gives it the sequence number " +
                                        std::to_string(head->base_sequence));
  return {BatchFault::kNone, {}, *head};
}

void set_base_offset(std::string& batch, std::int64_t offset) { store(batch.data(), offset); }
void set_leader_epoch(std::string& batch, std::int32_t epoch) {
  store(batch.data() + kEpochAt, epoch);
}

namespace {

void set_time(std::string& batch, bool is_append_time, std::int64_t latest_ms) {
  const auto others = load<std::int16_t>(batch.data() + kAttributesAt) & ~BatchHead::kAppendTimeBit;
  store(batch.data() + kAttributesAt,
        static_cast<std::int16_t>(others | (is_append_time ? BatchHead::kAppendTimeBit : 0)));
  store(batch.data() + kMaxTimestampAt, latest_ms);
  renew_crc(batch);
}

}  // namespace

void set_append_time(std::string& batch, std::int64_t time_ms) { set_time(batch, true, time_ms); }
void set_create_time(std::string& batch, std::int64_t latest_ms) {
  set_time(batch, false, latest_ms);
}

std::string assemble(const BatchHead& head, std::string_view records) {
  std::string batch;
  batch.reserve(BatchHead::kBytes + records.size());
  append(batch, head.base_offset);
  append(batch, static_cast<std::int32_t>(BatchHead::kBytes - kEpochAt + records.size()));
  append(batch, head.leader_epoch);
  append(batch, head.magic);
  append(batch, head.crc);
  append(batch, head.attributes);
  append(batch, head.last_offset_delta);
  append(batch, head.base_timestamp);
  append(batch, head.max_timestamp);
  append(batch, head.producer_id);
  append(batch, head.producer_epoch);
  append(batch, head.base_sequence);
  append(batch, head.count);
  batch += records;
  renew_crc(batch);
  return batch;
}

}  // namespace ricochet::bus::protocol
