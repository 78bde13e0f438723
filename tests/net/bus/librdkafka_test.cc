// What a service with librdkafka does that our own bus does not: groups and transactions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <array>
#include <map>
#include <memory>

#include "tests/net/bus/broker_thread.h"
#include "tests/net/bus/either_broker.h"
#include "tests/net/bus/native_client.h"

namespace ricochet::bus {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr int kPollMs = 20;
constexpr int kPolls = 1000;  // 20 s in all: reached only when something is broken
constexpr int kLimitMs = 20'000;

class Librdkafka : public testing::TestWithParam<Against> {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_KAFKA(GetParam());
    if (GetParam() == Against::kEmbedded) broker_ = std::make_unique<BrokerThread>();
    const Native admin(RD_KAFKA_PRODUCER, servers(), {});
    create_topic(admin, events_, 1);
    create_topic(admin, many_, 3);
  }
  std::string servers() const { return broker_ ? broker_->bootstrap_servers() : kafka_address(); }
  std::unique_ptr<Native> consumer(const std::string& group, const std::string& topic) {
    auto made = std::make_unique<Native>(
        RD_KAFKA_CONSUMER, servers(),
        std::map<std::string, std::string>{{"group.id", group},
                                           {"auto.offset.reset", "earliest"},
                                           {"enable.auto.commit", "false"},
                                           {"session.timeout.ms", "6000"},
                                           {"heartbeat.interval.ms", "100"}});
    rd_kafka_topic_partition_list_t* topics = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(topics, topic.c_str(), RD_KAFKA_PARTITION_UA);
    EXPECT_EQ(rd_kafka_subscribe(made->handle, topics), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_topic_partition_list_destroy(topics);
    return made;
  }
  static void produce(const Native& producer, const std::string& topic, const std::string& value) {
    EXPECT_EQ(rd_kafka_producev(producer.handle, RD_KAFKA_V_TOPIC(topic.c_str()),
                                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                                RD_KAFKA_V_END),
              RD_KAFKA_RESP_ERR_NO_ERROR);
    EXPECT_EQ(rd_kafka_flush(producer.handle, kLimitMs), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  static std::vector<std::string> read(const Native& consumer, std::size_t count) {
    std::vector<std::string> values;
    for (int i = 0; i < kPolls && values.size() < count; ++i) {
      rd_kafka_message_t* const message = rd_kafka_consumer_poll(consumer.handle, kPollMs);
      if (message == nullptr) continue;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        values.emplace_back(static_cast<const char*>(message->payload), message->len);
      rd_kafka_message_destroy(message);
    }
    return values;
  }
  static int share_of(const Native& consumer) {
    rd_kafka_topic_partition_list_t* list = nullptr;
    rd_kafka_assignment(consumer.handle, &list);
    const int count = list->cnt;
    rd_kafka_topic_partition_list_destroy(list);
    return count;
  }

  std::unique_ptr<BrokerThread> broker_;
  const std::string events_ = fresh_name("events"), many_ = fresh_name("many");
  const std::string group_ = fresh_name("group"), id_ = fresh_name("tx");
};
INSTANTIATE_TEST_SUITE_P(On, Librdkafka, both_brokers(), &name_of);

TEST_P(Librdkafka, AGroupReadsCommitsAndGoesOn) {
  const Native producer(RD_KAFKA_PRODUCER, servers(), {{"enable.idempotence", "true"}});
  for (const char* value : {"a", "b", "c"}) produce(producer, events_, value);
  {
    const auto first = consumer(group_, events_);
    EXPECT_THAT(read(*first, 3), ElementsAre("a", "b", "c"));
    EXPECT_EQ(rd_kafka_commit(first->handle, nullptr, /*async=*/0), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_consumer_close(first->handle);
  }
  produce(producer, events_, "d");
  const auto second = consumer(group_, events_);
  EXPECT_THAT(read(*second, 1), ElementsAre("d"));
}

TEST_P(Librdkafka, TwoMembersShareThePartitions) {
  const auto one = consumer(group_, many_);
  const auto other = consumer(group_, many_);
  std::array<int, 2> shares{};
  for (int i = 0; i < kPolls && shares[0] * shares[1] == 0; ++i) {
    for (const auto* each : {one.get(), other.get()}) {
      if (auto* message = rd_kafka_consumer_poll(each->handle, kPollMs); message != nullptr)
        rd_kafka_message_destroy(message);
    }
    shares = {share_of(*one), share_of(*other)};
  }
  EXPECT_THAT(shares, UnorderedElementsAre(1, 2));
}

TEST_P(Librdkafka, OnlyCommittedTransactionsAreRead) {
  const Native producer(RD_KAFKA_PRODUCER, servers(), {{"transactional.id", id_}});
  expect_fine(rd_kafka_init_transactions(producer.handle, kLimitMs));
  for (const bool commit : {true, false, true}) {
    expect_fine(rd_kafka_begin_transaction(producer.handle));
    produce(producer, events_, commit ? "committed" : "aborted");
    expect_fine(commit ? rd_kafka_commit_transaction(producer.handle, kLimitMs)
                       : rd_kafka_abort_transaction(producer.handle, kLimitMs));
  }
  const auto reader = consumer(group_, events_);  // reads committed records by default
  EXPECT_THAT(read(*reader, 2), ElementsAre("committed", "committed"));
}

TEST_P(Librdkafka, AnInstanceOfTheSameTransactionalIdFencesTheOther) {
  const std::map<std::string, std::string> same{{"transactional.id", id_}};
  const Native zombie(RD_KAFKA_PRODUCER, servers(), same);
  expect_fine(rd_kafka_init_transactions(zombie.handle, kLimitMs));
  expect_fine(rd_kafka_begin_transaction(zombie.handle));
  produce(zombie, events_, "lost");
  const Native heir(RD_KAFKA_PRODUCER, servers(), same);
  expect_fine(rd_kafka_init_transactions(heir.handle, kLimitMs));
  rd_kafka_error_t* const error = rd_kafka_commit_transaction(zombie.handle, kLimitMs);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(rd_kafka_error_code(error), RD_KAFKA_RESP_ERR__FENCED);
  rd_kafka_error_destroy(error);
  expect_fine(rd_kafka_begin_transaction(heir.handle));
  produce(heir, events_, "kept");
  expect_fine(rd_kafka_commit_transaction(heir.handle, kLimitMs));
  EXPECT_THAT(read(*consumer(group_, events_), 1), ElementsAre("kept"));
}

}  // namespace
}  // namespace ricochet::bus
