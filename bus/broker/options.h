#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/duration.h"

namespace ricochet::bus::broker {

/// What consumer groups are held to.
struct GroupOptions {
  /// How long the first join of an empty group waits for more members. 0: a group of one stands at
  /// once, and each further member costs a rebalance.
  base::Duration initial_delay{0};
  /// Or until it has so many members. Above 1 without a delay: as long as the first member allows a
  /// rebalance to take.
  std::size_t initial_members = 1;
  base::Duration min_session = std::chrono::milliseconds(100);
  base::Duration max_session = std::chrono::minutes(30);
  std::size_t max_members = 1000;   ///< of one group; above: GROUP_MAX_SIZE_REACHED
  std::size_t max_protocols = 100;  ///< that one member offers; above: INCONSISTENT_GROUP_PROTOCOL
  base::Duration offset_retention = std::chrono::hours(7 * 24);  ///< of a group without members
  /// A group that has neither members nor offsets goes after so long.
  base::Duration unused = std::chrono::minutes(10);
  std::size_t max_metadata = 4096;  ///< of one committed offset
};

struct TransactionOptions {
  base::Duration max_timeout = std::chrono::minutes(15);
  std::size_t max_ids = 10'000;  ///< above, the id that was not used for longest makes room
  std::size_t max_groups = 100;  ///< whose offsets one transaction commits
  base::Duration unused =
      std::chrono::hours(7 * 24);  ///< an id that is not used goes after so long
};

/// Every bound of the broker's state, with its documented default.
struct BrokerOptions {
  int brokers = 1;          ///< node ids 1 to N, one port each
  int as_release = 0;       ///< 309: serves what a Kafka 3.9 does (api/releases.h); 0: all
  bool strict = false;      ///< a replication factor above `brokers` is refused
  bool auto_create = true;  ///< a Metadata request for an unknown topic makes it
  int default_partitions = 1;
  std::size_t memory = 256 << 20;  ///< bytes of all records; above, Produce is refused
  /// Bytes of all else that clients make it keep: topics with settings, groups with members and
  /// commits, transactions, what is known of producers. Above, what would add to it is refused.
  std::size_t state_memory = 64 << 20;
  std::size_t max_partitions = 20'000;  ///< of all topics together
  std::size_t max_groups = 10'000;
  GroupOptions groups;
  TransactionOptions transactions;
  std::string cluster_id = "ricochet-embedded-bus1";
};

}  // namespace ricochet::bus::broker
