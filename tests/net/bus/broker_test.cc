// The broker's connections: frames, versions, order, bounds, hostile bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text/encoding.h"
#include "tests/net/bus/broker_fixture.h"
#include "tests/net/bus/frames.h"

namespace ricochet::bus::broker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(BrokerTest, AnUnknownVersionOfApiVersionsIsAnsweredInItsFirstForm) {
  auto client = connect();
  protocol::RequestHeader header;
  header.request_api_key = 18;
  header.request_api_version = 99;
  header.correlation_id = 7;
  std::string bytes;
  protocol::encode(header, 2, bytes);
  client.send(sized(bytes));
  EXPECT_EQ(base::hex_encode(read_frame(client)),
            "00000007"
            "0023"
            "00000001"
            "0012"
            "0000"
            "0004");
  // And the connection goes on.
  client.send(frame_of(protocol::ApiVersionsRequest(), 0, 8));
  EXPECT_EQ(correlation_of(read_frame(client)), 8);
}

TEST_F(BrokerTest, WhatIsNotServedClosesTheConnectionAndIsTold) {
  auto unknown = connect();
  unknown.send(sized(std::string("\x03\xe8\0\0\0\0\0\1\0\2me", 12)));
  EXPECT_EQ(unknown.wait_end(), test::End::kFin);
  auto old = connect();
  old.send(frame_of(protocol::ProduceRequest(), 2, 1));
  EXPECT_EQ(old.wait_end(), test::End::kFin);
  auto garbage = connect();
  garbage.send(sized(std::string("\0\3\0\4\0\0\0\1\0\2me\x7f\xff\xff\xff", 16)));
  EXPECT_EQ(garbage.wait_end(), test::End::kFin);
  EXPECT_THAT(refusals_.all, ElementsAre("me: API 1000 is not served",
                                         "me: Produce version 2 is not served, only 3 to 13",
                                         HasSubstr("me: MetadataRequest v4, Topics: announces")));
}

class AsKafka28Net : public BrokerTest {
 protected:
  static ServerOptions old() {
    ServerOptions options;
    options.broker.as_release = 208;
    return options;
  }
  AsKafka28Net() : BrokerTest(old()) {}
};

TEST_F(AsKafka28Net, WhatItsReleaseLacksIsNotServed) {
  auto newer = connect();
  newer.send(frame_of(protocol::MetadataRequest(), 12, 1));
  EXPECT_EQ(newer.wait_end(), test::End::kFin);
  auto lacking = connect();
  lacking.send(frame_of(protocol::ListTransactionsRequest(), 0, 1));
  EXPECT_EQ(lacking.wait_end(), test::End::kFin);
  auto asks = connect();
  asks.send(frame_of(protocol::ApiVersionsRequest(), 4, 1));
  const std::string frame = read_frame(asks);
  const auto told =
      protocol::decode<protocol::ApiVersionsResponse>(std::string_view(frame).substr(4), 0).value();
  EXPECT_EQ(told.error_code, 35);
  EXPECT_EQ(told.api_keys.at(0).max_version, 3);
  EXPECT_THAT(refusals_.all, ElementsAre("me: Metadata version 12 is not served, only 0 to 11",
                                         "me: API 66 is not served"));
}

TEST_F(BrokerTest, SizesThatLieCloseTheConnection) {
  for (const std::string& size : {std::string("\xff\xff\xff\xff", 4),
                                  std::string("\x7f\xff\xff\xff", 4), std::string("GET ", 4)}) {
    auto client = connect();
    client.send(size + std::string("\0\3", 2));
    EXPECT_EQ(client.wait_end(), test::End::kFin);
  }
  EXPECT_THAT(refusals_.all[1], HasSubstr("at most 16.0 MiB are taken"));
}

TEST_F(BrokerTest, AnswersComeInTheOrderOfTheRequests) {
  server_.broker().topics().create("t", 1, -1, {});
  protocol::FetchRequest fetch;
  fetch.max_wait_ms = 30;
  fetch.min_bytes = 1;
  fetch.topics.emplace_back().topic = "t";
  fetch.topics[0].partitions.emplace_back().partition_max_bytes = 100;
  auto client = connect();
  client.send(frame_of(fetch, 11, 1) + frame_of(protocol::ApiVersionsRequest(), 0, 2) +
              frame_of(protocol::ApiVersionsRequest(), 0, 3));
  for (std::int32_t expected : {1, 2, 3}) EXPECT_EQ(correlation_of(read_frame(client)), expected);
}

TEST_F(BrokerTest, ByteByByteIsARequestToo) {
  auto client = connect();
  for (const char byte : frame_of(protocol::ApiVersionsRequest(), 0, 5))
    client.send(std::string(1, byte));
  EXPECT_EQ(correlation_of(read_frame(client)), 5);
}

TEST_F(BrokerTest, AClientThatGoesWhileItsFetchWaitsLeavesNothing) {
  server_.broker().topics().create("t", 1, -1, {});
  auto& partition = *server_.broker().topics().find("t")->partitions[0];
  protocol::FetchRequest fetch;
  fetch.max_wait_ms = 60'000;
  fetch.min_bytes = 1;
  fetch.topics.emplace_back().topic = "t";
  fetch.topics[0].partitions.emplace_back().partition_max_bytes = 100;
  {
    auto client = connect();
    client.send(frame_of(fetch, 11, 1));
    ASSERT_TRUE(wait([&] { return partition.changed.size() == 1; }));
  }
  EXPECT_TRUE(wait([&] { return server_.open_connections() == 0; }));
  EXPECT_EQ(partition.changed.size(), 0U);
}

TEST_F(BrokerTest, StopEndsWaitingFetchesAndFreesThePort) {
  server_.broker().topics().create("t", 1, -1, {});
  protocol::FetchRequest fetch;
  fetch.max_wait_ms = 60'000;
  fetch.min_bytes = 1;
  fetch.topics.emplace_back().topic = "t";
  fetch.topics[0].partitions.emplace_back().partition_max_bytes = 100;
  auto client = connect();
  client.send(frame_of(fetch, 11, 1));
  ASSERT_TRUE(wait(
      [&] { return server_.broker().topics().find("t")->partitions[0]->changed.size() == 1; }));
  server_.stop();
  EXPECT_EQ(client.wait_end(), test::End::kFin);
  EXPECT_TRUE(server_.start());
}

TEST_F(BrokerTest, RandomBytesNeverBringItDown) {
  base::Random random(9);
  for (int round = 0; round < 200; ++round) {
    auto client = connect();
    std::string bytes =
        frame_of(protocol::MetadataRequest(), static_cast<int>(random.below(13)), 1);
    if (round % 2 == 0)
      bytes = frame_of(protocol::FetchRequest(), 4 + static_cast<int>(random.below(15)), 1);
    for (std::uint64_t i = 0; i <= random.below(4); ++i)
      bytes[4 + random.below(bytes.size() - 4)] = static_cast<char>(random.next());
    client.send(bytes);
    client.half_close();
    client.read_all();
  }
  auto client = connect();
  client.send(frame_of(protocol::ApiVersionsRequest(), 0, 5));
  EXPECT_EQ(correlation_of(read_frame(client)), 5);
}

class ImpatientBroker : public BrokerTest {
 protected:
  static ServerOptions impatient() {
    ServerOptions options;
    options.limits.stall = std::chrono::milliseconds(20);
    options.limits.connections = 1;
    return options;
  }
  ImpatientBroker() : BrokerTest(impatient()) {}
};

TEST_F(ImpatientBroker, HalfARequestIsNotWaitedForForEver) {
  auto client = connect();
  client.send(frame_of(protocol::ApiVersionsRequest(), 0, 5).substr(0, 9));
  EXPECT_EQ(client.wait_end(), test::End::kFin);
  EXPECT_THAT(refusals_.all, ElementsAre(HasSubstr("the rest of its request did not come")));
}

TEST_F(ImpatientBroker, OneConnectionTooManyIsClosed) {
  auto client = connect();
  client.send(frame_of(protocol::ApiVersionsRequest(), 0, 5));
  EXPECT_EQ(correlation_of(read_frame(client)), 5);
  auto other = connect();
  EXPECT_EQ(other.wait_end(), test::End::kFin);
  EXPECT_THAT(refusals_.all, ElementsAre(HasSubstr("there are 1 connections already")));
}

class ThreeBrokers : public BrokerTest {
 protected:
  static ServerOptions three() {
    ServerOptions options;
    options.broker.brokers = 3;
    return options;
  }
  ThreeBrokers() : BrokerTest(three()) {}
};

TEST_F(ThreeBrokers, EachHasAPortAndTellsOfAll) {
  auto client = connect(2);
  protocol::MetadataRequest request;
  client.send(frame_of(request, 1, 1));
  const std::string bytes = read_frame(client);
  const auto told =
      protocol::decode<protocol::MetadataResponse>(std::string_view(bytes).substr(4), 1).value();
  ASSERT_EQ(told.brokers.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(told.brokers[i].host, "127.0.0.1");
    EXPECT_EQ(told.brokers[i].port, server_.endpoints()[i].port);
  }
}

class TwoWays : public BrokerTest {
 protected:
  static ServerOptions two_ways() {
    ServerOptions options;
    options.broker.brokers = 2;
    options.listeners.push_back({"127.0.0.1", 0, "outside.example", 7000});
    return options;
  }
  TwoWays() : BrokerTest(two_ways()) {}
};

TEST_F(TwoWays, EachIsToldTheAddressesOfTheWayThatItCame) {
  ASSERT_EQ(server_.endpoints().size(), 4U);
  const auto ask = [&](std::size_t endpoint) {
    auto client = connect(endpoint);
    client.send(frame_of(protocol::MetadataRequest(), 1, 1));
    const std::string bytes = read_frame(client);
    const auto told =
        protocol::decode<protocol::MetadataResponse>(std::string_view(bytes).substr(4), 1).value();
    std::vector<std::string> all;
    for (const auto& node : told.brokers)
      all.push_back(node.host + ":" + std::to_string(node.port));
    return all;
  };
  EXPECT_THAT(ask(2), ElementsAre("outside.example:7000", "outside.example:7001"));
  EXPECT_THAT(ask(3), ElementsAre("outside.example:7000", "outside.example:7001"));
  EXPECT_THAT(ask(1), ElementsAre("127.0.0.1:" + std::to_string(server_.endpoints()[0].port),
                                  "127.0.0.1:" + std::to_string(server_.endpoints()[1].port)));
}

TEST_F(TwoWays, ANodeThatIsDownHasNoneOfItsPorts) {
  auto client = connect(2);
  client.send(frame_of(protocol::ApiVersionsRequest(), 0, 1));
  EXPECT_EQ(correlation_of(read_frame(client)), 1);
  EXPECT_TRUE(server_.broker().set_up(1, false));
  EXPECT_EQ(client.wait_end(), test::End::kFin);
  EXPECT_TRUE(server_.broker().set_up(1, true));
  auto again = connect(2);
  again.send(frame_of(protocol::ApiVersionsRequest(), 0, 2));
  EXPECT_EQ(correlation_of(read_frame(again)), 2);
}

TEST(BrokerStart, APortInUseIsAnErrorOfTheEnvironment) {
  base::AsioLoop loop;
  Sink sink;
  Server first(loop, base::Random(1), {}, sink);
  ASSERT_TRUE(first.start());
  ServerOptions options;
  options.port = first.endpoints()[0].port;
  Server second(loop, base::Random(1), options, sink);
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "http/port-in-use");
  EXPECT_EQ(started.error().kind, base::Diag::Kind::kEnvironment);
}

}  // namespace
}  // namespace ricochet::bus::broker
