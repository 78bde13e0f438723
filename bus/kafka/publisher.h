#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

#include "base/loop.h"
#include "base/result.h"
#include "bus/bus.h"
#include "bus/kafka/handles.h"

namespace ricochet::bus::kafka {

/// Records out, delivery reports in. On the loop's thread.
class Publisher {
 public:
  using Done = std::function<void(base::Result<Position>)>;

  Publisher(base::Loop& loop, rd_kafka_t* producer) : loop_(loop), producer_(producer) {}

  /// How many partitions a topic has, for the round of records without a key.
  void set_partitions(const std::string& topic, std::int32_t count) { partitions_[topic] = count; }
  void publish(Record record, Done done);
  /// A batch of delivery reports.
  void on_delivery(rd_kafka_event_t* event);
  /// Reports every record under way as given up, from the loop.
  void give_up();

 private:
  struct Pending {
    std::string topic;
    Done done;
  };
  void fail_later(Done done, base::Diag diag);
  /// -1 when librdkafka is to choose: by key, or because the topic is not known here.
  std::int32_t choose_partition(const Record& record);

  base::Loop& loop_;
  rd_kafka_t* producer_;
  std::unordered_map<std::uintptr_t, Pending> pending_;
  std::uintptr_t next_id_ = 1;
  std::map<std::string, std::int32_t> partitions_;
  std::map<std::string, std::int32_t> next_partition_;
};

}  // namespace ricochet::bus::kafka
