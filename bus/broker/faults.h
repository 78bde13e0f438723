#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "bus/broker/asked.h"
#include "bus/broker/fault_rule.h"
#include "bus/broker/signal.h"

namespace ricochet::bus::broker::faults {

/// What the faults say of one request.
class Plan {
 public:
  /// The error for this partition; `partition` -1: for the topic as a whole.
  Error error_at(const std::string& topic, std::int32_t partition) const;
  /// For a request that has one answer for all of it, or, of several groups or transactional ids,
  /// for this one. What is meant for a topic is not for all of it.
  Error error(const std::string& group = "", const std::string& transaction = "") const;

  base::Duration delay_before{0}, delay_after{0};
  Effect::End end_before = Effect::End::kNone, end_after = Effect::End::kNone;
  base::Duration throttle{0};
  std::size_t bytes_per_second = 0;
  struct Told {
    std::string title;
    bool keeps_answer = false;  ///< the client does not get what it asks for
  };
  std::vector<Told> told;  ///< what is done, for people, without the commands
  /// Partitions that a Fetch asks for and does not get.
  std::vector<TopicPartition> unanswered;
  struct Ordered {
    std::string title;
    Command command;
  };
  std::vector<Ordered> commands;
  /// By their numbers, faults that keep the request or its answer back for a time (see Hold), and
  /// those that end the connection or let it hang.
  std::vector<std::uint64_t> delayed_by, ended_by;

 private:
  friend class Faults;
  void add(std::uint64_t id, const Rule& rule);
  void note_unanswered(const Asked& asked);

  std::vector<std::pair<Match, Error>> errors_;
};

/// The faults that are set, in the order in which they were. Without I/O; chance comes from
/// `random` alone, so that its seed repeats it.
class Faults {
 public:
  static constexpr std::size_t kMost = 1000;  ///< above, add() returns 0

  struct Entry {
    Rule rule;
    std::uint64_t seen = 0;  ///< requests that fitted
    std::uint64_t done = 0;  ///< of these: in how many it was done, or counted
  };

  explicit Faults(base::Random random) : random_(random) {}

  /// Requests of this client id are met only by faults whose "on" names it: that of who runs the
  /// broker for others, and breaks it for them. "": there is none.
  void spare(std::string client) { spared_ = std::move(client); }

  std::uint64_t add(Rule rule);
  bool remove(std::uint64_t id);
  void clear();
  /// Are all of these set?
  bool all_set(const std::vector<std::uint64_t>& ids) const;
  /// May the newest one be for a request of this API?
  bool newest_is_for(std::int16_t api) const;
  /// Fired inside the calls that add or remove one.
  Signal added, removed;
  bool empty() const { return entries_.empty(); }
  const std::map<std::uint64_t, Entry>& all() const { return entries_; }

  /// Counts, and says what is to be done. `reads`: has a member of this group, called as the
  /// client, the partition? A Fetch does not name its group. nullptr: nothing.
  using Reads = std::function<bool(const std::string& group, const TopicPartition& where)>;
  std::shared_ptr<const Plan> consult(const Asked& asked, const Reads& reads);

 private:
  bool chosen(Entry& entry);

  base::Random random_;
  std::string spared_;
  std::map<std::uint64_t, Entry> entries_;
  std::uint64_t last_ = 0;
};

}  // namespace ricochet::bus::broker::faults
