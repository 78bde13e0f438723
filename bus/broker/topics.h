#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/random.h"
#include "bus/broker/config.h"
#include "bus/broker/errors.h"
#include "bus/broker/log.h"
#include "bus/broker/options.h"
#include "bus/broker/signal.h"
#include "bus/broker/sink.h"
#include "bus/protocol/schema.h"

namespace ricochet::bus::broker {

struct Partition {
  Partition(Memory& memory, Memory& state) : log(memory, &state) {}
  Log log;
  Signal changed;         ///< fired after an append, and when the topic is deleted
  std::int32_t home = 1;  ///< the leader that it began with
  std::int32_t leader = 1;
  std::int32_t leader_epoch = 0;
  /// The end of the log was here when these epochs began, the oldest first; the one of the start is
  /// not told.
  std::vector<std::pair<std::int32_t, std::int64_t>> epochs = {};

  void begin_epoch(std::int32_t epoch);
  /// The newest epoch up to this one, and where it ended.
  std::pair<std::int32_t, std::int64_t> end_of_epoch(std::int32_t epoch) const;
};

struct Topic {
  std::string name;
  protocol::Uuid id;
  int replication = 1;  ///< as asked for
  TopicConfig config;
  /// Shared with fetches that wait; they outlive a deletion.
  std::vector<std::shared_ptr<Partition>> partitions;
  Charge charge = Charge();

  Partition* partition(std::int32_t index) const {
    return index >= 0 && static_cast<std::size_t>(index) < partitions.size()
               ? partitions[static_cast<std::size_t>(index)].get()
               : nullptr;
  }
};

/// All topics with their records.
class Topics {
 public:
  using ById = std::map<protocol::Uuid, Topic*>;

  /// `state`: what topics take besides their records.
  Topics(base::Loop& loop, base::Random& random, const BrokerOptions& options, Memory& state);

  /// What a creation came to; `why` is for people.
  struct Made {
    Error error = Error::kNone;
    std::string why;
    Topic* topic = nullptr;
  };
  /// -1 for `partitions` and `replication`: the default. With `validate_only` nothing is kept.
  Made create(const std::string& name, int partitions, int replication, TopicConfig config,
              bool validate_only = false);
  /// Why no topic can be made of this name now; kNone: one can.
  Made check_name(const std::string& name) const;
  /// May a topic be called so?
  static bool is_name(const std::string& name);
  Made grow(const std::string& name, int partitions, bool validate_only);
  /// Waiting fetches are told. False: there is no such topic.
  bool remove(const std::string& name);

  Topic* find(const std::string& name) const;
  Topic* find(const protocol::Uuid& id) const;
  Partition* partition(const TopicPartition& where) const;
  const std::map<std::string, std::unique_ptr<Topic>>& all() const { return topics_; }
  std::size_t partition_count() const { return partitions_; }

  /// Of checked records, for which there is room; keeps the topic to its retention and tells who
  /// waits. Returns the base offset.
  std::int64_t append(Topic& topic, Partition& partition, std::string batch);
  /// Of a transaction; room for it was reserved.
  void end_transaction(const TopicPartition& where, bool commit, std::int64_t producer_id,
                       std::int16_t epoch, std::int32_t coordinator_epoch);
  /// Changes the settings, and acts on them; of the error `why` is for people.
  Made configure(Topic& topic, TopicConfig config);
  void apply_retention(Topic& topic);
  const Memory& memory() const { return memory_; }
  Memory& memory() { return memory_; }

  std::int64_t now_ms() const;

 private:
  void add_partitions(Topic& topic, int upto);
  Made check_room(std::size_t bytes);
  void plan_retention(std::int64_t due_ms);
  void retain_all();

  base::Loop& loop_;
  base::Random& random_;
  const BrokerOptions& options_;
  Memory& state_;
  Memory memory_;
  std::map<std::string, std::unique_ptr<Topic>> topics_;
  std::map<std::string, std::string> metric_names_;  ///< with "_" for "." -> the topic
  ById by_id_;
  std::size_t partitions_ = 0;
  base::Timer retention_;
  std::int64_t retention_due_ms_ = 0;
};

}  // namespace ricochet::bus::broker
