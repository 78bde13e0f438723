#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>

#include "bus/broker/errors.h"
#include "bus/broker/memory.h"
#include "bus/protocol/batch.h"

namespace ricochet::bus::broker {

/// What one partition knows of idempotent producers (KIP-98): by it a batch that is sent twice is
/// kept once, and one that is out of order is refused.
class Producers {
 public:
  /// Beyond it the producer that was heard of longest ago is forgotten; it may then go on with any
  /// sequence number, as after Kafka's own retention.
  static constexpr std::size_t kMost = 10'000;
  static constexpr std::size_t kBatches = 5;
  /// What one producer takes of the memory, with the transaction that it may have open.
  static constexpr std::size_t kCost = 320;

  struct Check {
    Error error = Error::kNone;
    std::optional<std::int64_t> duplicate_of;  ///< it is there already, at this base offset
  };
  struct State {
    std::int16_t epoch = -1;
    std::int32_t last_sequence = -1;  ///< -1: none yet in this epoch
    std::int64_t last_timestamp = -1;
    std::int32_t coordinator_epoch = -1;
  };

  explicit Producers(Memory* state = nullptr) : charge_(state) {}

  /// What a batch of this producer adds to the memory.
  std::size_t growth(std::int64_t producer_id) const {
    const bool keeps = producer_id < 0 || producers_.contains(producer_id);
    return keeps || producers_.size() >= kMost ? 0 : kCost;
  }
  /// `from_zero`: a producer that is not known here must begin with 0, as those of the second form
  /// of transactions do.
  Check check(const protocol::BatchHead& head, bool from_zero = false) const;
  /// The batch has been appended.
  void appended(const protocol::BatchHead& head, std::int64_t base_offset);
  /// A transaction of the producer ended here.
  void ended(std::int64_t producer_id, std::int16_t epoch, std::int32_t coordinator_epoch,
             std::int64_t time_ms);
  /// Of all producers, by their ids.
  std::map<std::int64_t, State> states() const;
  std::size_t size() const { return producers_.size(); }

 private:
  struct Batch {
    std::int32_t first = -1, last = -1;
    std::int64_t offset = -1;
  };
  struct Entry {
    State state;
    std::array<Batch, kBatches> batches;  ///< a ring
    std::size_t next = 0;
    std::uint64_t heard = 0;
  };
  Entry& heard_of(std::int64_t producer_id);

  std::map<std::int64_t, Entry> producers_;
  std::uint64_t clock_ = 0;
  Charge charge_;
};

}  // namespace ricochet::bus::broker
