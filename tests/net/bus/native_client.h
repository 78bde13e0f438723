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

}  // namespace ricochet::bus
