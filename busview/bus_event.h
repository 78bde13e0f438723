#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/json/fwd.h"
#include "bus/broker/sink.h"

namespace ricochet::busview {

/// One thing that happened in our broker. What a kind has no use for is empty.
struct BusEvent {
  enum class Kind {
    kProduced,
    kFetched,
    kJoined,
    kLeft,
    kRebalancing,
    kAssigned,
    kCommitted,
    kTransactionBegun,
    kTransactionEnded,
    kRefused,
    kFault,
  };

  std::uint64_t gseq = 0;  ///< in the one order of the process, with all calls and records
  base::TimePoint at;
  base::WallTime at_wall;
  Kind kind = Kind::kProduced;
  bus::broker::Client client;
  bus::broker::TopicPartition where;
  std::int64_t from = -1;  ///< the first offset that was produced or fetched
  std::int64_t upto = -1;  ///< the offset behind the last one
  std::string group;
  bus::broker::Member member;
  std::int32_t generation = -1;
  /// That were assigned, or that a Fetch asked for and did not get by a fault.
  std::vector<bus::broker::TopicPartition> partitions;
  std::vector<bus::broker::Commit> commits;
  std::string transaction;
  std::int64_t producer_id = -1;
  std::string text;  ///< why, or how

  /// Bytes that it is counted with: everything it owns, roughly.
  std::size_t cost() const;
  /// Does it tell of this topic?
  bool names_topic(std::string_view topic) const;
};

/// "produced", "fetched", "joined", "left", "rebalancing", "assigned", "committed",
/// "transaction-begun", "transaction-ended", "refused", "fault".
const char* name_of(BusEvent::Kind kind);
/// All names, in the order of the kinds.
const std::vector<std::string>& event_names();

/// EVENT of docs/bus.md. `epoch` is the start of the log, for `offset_us`.
base::Json to_json(const BusEvent& event, base::TimePoint epoch);

}  // namespace ricochet::busview
