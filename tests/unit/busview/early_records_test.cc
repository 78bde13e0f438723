#include "busview/early_records.h"

#include <gtest/gtest.h>

#include <string>

#include "bus/protocol/records.h"
#include "tests/support/fake_loop.h"

namespace ricochet::busview {
namespace {

using bus::protocol::RecordView;

class EarlyRecordsTest : public testing::Test {
 protected:
  /// A batch of so many records "r<offset>", at this offset.
  void produce(std::int64_t offset, int count = 1, const std::string& transaction = {},
               const std::string& topic = "orders") {
    std::vector<std::string> values;
    std::vector<RecordView> records(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) values.push_back("r" + std::to_string(offset + i));
    for (std::size_t i = 0; i < records.size(); ++i) records[i].value = values[i];
    const std::string batch = bus::protocol::make_batch(records);
    const bus::broker::TopicPartition where{topic, 0};
    early_.produced({where, client_, offset, count, batch, 1, transaction});
  }
  bool is_new(std::int64_t offset) const {
    bus::Record record;
    record.topic = "orders";
    record.partition = 0;
    record.offset = offset;
    return early_.is_new(record);
  }
  /// What was given since it was asked last.
  std::string given() {
    loop_.run_ready();
    return std::exchange(given_, "");
  }

  test::FakeLoop loop_;
  bus::broker::Client client_;
  std::string given_;
  EarlyRecords early_{loop_, {{"orders", 1}}, [this](const bus::Record& record) {
                        given_ += *record.value + "@" + std::to_string(record.offset) + " ";
                      }};
};

TEST_F(EarlyRecordsTest, AreGivenBehindTheCallAndOnce) {
  produce(0, 2);
  EXPECT_EQ(given_, "") << "the broker must not be called from there";
  produce(2);
  EXPECT_EQ(given(), "r0@0 r1@1 r2@2 ");
  EXPECT_FALSE(is_new(0));
  EXPECT_FALSE(is_new(2));
  EXPECT_TRUE(is_new(3));
}

TEST_F(EarlyRecordsTest, LeaveTheRestOfAPartitionWithTransactionsToTheConsumer) {
  produce(0);
  produce(1, 1, "payments");
  produce(2);
  EXPECT_EQ(given(), "r0@0 ");
  EXPECT_FALSE(is_new(0));
  EXPECT_TRUE(is_new(1));
  EXPECT_TRUE(is_new(2));
}

TEST_F(EarlyRecordsTest, LeaveATopicThatWasMadeAnewToTheConsumer) {
  produce(0, 3);
  EXPECT_EQ(given(), "r0@0 r1@1 r2@2 ");
  produce(0);
  EXPECT_EQ(given(), "");
  EXPECT_TRUE(is_new(0));
}

TEST_F(EarlyRecordsTest, LeaveOtherTopicsAlone) {
  produce(0, 1, {}, "mails");
  EXPECT_EQ(given(), "");
}

TEST_F(EarlyRecordsTest, WhatCannotBeReadIsTheConsumers) {
  const bus::broker::TopicPartition where{"orders", 0};
  const std::string none;
  early_.produced({where, client_, 0, 1, "not a batch", 1, none});
  EXPECT_EQ(given(), "");
  EXPECT_TRUE(is_new(0));
}

}  // namespace
}  // namespace ricochet::busview
