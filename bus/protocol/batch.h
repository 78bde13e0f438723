#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ricochet::bus::protocol {

enum class Compression : std::uint8_t { kNone = 0, kGzip = 1, kSnappy = 2, kLz4 = 3, kZstd = 4 };

/// The bytes of a record batch (magic 2) in front of its records.
struct BatchHead {
  static constexpr std::size_t kBytes = 61;
  static constexpr std::int16_t kAppendTimeBit = 0x08, kTransactionalBit = 0x10, kControlBit = 0x20;

  std::int64_t base_offset = 0;
  std::int32_t length = 0;  ///< of what follows this field
  std::int32_t leader_epoch = -1;
  std::int8_t magic = 2;
  std::uint32_t crc = 0;
  std::int16_t attributes = 0;
  std::int32_t last_offset_delta = 0;
  std::int64_t base_timestamp = -1;
  std::int64_t max_timestamp = -1;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  std::int32_t base_sequence = -1;
  std::int32_t count = 0;

  std::size_t size() const { return static_cast<std::size_t>(length) + 12; }
  std::int64_t last_offset() const { return base_offset + last_offset_delta; }
  int compression_bits() const { return attributes & 7; }
  Compression compression() const { return static_cast<Compression>(compression_bits()); }
  bool log_append_time() const { return (attributes & kAppendTimeBit) != 0; }
  bool transactional() const { return (attributes & kTransactionalBit) != 0; }
  bool control() const { return (attributes & kControlBit) != 0; }
  /// The sequence number of the last record; numbers wrap from 2^31-1 to 0.
  std::int32_t last_sequence() const {
    return static_cast<std::int32_t>(
        (static_cast<std::int64_t>(base_sequence) + last_offset_delta) % (std::int64_t{1} << 31));
  }
};

/// nullopt: fewer bytes than a head.
std::optional<BatchHead> read_head(std::string_view bytes);

/// What is wrong with a batch of a producer.
enum class BatchFault : std::uint8_t {
  kNone,
  kCorrupt,      ///< the checksum does not fit
  kInvalid,      ///< not one whole batch of magic 2 that a producer may send
  kCompression,  ///< an unknown compression
};

struct BatchCheck {
  BatchFault fault = BatchFault::kNone;
  std::string why;
  BatchHead head;
  bool at_append = false;  ///< Kafka finds it when it appends, and then tells where its log begins
};

/// `bytes` must be exactly one batch, as Kafka demands of a Produce request (per partition).
BatchCheck check_produced(std::string_view bytes);

// What a broker changes in a batch that it keeps as sent. None of the first two is under the CRC.
void set_base_offset(std::string& batch, std::int64_t offset);
void set_leader_epoch(std::string& batch, std::int32_t epoch);
/// `LogAppendTime`: one time for all records; makes the CRC anew.
void set_append_time(std::string& batch, std::int64_t time_ms);
/// `CreateTime`: records have times of their own, of which this is the latest; makes the CRC anew.
void set_create_time(std::string& batch, std::int64_t latest_ms);

/// The whole batch; length and CRC of the head are made here.
std::string assemble(const BatchHead& head, std::string_view records);

}  // namespace ricochet::bus::protocol
