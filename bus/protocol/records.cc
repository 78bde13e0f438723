#include "bus/protocol/records.h"

#include <algorithm>

#include "bus/protocol/codec.h"
#include "bus/protocol/compression.h"
#include "bus/protocol/messages.h"
#include "bus/protocol/record_parts.h"
#include "bus/protocol/wire.h"

namespace ricochet::bus::protocol {

namespace {

bool read_view(WireReader& all, const BatchHead& head, RecordView& record) {
  RecordFields fields;
  record.headers.clear();
  if (!read_record(all, fields, [&](std::string_view name, const auto& value) {
        record.headers.emplace_back(name, value);
      }))
    return false;
  record.offset = head.base_offset + fields.offset_delta;
  record.timestamp_ms =
      head.log_append_time() ? head.max_timestamp : head.base_timestamp + fields.time_delta;
  record.key = fields.key;
  record.value = fields.value;
  return true;
}

void append_text(std::string& out, const std::optional<std::string_view>& text) {
  append_varint(out, text ? static_cast<std::int64_t>(text->size()) : -1);
  if (text) out.append(*text);
}

std::string record_bytes(const RecordView& record, std::int64_t base_time, std::int64_t delta) {
  std::string out;
  append<std::int8_t>(out, 0);
  append_varint(out, record.timestamp_ms - base_time);
  append_varint(out, delta);
  append_text(out, record.key);
  append_text(out, record.value);
  append_varint(out, static_cast<std::int64_t>(record.headers.size()));
  for (const auto& [name, value] : record.headers) {
    append_text(out, name);
    append_text(out, value);
  }
  return out;
}

}  // namespace

base::Status for_each_record(std::string_view batch, std::size_t decompressed_limit,
                             const std::function<bool(const RecordView&)>& each) {
  const auto malformed = base::Diag("bus/malformed", "a record batch does not fit its lengths");
  const auto head = read_head(batch);
  if (!head || head->length < 0 || head->size() < BatchHead::kBytes || head->size() > batch.size())
    return malformed;
  std::string_view bytes = batch.substr(0, head->size()).substr(BatchHead::kBytes);
  std::string plain;
  if (head->compression() != Compression::kNone) {
    auto made = decompress(head->compression(), bytes, decompressed_limit);
    if (!made) return made.error();
    plain = std::move(*made);
    bytes = plain;
  }
  WireReader in(bytes);
  RecordView record;
  for (std::int32_t i = 0; i < head->count; ++i) {
    if (!read_view(in, *head, record)) return malformed;
    if (!each(record)) return {};
  }
  return {};
}

std::string make_batch(const std::vector<RecordView>& records, BatchHead head) {
  head.base_timestamp = records.empty() ? -1 : records.front().timestamp_ms;
  head.max_timestamp = head.base_timestamp;
  std::string all;
  for (std::size_t i = 0; i < records.size(); ++i) {
    head.max_timestamp = std::max(head.max_timestamp, records[i].timestamp_ms);
    const std::string one =
        record_bytes(records[i], head.base_timestamp, static_cast<std::int64_t>(i));
    append_varint(all, static_cast<std::int64_t>(one.size()));
    all += one;
  }
  head.count = static_cast<std::int32_t>(records.size());
  head.last_offset_delta = head.count - 1;
  return assemble(head, all);
}

std::string make_end_marker(bool commit, std::int64_t producer_id, std::int16_t producer_epoch,
                            std::int32_t coordinator_epoch, std::int64_t time_ms) {
  std::string key;
  append<std::int16_t>(key, 0);  // its version
  append<std::int16_t>(key, commit ? 1 : 0);
  std::string value;
  append<std::int16_t>(value, 0);
  EndTxnMarker marker;
  marker.coordinator_epoch = coordinator_epoch;
  encode(marker, 0, value);
  RecordView record;
  record.timestamp_ms = time_ms;
  record.key = key;
  record.value = value;
  BatchHead head;
  head.attributes = BatchHead::kTransactionalBit | BatchHead::kControlBit;
  head.producer_id = producer_id;
  head.producer_epoch = producer_epoch;
  return make_batch({record}, head);
}

}  // namespace ricochet::bus::protocol
