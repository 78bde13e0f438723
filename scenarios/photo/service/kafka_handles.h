#pragma once

#include <librdkafka/rdkafka.h>

#include <initializer_list>
#include <memory>
#include <utility>

namespace photo {

/// librdkafka's handles, freed by their owners.
template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
using KafkaHandle = std::unique_ptr<rd_kafka_t, Freed<&rd_kafka_destroy>>;
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, Freed<&rd_kafka_conf_destroy>>;
using KafkaQueue = std::unique_ptr<rd_kafka_queue_t, Freed<&rd_kafka_queue_destroy>>;
using KafkaTopic = std::unique_ptr<rd_kafka_topic_t, Freed<&rd_kafka_topic_destroy>>;
using KafkaMessage = std::unique_ptr<rd_kafka_message_t, Freed<&rd_kafka_message_destroy>>;
using KafkaTopicList =
    std::unique_ptr<rd_kafka_topic_partition_list_t, Freed<&rd_kafka_topic_partition_list_destroy>>;

/// A configuration with these properties; throws std::runtime_error on one that is refused.
KafkaConf kafka_conf(std::initializer_list<std::pair<const char*, const char*>> properties);
/// A client of that configuration; throws std::runtime_error.
KafkaHandle kafka_client(rd_kafka_type_t type, KafkaConf conf);

/// Throws std::runtime_error unless the code is success.
void check(rd_kafka_resp_err_t code, const char* doing);

}  // namespace photo
