#include "busview/record_json.h"

#include <gtest/gtest.h>

#include "base/json/json.h"

namespace ricochet::busview {
namespace {

bus::Record order() {
  bus::Record record;
  record.topic = "orders";
  record.partition = 1;
  record.offset = 17;
  record.timestamp_ms = 1500;
  record.key = "42";
  record.value = R"({"a":1})";
  record.headers = {{"source", "shop"}, {"none", std::nullopt}};
  return record;
}

TEST(RecordJson, HasAllOfIt) {
  EXPECT_EQ(
      base::compact_json(record_to_json(order())),
      R"({"topic":"orders","partition":1,"offset":17,"timestamp_ms":1500,"at":"1970-01-01T00:00:01.500000Z",)"
      R"("key":"42","null_value":false,"headers":[["source","shop"],["none",null]],)"
      R"("body":{"size":7,"sha256":"015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862",)"
      R"("encoding":"utf8","content":"{\"a\":1}","truncated":false}})");
  auto empty = order();
  empty.value.reset();
  empty.key.reset();
  empty.timestamp_ms.reset();
  const auto object = record_to_json(empty);
  EXPECT_TRUE(object["null_value"]);
  EXPECT_TRUE(object["key"].is_null());
  EXPECT_TRUE(object["at"].is_null());
}

TEST(RecordJson, OneLineShowsNoControl) {
  EXPECT_EQ(record_to_line(order()),
            R"(00:00:01.500  orders/1 @17  key "42"  source=shop  none=(null)  {"a":1})");
  auto record = order();
  record.headers.clear();
  record.key.reset();
  record.value = "two\nlines\x1b[2J";
  EXPECT_EQ(record_to_line(record), R"(00:00:01.500  orders/1 @17  no key  two\nlines\x1b[2J)");
  record.value = "\xff\xfe";
  EXPECT_EQ(record_to_line(record), "00:00:01.500  orders/1 @17  no key  2 B that are not text");
  record.value.reset();
  EXPECT_EQ(record_to_line(record), "00:00:01.500  orders/1 @17  no key  a tombstone");
}

}  // namespace
}  // namespace ricochet::busview
