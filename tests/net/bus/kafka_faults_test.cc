#include <gmock/gmock.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>

#include "base/json/reader.h"
#include "bus/broker/faults/apply.h"
#include "bus/broker/faults/reader.h"
#include "tests/net/bus/kafka_fixture.h"
#include "tests/net/bus/server_thread.h"

namespace ricochet::bus {
namespace {

using testing::HasSubstr;

constexpr std::int16_t kProduce = 0;  // ApiKeys of the Kafka protocol
constexpr std::int16_t kOffsetFetch = 9;

/// A cluster that is not ours to the bus, and misbehaves on demand.
class KafkaFaults : public KafkaFixture {
 protected:
  KafkaFaults() {
    std::array<char, 256> why{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, nullptr);
    client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
    cluster_ = rd_kafka_mock_cluster_new(client_, 1);
    rd_kafka_mock_topic_create(cluster_, "events", 2, 1);
  }
  ~KafkaFaults() override {
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(client_);
  }

  std::unique_ptr<Bus> foreign_bus(std::map<std::string, std::string> properties = {}) {
    KafkaOptions options;
    options.bootstrap = rd_kafka_mock_cluster_bootstraps(cluster_);
    options.properties = std::move(properties);
    return make_kafka_bus(loop_, std::move(options)).value();
  }
  void next_answer_to(std::int16_t request, rd_kafka_resp_err_t error) {
    rd_kafka_mock_push_request_errors_array(cluster_, request, 1, &error);
  }

  rd_kafka_t* client_ = nullptr;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
};

TEST_F(KafkaFaults, BrokerThatIsNotOursIsOpenedReadAndWritten) {
  auto bus = foreign_bus();
  collect(*bus);
  ASSERT_TRUE(open(*bus, {{"events", 7}}));  // it exists, with two partitions
  EXPECT_EQ(publish(*bus, record("events", "1"))->partition, 0);
  EXPECT_EQ(publish(*bus, record("events", "2"))->partition, 1);
  EXPECT_EQ(publish(*bus, record("events", "3"))->partition, 0);
  EXPECT_TRUE(wait_for_records(3));
}

TEST_F(KafkaFaults, RecordsThatTheBrokerDroppedBeforeTheyWereReadAreTold) {
  // The reader takes in one record at most and then its loop stands still, while others write more
  // than the 5 MiB that the mock cluster retains.
  auto slow = foreign_bus({{"queued.min.messages", "1"}, {"queued.max.messages.kbytes", "1"}});
  std::vector<base::Diag> faults;
  slow->on_fault([&](const base::Diag& diag) { faults.push_back(diag); });
  ASSERT_TRUE(open(*slow, {{"events", 2}}));
  {
    base::AsioLoop other_loop;
    KafkaOptions options;
    options.bootstrap = rd_kafka_mock_cluster_bootstraps(cluster_);
    auto writer = make_kafka_bus(other_loop, options).value();
    constexpr int kRecords = 20;
    int written = 0;
    for (int i = 0; i < kRecords; ++i) {
      Record big = record("events", std::string(900'000, 'x'));
      big.partition = 1;
      writer->publish(big, [&](base::Result<Position> done) { written += done ? 1 : 0; });
    }
    ASSERT_TRUE(other_loop.run_until([&] { return written == kRecords; }, kDeadline));
  }
  ASSERT_TRUE(loop_.run_until([&] { return !faults.empty(); }, kDeadline));
  EXPECT_EQ(faults[0].code, "bus/reading");
  EXPECT_THAT(faults[0].message, HasSubstr("\"events\" partition 1"));
}

TEST_F(KafkaFaults, RefusedRecordIsToldWithTheBrokersReason) {
  auto bus = foreign_bus();
  ASSERT_TRUE(open(*bus, {{"events", 2}}));
  next_answer_to(kProduce, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const auto position = publish(*bus, record("events", "v"));
  ASSERT_FALSE(position);
  EXPECT_EQ(position.error().code, "bus/publish-failed");
  EXPECT_THAT(position.error().message, HasSubstr("authorization"));
}

TEST_F(KafkaFaults, RecordIsSentAgainAfterAPassingError) {
  auto bus = foreign_bus();
  ASSERT_TRUE(open(*bus, {{"events", 2}}));
  next_answer_to(kProduce, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  EXPECT_TRUE(publish(*bus, record("events", "v")));
}

TEST_F(KafkaFaults, BrokerThatGoesDownMakesPublishingTimeOut) {
  auto bus = foreign_bus({{"message.timeout.ms", "300"}});
  ASSERT_TRUE(open(*bus, {{"events", 2}}));
  rd_kafka_mock_broker_set_down(cluster_, 1);
  const auto position = publish(*bus, record("events", "v"));
  ASSERT_FALSE(position);
  EXPECT_EQ(position.error().code, "bus/timeout");
}

TEST_F(KafkaFaults, CommittedOffsetsThatCannotBeReadAreAnError) {
  auto bus = foreign_bus();
  ASSERT_TRUE(open(*bus, {{"events", 2}}));
  next_answer_to(kOffsetFetch, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED);
  const auto committed = wait<base::Result<std::vector<Position>>>(
      [&](auto done) { bus->committed("photo-service", done); });
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, "bus/committed");
  EXPECT_THAT(committed.error().message, HasSubstr("photo-service"));
  const auto nameless =
      wait<base::Result<std::vector<Position>>>([&](auto done) { bus->committed("", done); });
  EXPECT_EQ(nameless.error().code, "bus/committed");
}

TEST_F(KafkaFaults, TopicThatMayNotBeUsedIsNamed) {
  auto bus = foreign_bus();
  rd_kafka_mock_topic_set_error(cluster_, "events", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const auto status = open(*bus, {{"events", 2}});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "bus/topic");
  EXPECT_THAT(status.error().message, HasSubstr("events"));
}

TEST_F(KafkaFaults, TopicWithoutALeaderIsToldAtTheLimit) {
  auto bus = foreign_bus();
  rd_kafka_mock_partition_set_leader(cluster_, "events", 1, -1);
  const auto status = open(*bus, {{"events", 2}}, std::chrono::milliseconds(400));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "bus/topic");
  EXPECT_THAT(status.error().message, HasSubstr("events"));
}

/// By our own broker: when there is no DescribeGroups at all, librdkafka 2.0.2 reads what it has
/// freed.
TEST_F(KafkaFaults, AGroupThatTheBrokerDoesNotDescribeIsAnError) {
  broker::ServerThread server;
  server.run([](broker::Server& running) {
    base::DiagList diags;
    const auto document = base::JsonDocument::parse(
        "fault.json",
        R"({ "error": "GROUP_AUTHORIZATION_FAILED", "on": { "api": "DescribeGroups" } })");
    auto rule = broker::faults::read_fault(base::JsonReader(*document, diags, "bus"));
    return broker::faults::apply(running.broker(), *std::move(rule)).has_value();
  });
  KafkaOptions options;
  options.bootstrap = server.bootstrap_servers();
  auto bus = make_kafka_bus(loop_, std::move(options)).value();
  ASSERT_TRUE(open(*bus, {{"events", 2}}));
  const auto view =
      wait<base::Result<GroupView>>([&](auto done) { bus->describe_group("shop", done); });
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().code, "bus/group");
  EXPECT_THAT(view.error().message, HasSubstr("group \"shop\" cannot be described: "));
}

}  // namespace
}  // namespace ricochet::bus
