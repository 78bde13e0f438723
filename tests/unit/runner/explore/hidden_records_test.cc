#include "runner/world/hidden_records.h"

#include <gtest/gtest.h>

namespace ricochet::runner {
namespace {

bus::Record at(const std::string& topic, std::int64_t offset) {
  bus::Record record;
  record.topic = topic;
  record.partition = 0;
  record.offset = offset;
  return record;
}

std::vector<std::int64_t> offsets(const std::vector<bus::Record>& records) {
  std::vector<std::int64_t> out;
  for (const auto& record : records) out.push_back(record.offset);
  return out;
}

TEST(HiddenRecords, ShowsAllUnlessTold) {
  HiddenRecords records;
  EXPECT_TRUE(records.shows(at("orders", 0)));
}

TEST(HiddenRecords, OneThatIsReadBeforeItsPlaceIsKnownIsNeverShown) {
  HiddenRecords records;
  records.hold("orders");
  EXPECT_FALSE(records.shows(at("orders", 1)));
  EXPECT_FALSE(records.shows(at("orders", 2)));
  EXPECT_TRUE(records.shows(at("mails", 1)));
  records.hide({"orders", 0, 1});
  EXPECT_EQ(offsets(records.release("orders")), std::vector<std::int64_t>{2});
  EXPECT_TRUE(records.shows(at("orders", 3)));
}

TEST(HiddenRecords, OneThatComesLaterIsNotShownEither) {
  HiddenRecords records;
  records.hold("orders");
  records.hide({"orders", 0, 7});
  EXPECT_TRUE(records.release("orders").empty());
  EXPECT_TRUE(records.shows(at("orders", 6)));
  EXPECT_FALSE(records.shows(at("orders", 7)));
}

TEST(HiddenRecords, ATopicIsHeldUntilTheLastLetsGo) {
  HiddenRecords records;
  records.hold("orders");
  records.hold("orders");
  EXPECT_FALSE(records.shows(at("orders", 1)));
  EXPECT_TRUE(records.release("orders").empty());
  EXPECT_FALSE(records.shows(at("orders", 2)));
  EXPECT_EQ(offsets(records.release("orders")), (std::vector<std::int64_t>{1, 2}));
}

}  // namespace
}  // namespace ricochet::runner
