#include "busview/event.h"

#include <gtest/gtest.h>

namespace ricochet::busview {
namespace {

TEST(EventOf, KeepsWhatTheRecordBears) {
  bus::Record record;
  record.topic = "orders";
  record.partition = 2;
  record.offset = 41;
  record.timestamp_ms = 1'700'000'000'123;
  record.key = "k";
  record.value = "v";
  record.headers = {{"a", "1"}, {"b", std::nullopt}, {"a", ""}};
  const auto event = event_of(record);
  EXPECT_EQ(event.topic, "orders");
  EXPECT_EQ(event.partition, 2);
  EXPECT_EQ(event.offset, 41);
  EXPECT_EQ(event.timestamp_ms, 1'700'000'000'123);
  EXPECT_EQ(event.key, "k");
  EXPECT_EQ(event.body, "v");
  EXPECT_FALSE(event.null_value);
  ASSERT_EQ(event.headers.size(), 3u);
  EXPECT_EQ(event.headers[2].name, "a");
  EXPECT_EQ(event.null_headers, std::vector<std::size_t>{1});
}

TEST(EventOf, NullIsNotEmpty) {
  bus::Record record;
  EXPECT_TRUE(event_of(record).null_value);
  EXPECT_FALSE(event_of(record).key.has_value());
  record.value = "";
  record.key = "";
  EXPECT_FALSE(event_of(record).null_value);
  EXPECT_EQ(event_of(record).key, "");
}

}  // namespace
}  // namespace ricochet::busview
