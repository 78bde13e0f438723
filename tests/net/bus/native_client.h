#pragma once
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <array>
#include <map>
#include <string>

namespace ricochet::bus {

inline void expect_fine(rd_kafka_error_t* error) {
  EXPECT_EQ(error, nullptr) << rd_kafka_error_string(error);
  rd_kafka_error_destroy(error);
}

/// A librdkafka handle as a service under test would have it.
class Native {
 public:
  Native(rd_kafka_type_t type, const std::string& servers,
         const std::map<std::string, std::string>& properties) {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    std::array<char, 256> why{};
    rd_kafka_conf_set(conf, "bootstrap.servers", servers.c_str(), why.data(), why.size());
    for (const auto& [name, value] : properties) {
      EXPECT_EQ(rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size()),
                RD_KAFKA_CONF_OK)
          << why.data();
    }
    handle = rd_kafka_new(type, conf, why.data(), why.size());
    EXPECT_NE(handle, nullptr) << why.data();
    if (type == RD_KAFKA_CONSUMER) rd_kafka_poll_set_consumer(handle);
  }
  ~Native() { rd_kafka_destroy(handle); }
  Native(const Native&) = delete;
  Native& operator=(const Native&) = delete;
  rd_kafka_t* handle;
};

/// Waits until the broker has it.
inline void create_topic(const Native& client, const std::string& name, int partitions) {
  constexpr int kLimitMs = 20'000;
  std::array<char, 256> why{};
  rd_kafka_NewTopic_t* topic =
      rd_kafka_NewTopic_new(name.c_str(), partitions, 1, why.data(), why.size());
  ASSERT_NE(topic, nullptr) << why.data();
  rd_kafka_queue_t* const queue = rd_kafka_queue_new(client.handle);
  rd_kafka_CreateTopics(client.handle, &topic, 1, nullptr, queue);
  rd_kafka_event_t* const event = rd_kafka_queue_poll(queue, kLimitMs);
  ASSERT_NE(event, nullptr);
  std::size_t count = 0;
  const auto* const results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  ASSERT_EQ(count, 1U) << rd_kafka_event_error_string(event);
  EXPECT_EQ(rd_kafka_topic_result_error(results[0]), RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_NewTopic_destroy(topic);
}

}  // namespace ricochet::bus
