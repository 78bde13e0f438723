#pragma once
#include <librdkafka/rdkafka.h>

#include <array>
#include <stdexcept>
#include <string>

#include "tests/net/bus/either_broker.h"

namespace ricochet::bus {

/// A consumer as a service under test would have it; joins its group from subscribe() on.
class OtherClient {
 public:
  OtherClient(const std::string& bootstrap, const std::string& group) {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    std::array<char, 256> why{};
    rd_kafka_conf_set(conf, "bootstrap.servers", bootstrap.c_str(), why.data(), why.size());
    rd_kafka_conf_set(conf, "group.id", group.c_str(), why.data(), why.size());
    if (bootstrap == kafka_address()) {
      for (const auto& [name, value] : kafka_properties())
        rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size());
    }
    consumer_ = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why.data(), why.size());
    if (!consumer_) throw std::runtime_error(why.data());
    rd_kafka_poll_set_consumer(consumer_);
  }
  ~OtherClient() { rd_kafka_destroy(consumer_); }
  OtherClient(const OtherClient&) = delete;
  OtherClient& operator=(const OtherClient&) = delete;

  /// Blocks until the broker has it.
  void commit(const std::string& topic, std::int32_t partition, std::int64_t offset) {
    rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic.c_str(), partition)->offset = offset;
    const auto error = rd_kafka_commit(consumer_, list, /*async=*/0);
    rd_kafka_topic_partition_list_destroy(list);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(rd_kafka_err2str(error));
  }

  void subscribe(const std::string& topic) {
    rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic.c_str(), RD_KAFKA_PARTITION_UA);
    rd_kafka_subscribe(consumer_, list);
    rd_kafka_topic_partition_list_destroy(list);
  }
  /// Goes on with what a member does: joins, is given partitions. Waits a little.
  void poll() {
    if (rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer_, 10))
      rd_kafka_message_destroy(message);
  }

 private:
  rd_kafka_t* consumer_ = nullptr;
};

}  // namespace ricochet::bus
