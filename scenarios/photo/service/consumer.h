#pragma once

#include <functional>

#include "kafka_handles.h"

namespace photo {

struct Config;
class StopSignal;

/// A member of the consumer group: hands out one message at a time and commits it when told to.
class Consumer {
 public:
  /// `on_assigned` runs, within next(), when the group gives this member partitions.
  Consumer(const Config& config, const StopSignal& stop, std::function<void()> on_assigned);
  /// Leaves the group.
  ~Consumer();
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  /// The next message, or null once a stop is requested.
  KafkaMessage next();
  /// Returns when the broker has the commit. A refused commit (the group is being rearranged) is
  /// logged: the message comes again, and is recognised.
  void commit(const rd_kafka_message_t& message);

 private:
  static void on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t what,
                           rd_kafka_topic_partition_list_t* partitions, void* self);
  void wait_for_arrival();

  const StopSignal& stop_;
  std::function<void()> on_assigned_;
  int arrival_fd_;
  KafkaHandle client_;
  KafkaQueue queue_;
};

}  // namespace photo
