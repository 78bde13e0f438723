#include "bus/protocol/produced.h"

#include <algorithm>

#include "bus/protocol/compression.h"
#include "bus/protocol/record_parts.h"

namespace ricochet::bus::protocol {

namespace {

/// Times are what producers say: the sum wraps, as Java's does.
std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

}  // namespace

RecordsCheck check_records(std::string_view batch, const BatchHead& head, std::size_t limit,
                           bool keys) {
  RecordsCheck check;
  std::string_view bytes = batch.substr(BatchHead::kBytes);
  std::string plain;
  if (head.compression() != Compression::kNone) {
    auto made = decompress(head.compression(), bytes, limit);
    if (!made) {
      check.fault = made.error().kind == base::Diag::Kind::kEnvironment
                        ? RecordsCheck::Fault::kTooMuch
                        : RecordsCheck::Fault::kBroken;
      check.why = made.error().message;
      return check;
    }
    plain = *std::move(made);
    bytes = plain;
  }
  check.bytes = bytes.size();
  WireReader in(bytes);
  RecordFields record;
  for (std::int32_t i = 0; i < head.count; ++i) {
    if (!read_record(in, record, [](const auto&, const auto&) {})) {
      check.fault = RecordsCheck::Fault::kInvalid;
      check.why = "record " + std::to_string(i) + " of " + std::to_string(head.count) +
                  " does not fit its lengths, or those of the batch";
      return check;
    }
    check.max_timestamp =
        std::max(check.max_timestamp, head.log_append_time()
                                          ? head.max_timestamp
                                          : wrapping_sum(head.base_timestamp, record.time_delta));
    if (keys && !record.key) check.without_key.push_back(i);
  }
  if (in.left() > 0) {
    check.fault = RecordsCheck::Fault::kInvalid;
    check.why = std::to_string(in.left()) + " bytes are left behind the " +
                std::to_string(head.count) + " records that the batch says it has";
  }
  return check;
}

}  // namespace ricochet::bus::protocol
