// Requests that are small and would become large, and clients that take no answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bus/protocol/records.h"
#include "tests/net/bus/broker_fixture.h"
#include "tests/net/bus/frames.h"

namespace ricochet::bus::broker {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string batch_of(std::size_t bytes) {
  const std::string value(bytes, 'x');
  protocol::RecordView record;
  record.timestamp_ms = 1000;
  record.value = value;
  return protocol::make_batch({record});
}

class BoundsNet : public BrokerTest {
 protected:
  static ServerOptions small() {
    ServerOptions options;
    options.limits.unsent_bytes = 40 << 20;
    return options;
  }
  BoundsNet() : BrokerTest(small()) {}

  /// All that topic "t" has.
  static protocol::FetchRequest fetch_all() {
    protocol::FetchRequest fetch;
    fetch.max_wait_ms = 0;
    fetch.max_bytes = INT32_MAX;
    fetch.topics.emplace_back().topic = "t";
    fetch.topics[0].partitions.emplace_back().partition_max_bytes = INT32_MAX;
    return fetch;
  }
  /// Clients that ask for all, one after the other, and take a byte of it.
  std::vector<std::unique_ptr<test::RawClient>> clients_that_do_not_read(int number) {
    std::vector<std::unique_ptr<test::RawClient>> silent;
    for (int i = 0; i < number; ++i) {
      silent.push_back(std::make_unique<test::RawClient>(server_.endpoints().at(0).port, [this] {
        loop_.run_until([] { return false; }, kTurn);
      }));
      silent.back()->send(frame_of(fetch_all(), 11, 1));
      silent.back()->read(1);
    }
    return silent;
  }

  template <class Request>
  void expect_closed(const Request& request, int version, const std::string& why) {
    refusals_.all.clear();
    auto client = connect();
    client.send(frame_of(request, version, 1));
    EXPECT_EQ(client.wait_end(), test::End::kFin);
    EXPECT_THAT(refusals_.all, ElementsAre(HasSubstr(why)));
  }
};

TEST_F(BoundsNet, NamesAreNoLongerThanTheirFirstFormsCouldSay) {
  protocol::OffsetCommitRequest request;
  request.group_id = std::string(32'768, 'g');
  expect_closed(request, 8, "OffsetCommitRequest v8, GroupId: is a text of 32768 bytes");
  request.group_id.pop_back();
  auto client = connect();
  client.send(frame_of(request, 8, 1));
  EXPECT_EQ(correlation_of(read_frame(client)), 1);
}

class StateBoundNet : public BrokerTest {
 protected:
  static ServerOptions small() {
    ServerOptions options;
    options.broker.state_memory = 1000;
    return options;
  }
  StateBoundNet() : BrokerTest(small()) {}
};

TEST_F(StateBoundNet, ThatItIsFullIsToldOnce) {
  protocol::InitProducerIdRequest request;
  request.transactional_id = std::string(1000, 'x');
  request.transaction_timeout_ms = 1000;
  auto client = connect();
  for (std::int32_t i = 1; i <= 2; ++i) {
    client.send(frame_of(request, 1, i));
    EXPECT_EQ(correlation_of(read_frame(client)), i);
  }
  EXPECT_THAT(refusals_.all,
              testing::ElementsAre("me: InitProducerId: the broker is full: it holds 1000 B of "
                                   "topics, groups, commits and transactions at most; delete "
                                   "some, or give it more by --state-memory"));
}

TEST_F(BoundsNet, ARequestHasOnlySoManyElements) {
  protocol::DescribeGroupsRequest request;
  request.groups.resize(100'001, "g");
  expect_closed(request, 5, "DescribeGroupsRequest v5, Groups: makes too many elements");
  protocol::MetadataRequest wide;
  wide.topics.emplace(200'000);
  for (auto& topic : *wide.topics) topic.name = "a-longer-name";
  expect_closed(wide, 9, "makes too many elements");
}

TEST_F(BoundsNet, AnAnswerHoldsOnlySoMuch) {
  JoinRequest join;
  join.client = {"me", "127.0.0.1"};
  join.session = join.rebalance = std::chrono::seconds(60);
  join.protocol_type = "consumer";
  join.protocols = {{"range", std::string(1 << 20, 'm')}};
  Group& group = *server_.broker().groups().ensure("g");
  group.join(std::move(join), [](const JoinAnswer&) {});
  SyncRequest sync;
  sync.member_id = group.members()[0]->who.id;
  sync.generation = group.generation();
  group.sync(std::move(sync), [](const SyncAnswer&) {});
  protocol::DescribeGroupsRequest describe;
  describe.groups.resize(100, "g");
  expect_closed(describe, 5, "DescribeGroupsRequest asks for more than an answer may hold");
  describe.groups.resize(10);
  auto client = connect();
  client.send(frame_of(describe, 5, 1));
  EXPECT_GT(read_frame(client).size(), 10U << 20);
  protocol::OffsetFetchRequest offsets;
  offsets.groups.resize(30'000);
  for (auto& one : offsets.groups) {
    one.group_id = "a-group-of-a-name";
    one.topics.reset();
  }
  server_.broker()
      .groups()
      .ensure("a-group-of-a-name")
      ->commit({}, {{{"t", 0}, 1, -1, std::string(4096, 'n')}});
  expect_closed(offsets, 8, "OffsetFetchRequest asks for more than an answer may hold");
  protocol::DescribeConfigsRequest configs;
  configs.resources.resize(50'000);
  server_.broker().topics().create("t", 1, -1, {});
  for (auto& one : configs.resources) {
    one.resource_type = 2;
    one.resource_name = "t";
    one.configuration_keys.reset();
  }
  expect_closed(configs, 4, "DescribeConfigsRequest asks for more than an answer may hold");
}

TEST_F(BoundsNet, WhoTakesNoAnswersGoesBeforeOthersDo) {
  Topic& topic = *server_.broker().topics().create("t", 1, -1, {}).topic;
  server_.broker().topics().append(topic, *topic.partitions[0], batch_of(16 << 20));
  const auto silent = clients_that_do_not_read(6);
  EXPECT_TRUE(wait([&] { return refusals_.all.size() >= 4; }));
  EXPECT_THAT(refusals_.all, Contains(HasSubstr("me: it does not take its answers")));
  refusals_.all.clear();
  auto reading = connect();
  reading.send(frame_of(protocol::ApiVersionsRequest(), 0, 5));
  EXPECT_EQ(correlation_of(read_frame(reading)), 5);
  EXPECT_THAT(refusals_.all, IsEmpty());
}

TEST_F(BoundsNet, WhoHasTakenAllHoldsNothing) {
  Topic& topic = *server_.broker().topics().create("t", 1, -1, {}).topic;
  server_.broker().topics().append(topic, *topic.partitions[0], batch_of(16 << 20));
  std::vector<std::unique_ptr<test::RawClient>> clients;
  for (std::int32_t i = 1; i <= 6; ++i) {
    clients.push_back(std::make_unique<test::RawClient>(
        server_.endpoints().at(0).port, [this] { loop_.run_until([] { return false; }, kTurn); }));
    clients.back()->send(frame_of(fetch_all(), 11, i));
    EXPECT_EQ(correlation_of(read_frame(*clients.back())), i);
  }
  EXPECT_THAT(refusals_.all, IsEmpty());
  for (const auto& client : clients) {
    client->send(frame_of(protocol::ApiVersionsRequest(), 0, 9));
    EXPECT_EQ(correlation_of(read_frame(*client)), 9);
  }
}

TEST_F(BoundsNet, AFetchTakesLessWhileOthersDoNotTakeTheirs) {
  Topic& topic = *server_.broker().topics().create("t", 1, -1, {}).topic;
  for (int i = 0; i < 40; ++i)
    server_.broker().topics().append(topic, *topic.partitions[0], batch_of(1 << 20));
  const auto silent = clients_that_do_not_read(12);
  EXPECT_THAT(refusals_.all, IsEmpty());
  auto reading = connect();
  reading.send(frame_of(fetch_all(), 11, 7));
  const std::string answer = read_frame(reading);
  EXPECT_EQ(correlation_of(answer), 7);
  EXPECT_GT(answer.size(), 1U << 20);
}

}  // namespace
}  // namespace ricochet::bus::broker
