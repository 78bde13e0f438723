// A broker without room, as a producer sees it that goes on when there is some again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/net/bus/native_client.h"
#include "tests/net/bus/server_thread.h"

namespace ricochet::bus {
namespace {

using testing::HasSubstr;

constexpr int kFullLimitMs = 20'000;

class FullBrokerNet : public testing::TestWithParam<const char*> {
 protected:
  static broker::ServerOptions small() {
    broker::ServerOptions options;
    options.broker.memory = 8 << 10;
    return options;
  }
  static void produce(const Native& producer) {
    std::string value(1 << 10, 'x');
    EXPECT_EQ(rd_kafka_producev(producer.handle, RD_KAFKA_V_TOPIC("events"),
                                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                RD_KAFKA_V_VALUE(value.data(), value.size()), RD_KAFKA_V_END),
              RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  std::int64_t stored() {
    return broker_.run([](broker::Server& server) {
      return server.broker().topics().find("events")->partitions[0]->log.end();
    });
  }
  /// Produces until the broker has refused something.
  void fill(const Native& producer) {
    for (int i = 0; i < 100 && broker_.refusals().empty(); ++i) {
      produce(producer);
      rd_kafka_flush(producer.handle, 20);
      ++sent_;
    }
    ASSERT_EQ(broker_.refusals().size(), 1U);
    EXPECT_THAT(broker_.refusals()[0],
                HasSubstr("rdkafka: records for events: the broker is full"));
    EXPECT_LT(stored(), sent_);
  }
  /// Room for some of what waits, again and again, until all is there.
  void flush_with_room(const Native& producer) {
    constexpr int kTries = 400, kTryMs = 50;
    for (int i = 0; i < kTries; ++i) {
      make_room();
      if (rd_kafka_flush(producer.handle, kTryMs) == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    }
    ADD_FAILURE() << "the producer does not go on";
  }
  void make_room() {
    broker_.run([](broker::Server& server) {
      auto& log = server.broker().topics().find("events")->partitions[0]->log;
      log.delete_before(log.end());
    });
  }

  broker::ServerThread broker_{small()};
  std::int64_t sent_ = 0;
};

TEST_P(FullBrokerNet, AProducerGoesOnWhenThereIsRoom) {
  const Native producer(
      RD_KAFKA_PRODUCER, broker_.bootstrap_servers(),
      {{"enable.idempotence", GetParam()}, {"linger.ms", "0"}, {"batch.num.messages", "1"}});
  broker_.run([](broker::Server& server) { server.broker().topics().create("events", 1, -1, {}); });
  fill(producer);
  flush_with_room(producer);
  EXPECT_EQ(stored(), sent_);
}

INSTANTIATE_TEST_SUITE_P(Idempotence, FullBrokerNet, testing::Values("false", "true"));

TEST_F(FullBrokerNet, ATransactionGoesOnWhenThereIsRoom) {
  const Native producer(
      RD_KAFKA_PRODUCER, broker_.bootstrap_servers(),
      {{"transactional.id", "tx"}, {"linger.ms", "0"}, {"batch.num.messages", "1"}});
  broker_.run([](broker::Server& server) { server.broker().topics().create("events", 1, -1, {}); });
  expect_fine(rd_kafka_init_transactions(producer.handle, kFullLimitMs));
  expect_fine(rd_kafka_begin_transaction(producer.handle));
  fill(producer);
  flush_with_room(producer);
  expect_fine(rd_kafka_commit_transaction(producer.handle, kFullLimitMs));
  EXPECT_EQ(stored(), sent_ + 1);  // the marker
}

}  // namespace
}  // namespace ricochet::bus
