#include "bus/protocol/produced.h"

#include <algorithm>

#include "bus/protocol/compression.h"
#include "bus/protocol/wire.h"

namespace ricochet::bus::protocol {

namespace {

/// A length below 0 is null, as Kafka reads it.
bool skip_text(Cursor& in, bool& is_null) {
  std::int64_t size = 0;
  std::string_view text;
  if (!in.varint(size)) return false;
  is_null = size < 0;
  return is_null || in.take(static_cast<std::size_t>(size), text);
}

bool skip_headers(Cursor& in) {
  std::int64_t count = 0;
  // Each header takes at least two bytes.
  if (!in.varint(count) || count < 0 || static_cast<std::size_t>(count) > in.left() / 2)
    return false;
  bool is_null = false;
  for (std::int64_t i = 0; i < count; ++i) {
    if (!skip_text(in, is_null) || is_null || !skip_text(in, is_null)) return false;
  }
  return true;
}

/// One record, without its parts.
struct Skipped {
  std::int64_t time_delta = 0;
  bool without_key = false;
};

bool skip_record(Cursor& all, Skipped& record) {
  std::int64_t size = 0;
  std::string_view bytes;
  if (!all.varint(size) || size < 0 || !all.take(static_cast<std::size_t>(size), bytes))
    return false;
  Cursor in(bytes);
  std::int8_t attributes = 0;
  std::int64_t offset_delta = 0;
  bool without_value = false;
  return in.number(attributes) && in.varint(record.time_delta) && in.varint(offset_delta) &&
         skip_text(in, record.without_key) && skip_text(in, without_value) && skip_headers(in) &&
         in.left() == 0;
}

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
  Cursor in(bytes);
  Skipped record;
  for (std::int32_t i = 0; i < head.count; ++i) {
    if (!skip_record(in, record)) {
      check.fault = RecordsCheck::Fault::kInvalid;
      check.why = "record " + std::to_string(i) + " of " + std::to_string(head.count) +
                  " does not fit its lengths, or those of the batch";
      return check;
    }
    check.max_timestamp =
        std::max(check.max_timestamp, head.log_append_time()
                                          ? head.max_timestamp
                                          : wrapping_sum(head.base_timestamp, record.time_delta));
    if (keys && record.without_key) check.without_key.push_back(i);
  }
  if (in.left() > 0) {
    check.fault = RecordsCheck::Fault::kInvalid;
    check.why = std::to_string(in.left()) + " bytes are left behind the " +
                std::to_string(head.count) + " records that the batch says it has";
  }
  return check;
}

}  // namespace ricochet::bus::protocol
