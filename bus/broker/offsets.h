#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bus/broker/memory.h"
#include "bus/broker/sink.h"

namespace ricochet::bus::broker {

/// The committed offsets of one group, and those that wait for the end of a transaction. Of two for
/// one partition the later one stands, whichever becomes visible last, as in Kafka.
class Offsets {
 public:
  struct Stored {
    std::int64_t offset = -1;
    std::int32_t leader_epoch = -1;
    std::string metadata;
    std::uint64_t order = 0;  ///< of its commit among all of this group
  };

  explicit Offsets(Memory* state = nullptr) : charge_(state) {}

  /// What these would add to the memory; `held_by` is the producer of the transaction that they
  /// are in, -1: none.
  std::size_t growth(const std::vector<Commit>& commits, std::int64_t held_by = -1) const;
  void commit(const std::vector<Commit>& commits);
  /// Seen by nobody until end() of that producer.
  void hold(std::int64_t producer_id, const std::vector<Commit>& commits);
  /// What became visible: all that was held and nothing was committed behind, or nothing when it
  /// was an abort.
  std::vector<Commit> end(std::int64_t producer_id, bool commit);

  const Stored* find(const TopicPartition& where) const;
  /// A transaction is under way that commits this partition (KIP-447).
  bool unstable(const TopicPartition& where) const;
  const std::map<TopicPartition, Stored>& all() const { return stored_; }
  bool empty() const { return stored_.empty() && held_.empty(); }
  bool holds() const { return !held_.empty(); }
  /// All partitions of both.
  std::set<TopicPartition> places() const;
  /// Also what is held: the end of its transaction does not bring it back.
  void erase(const TopicPartition& where);
  void erase_topic(const std::string& topic);
  /// All of it goes, and nothing is counted any more.
  void end_charge() { charge_.end(); }

 private:
  using Places = std::map<TopicPartition, Stored>;
  void put(Places& places, const TopicPartition& where, Stored commit);
  void forget_held(const TopicPartition& where, const Stored& held);

  Places stored_;
  std::map<std::int64_t, Places> held_;             ///< by producer id
  std::map<TopicPartition, std::size_t> unstable_;  ///< by how many of these
  std::uint64_t last_ = 0;
  Charge charge_;
};

}  // namespace ricochet::bus::broker
