#include "bus/broker/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ricochet::bus::broker {
namespace {

using testing::HasSubstr;
using testing::Optional;

std::string value(const TopicConfig& config, const char* name) {
  return config.value(*find_key(topic_config_keys(), name));
}

TEST(TopicConfig, EveryDefaultIsAValueOfItsType) {
  for (const auto& key : topic_config_keys()) {
    TopicConfig config;
    EXPECT_EQ(config.set(key.name, key.default_value), std::nullopt) << key.name;
    EXPECT_EQ(value(config, key.name), key.default_value);
  }
}

TEST(TopicConfig, SetAndBackToTheDefault) {
  TopicConfig config;
  EXPECT_EQ(config.set("retention.ms", "1000"), std::nullopt);
  EXPECT_EQ(config.retention_ms(), 1000);
  EXPECT_TRUE(config.overridden(*find_key(topic_config_keys(), "retention.ms")));
  EXPECT_EQ(config.set("retention.ms", std::nullopt), std::nullopt);
  EXPECT_EQ(config.retention_ms(), 604800000);
  config.set("message.timestamp.type", "LogAppendTime");
  config.set("cleanup.policy", "compact,delete");
  config.set("max.message.bytes", "10");
  EXPECT_TRUE(config.log_append_time());
  EXPECT_TRUE(config.compacted());
  EXPECT_EQ(config.max_message_bytes(), 10);
}

TEST(TopicConfig, WrongValuesAreRefusedWithTheReason) {
  TopicConfig config;
  EXPECT_THAT(config.set("retention.mss", "1"), Optional(HasSubstr("Unknown topic config name")));
  EXPECT_THAT(config.set("retention.ms", "soon"), Optional(HasSubstr("is not a number")));
  EXPECT_THAT(config.set("retention.ms", "-2"), Optional(HasSubstr("at least -1")));
  EXPECT_THAT(config.set("max.message.bytes", "3000000000"),
              Optional(HasSubstr("is not a number")));
  EXPECT_THAT(config.set("preallocate", "yes"), Optional(HasSubstr("true or false")));
  EXPECT_THAT(config.set("cleanup.policy", "compact,burn"), Optional(HasSubstr("some of")));
  EXPECT_THAT(config.set("message.timestamp.type", "now"), Optional(HasSubstr("one of")));
  EXPECT_THAT(config.set("min.cleanable.dirty.ratio", "2"), Optional(HasSubstr("between 0 and 1")));
  EXPECT_EQ(config.retention_ms(), 604800000);
}

TEST(TopicConfig, ListsGrowAndShrink) {
  TopicConfig config;
  EXPECT_EQ(config.append_to("cleanup.policy", "compact"), std::nullopt);
  EXPECT_EQ(value(config, "cleanup.policy"), "delete,compact");
  EXPECT_EQ(config.append_to("cleanup.policy", "compact"), std::nullopt);
  EXPECT_EQ(value(config, "cleanup.policy"), "delete,compact");
  EXPECT_EQ(config.subtract_from("cleanup.policy", "delete"), std::nullopt);
  EXPECT_EQ(value(config, "cleanup.policy"), "compact");
  EXPECT_THAT(config.append_to("retention.ms", "1"), Optional(HasSubstr("is not a list")));
  EXPECT_THAT(config.subtract_from("nothing", "1"), Optional(HasSubstr("Unknown")));
}

}  // namespace
}  // namespace ricochet::bus::broker
