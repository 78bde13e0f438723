#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bus/broker/memory.h"
#include "bus/broker/producers.h"
#include "bus/protocol/batch.h"

namespace ricochet::bus::broker {

/// The records of one partition: whole batches as they were sent, their offsets without a gap, and
/// what transactions make of them. Plain data, no clock, no I/O.
class Log {
 public:
  struct Batch {
    std::int64_t base = 0, last = 0;
    std::int64_t max_time = -1;    ///< of its records
    std::int64_t appended_ms = 0;  ///< by the broker's clock; retention goes by it
    std::string bytes;
  };
  struct Aborted {
    std::int64_t producer_id = 0, first_offset = 0;
    std::int64_t last_offset = 0;  ///< of its marker
  };
  struct Found {
    std::int64_t offset = -1, time_ms = -1;
  };
  struct Piece {
    std::vector<std::string_view> parts;  ///< whole batches; valid until the log changes
    std::size_t bytes = 0;
    std::int64_t upto = -1;  ///< the offset behind the last of them
  };
  /// What a batch costs besides its bytes.
  static constexpr std::size_t kOverhead = 160;
  /// What the end of a transaction costs in each partition.
  static constexpr std::size_t kMarkerCost = kOverhead + 96;

  /// `memory` is that of the records, `state` that of what is known of producers.
  explicit Log(Memory& memory, Memory* state = nullptr) : memory_(memory), producers_(state) {}
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  std::int64_t start() const { return start_; }
  std::int64_t end() const { return end_; }  ///< the high watermark: there is one replica
  /// Of the oldest open transaction, else the end: what readers of committed records may see.
  std::int64_t stable() const;
  std::size_t bytes() const { return bytes_; }
  const std::deque<Batch>& batches() const { return batches_; }
  Producers& producers() { return producers_; }
  const std::map<std::int64_t, std::int64_t>& open_transactions() const { return open_; }

  /// `batch` has been checked, and there is room for it. Returns its base offset.
  std::int64_t append(std::string batch, std::int64_t now_ms);
  /// Writes the marker that ends the producer's transaction here; it takes one offset.
  void end_transaction(bool commit, std::int64_t producer_id, std::int16_t epoch,
                       std::int32_t coordinator_epoch, std::int64_t now_ms);

  /// From the batch that holds `from`, whole batches that end before `limit`, not more than
  /// `max_bytes`; the first one in any case when `at_least_one`.
  Piece read(std::int64_t from, std::int64_t limit, std::size_t max_bytes, bool at_least_one) const;
  /// Those whose records may lie in [from, upto), by first offset.
  std::vector<Aborted> aborted(std::int64_t from, std::int64_t upto) const;
  /// The first record at or after that time; looks inside batches. That takes of `look_inside`: 16
  /// for each record, and what compressed ones become. A batch that is broken, or for which too
  /// little is left, is told of by its own first offset and latest time.
  Found at_time(std::int64_t time_ms, std::size_t& look_inside) const;
  /// The record of the latest time of all batches that are there.
  Found latest(std::size_t& look_inside) const;

  /// Offsets below are gone; batches that hold none above as well.
  void delete_before(std::int64_t offset);
  /// Whole batches, oldest first; open transactions do not hold them. -1: no such bound.
  void retain(std::int64_t bytes, std::int64_t age_ms, std::int64_t now_ms);

 private:
  std::size_t index_of(std::int64_t offset) const;
  void drop_front();

  Memory& memory_;
  std::int64_t start_ = 0;
  std::int64_t end_ = 0;
  std::size_t bytes_ = 0;
  std::deque<Batch> batches_;
  Producers producers_;
  std::map<std::int64_t, std::int64_t> open_;  ///< producer id -> first offset
  std::vector<Aborted> aborted_;               ///< by last offset
};

}  // namespace ricochet::bus::broker
