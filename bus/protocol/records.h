#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "bus/protocol/batch.h"

namespace ricochet::bus::protocol {

/// One record of a batch; the texts lie in the bytes it was read from.
struct RecordView {
  std::int64_t offset = 0;
  std::int64_t timestamp_ms = 0;
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::vector<std::pair<std::string_view, std::optional<std::string_view>>> headers;
};

/// Calls `each` for the records of a batch, decompressed, until it returns false. Errors:
/// bus/compression, bus/malformed (records that do not fit their lengths).
base::Status for_each_record(std::string_view batch, std::size_t decompressed_limit,
                             const std::function<bool(const RecordView&)>& each);

/// A batch of these records without compression, with a right CRC: for tests, and for records that
/// are put into the broker from inside. Of `head` count, offsets, times, length and CRC are made
/// here, the rest is taken as it is.
std::string make_batch(const std::vector<RecordView>& records, BatchHead head = {});

/// A control batch that ends a transaction in a partition: one record, no sequence.
std::string make_end_marker(bool commit, std::int64_t producer_id, std::int16_t producer_epoch,
                            std::int32_t coordinator_epoch, std::int64_t time_ms);

}  // namespace ricochet::bus::protocol
