// Faults as a client sees them: frames, times, and how connections end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json/reader.h"
#include "bus/broker/faults/apply.h"
#include "bus/broker/faults/reader.h"
#include "bus/protocol/records.h"
#include "tests/net/bus/broker_fixture.h"

namespace ricochet::bus::broker {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

class BrokerFaults : public BrokerTest {
 protected:
  explicit BrokerFaults(ServerOptions options = {}) : BrokerTest(std::move(options)) {
    server_.broker().topics().create("t", 1, -1, {});
  }
  void set(const std::string& text) {
    base::DiagList diags;
    const auto document = base::JsonDocument::parse("fault.json", text);
    auto rule = faults::read_fault(base::JsonReader(*document, diags, "bus"));
    ASSERT_TRUE(rule) << diags.render_all();
    const auto applied = faults::apply(server_.broker(), *std::move(rule));
    ASSERT_TRUE(applied) << applied.error().message;
  }
  static std::string versions(std::int32_t correlation) {
    return frame_of(protocol::ApiVersionsRequest(), 0, correlation);
  }
  static protocol::CreateTopicsRequest topic_named(const std::string& name) {
    protocol::CreateTopicsRequest request;
    auto& topic = request.topics.emplace_back();
    topic.name = name;
    topic.num_partitions = 1;
    topic.replication_factor = 1;
    return request;
  }
  /// Puts a record into "t", without a client.
  void produce() {
    Topic& topic = *server_.broker().topics().find("t");
    protocol::RecordView record;
    record.value = "x";
    server_.broker().topics().append(topic, *topic.partitions[0],
                                     protocol::make_batch({record}, protocol::BatchHead()));
  }
  /// From the beginning of "t"; waits for a record for up to a minute.
  static std::string fetch(std::int32_t correlation) {
    protocol::FetchRequest request;
    request.max_wait_ms = 60'000;
    request.min_bytes = 1;
    request.max_bytes = 1 << 20;
    auto& topic = request.topics.emplace_back();
    topic.topic = "t";
    topic.partitions.emplace_back().partition_max_bytes = 1 << 20;
    return frame_of(request, 11, correlation);
  }
  bool has_topic(const std::string& name) {
    return server_.broker().topics().find(name) != nullptr;
  }
  template <class Response>
  static Response decoded(const std::string& answer, int version) {
    return protocol::decode<Response>(std::string_view(answer).substr(4), version).value();
  }
};

TEST_F(BrokerFaults, GroupsAreNotToldOfWhenThatIsAskedFor) {
  set(R"({ "error": "GROUP_AUTHORIZATION_FAILED", "on": { "api": ["DescribeGroups", "DeleteGroups"], "group": "mine" } })");
  set(R"({ "error": "COORDINATOR_NOT_AVAILABLE", "on": { "api": "ListGroups" }, "times": 1 })");
  auto client = connect();
  protocol::DescribeGroupsRequest describe;
  describe.groups = {"mine", "theirs"};
  client.send(frame_of(describe, 4, 1));
  const auto told = decoded<protocol::DescribeGroupsResponse>(read_frame(client), 4);
  ASSERT_EQ(told.groups.size(), 2u);
  EXPECT_EQ(told.groups[0].error_code, 30);  // GROUP_AUTHORIZATION_FAILED
  EXPECT_EQ(told.groups[1].error_code, 0);
  protocol::DeleteGroupsRequest remove;
  remove.groups_names = {"mine"};
  client.send(frame_of(remove, 1, 2));
  EXPECT_EQ(decoded<protocol::DeleteGroupsResponse>(read_frame(client), 1).results[0].error_code,
            30);
  client.send(frame_of(protocol::ListGroupsRequest(), 2, 3));
  EXPECT_EQ(decoded<protocol::ListGroupsResponse>(read_frame(client), 2).error_code, 15);
}

TEST_F(BrokerFaults, AConnectionIsDroppedBeforeOrAfterItsRequestWasDone) {
  set(R"({ "drop": true, "on": { "api": "CreateTopics", "topic": "before" } })");
  set(R"({ "drop": true, "on": { "api": "CreateTopics", "topic": "after" }, "at": "answer" })");
  auto first = connect();
  first.send(frame_of(topic_named("before"), 4, 1));
  EXPECT_EQ(first.wait_end(), test::End::kFin);
  EXPECT_FALSE(has_topic("before"));
  auto second = connect();
  second.send(frame_of(topic_named("after"), 4, 1));
  EXPECT_EQ(second.wait_end(), test::End::kFin);
  EXPECT_TRUE(has_topic("after"));
  auto third = connect();
  third.send(frame_of(topic_named("else"), 4, 1));
  EXPECT_EQ(correlation_of(read_frame(third)), 1);
  EXPECT_THAT(refusals_.all, IsEmpty());
  EXPECT_THAT(refusals_.faults,
              ElementsAre("me: connection dropped on CreateTopics of topic before",
                          "me: connection dropped on CreateTopics of topic after"));
}

TEST_F(BrokerFaults, WithoutAnAnswerTheConnectionHangs) {
  set(R"({ "no_answer": true, "on": { "api": "CreateTopics" }, "times": 1 })");
  auto client = connect();
  client.send(frame_of(topic_named("x"), 4, 1) + versions(2));
  auto other = connect();
  other.send(versions(3));
  EXPECT_EQ(correlation_of(read_frame(other)), 3);
  EXPECT_FALSE(has_topic("x"));
  EXPECT_EQ(server_.open_connections(), 2U);
  client.half_close();
  EXPECT_TRUE(wait([&] { return server_.open_connections() == 1; }));
  EXPECT_EQ(client.read_all(), "");
}

TEST_F(BrokerFaults, TheAnswerAloneMayBeLost) {
  set(R"({ "no_answer": true, "on": { "api": "CreateTopics" }, "at": "answer" })");
  auto client = connect();
  client.send(frame_of(topic_named("x"), 4, 1));
  EXPECT_TRUE(wait([&] { return has_topic("x"); }));
  client.half_close();
  EXPECT_EQ(client.read_all(), "");
}

TEST_F(BrokerFaults, ADelayIsBeforeTheRequestOrBeforeTheAnswer) {
  set(R"({ "delay": "60ms", "on": { "api": "CreateTopics", "topic": "late" } })");
  set(R"({ "delay": "60ms", "on": { "api": "CreateTopics", "topic": "early" }, "at": "answer" })");
  auto client = connect();
  client.send(frame_of(topic_named("late"), 4, 1) + versions(2));
  EXPECT_TRUE(wait([&] { return !refusals_.faults.empty(); }));
  EXPECT_FALSE(has_topic("late"));
  EXPECT_EQ(correlation_of(read_frame(client)), 1);
  EXPECT_TRUE(has_topic("late"));
  EXPECT_EQ(correlation_of(read_frame(client)), 2);
  const auto before = loop_.now();
  client.send(frame_of(topic_named("early"), 4, 3));
  EXPECT_TRUE(wait([&] { return has_topic("early"); }));
  EXPECT_EQ(correlation_of(read_frame(client)), 3);
  EXPECT_GE(loop_.now() - before, milliseconds(60));
}

TEST_F(BrokerFaults, AClientThatGoesMeanwhileLeavesNothing) {
  set(R"({ "delay": "1h", "on": {} })");
  {
    auto client = connect();
    client.send(versions(1));
    EXPECT_TRUE(wait([&] { return !refusals_.faults.empty(); }));
  }
  EXPECT_TRUE(wait([&] { return server_.open_connections() == 0; }));
}

TEST_F(BrokerFaults, AConnectionThatHangsEndsWithItsFault) {
  set(R"({ "no_answer": true, "on": { "api": "CreateTopics", "topic": "before" } })");
  set(R"({ "no_answer": true, "on": { "api": "CreateTopics", "topic": "after" }, "at": "answer" })");
  auto before = connect(), after = connect();
  before.send(frame_of(topic_named("before"), 4, 1));
  after.send(frame_of(topic_named("after"), 4, 1));
  EXPECT_TRUE(wait([&] { return refusals_.faults.size() == 2; }));
  EXPECT_TRUE(server_.broker().faults().remove(1));
  EXPECT_EQ(before.wait_end(), test::End::kFin);
  EXPECT_EQ(server_.open_connections(), 1U);
  server_.broker().faults().clear();
  EXPECT_EQ(after.wait_end(), test::End::kFin);
  EXPECT_FALSE(has_topic("before")) << "the request is lost";
}

TEST_F(BrokerFaults, WhatIsDelayedGoesOnWhenItsFaultIsTakenBack) {
  set(R"({ "delay": "1h", "on": { "api": "CreateTopics", "topic": "late" } })");
  set(R"({ "delay": "1h", "on": { "api": "CreateTopics", "topic": "early" }, "at": "answer" })");
  set(R"({ "throttle": "1h", "on": { "api": "CreateTopics", "topic": "mute" } })");
  set(R"({ "slow": "1B", "on": { "api": "CreateTopics", "topic": "slow" } })");
  test::RawClient clients[] = {connect(), connect(), connect(), connect()};
  const char* const names[] = {"late", "early", "mute", "slow"};
  for (std::size_t i = 0; i < 4; ++i) clients[i].send(frame_of(topic_named(names[i]), 4, 1));
  EXPECT_EQ(correlation_of(read_frame(clients[2])), 1);
  clients[2].send(versions(1));
  EXPECT_TRUE(wait([&] { return refusals_.faults.size() == 4 && has_topic("slow"); }));
  EXPECT_FALSE(has_topic("late"));
  server_.broker().faults().clear();
  for (auto& client : clients) EXPECT_EQ(correlation_of(read_frame(client)), 1);
  EXPECT_TRUE(has_topic("late"));
}

TEST_F(BrokerFaults, AFaultThatWasTakenBackDoesNothingToAFetchThatWaits) {
  set(R"({ "drop": true, "on": { "api": "Fetch", "client": "me" }, "at": "answer" })");
  set(R"({ "no_answer": true, "on": { "api": "Fetch", "client": "me" }, "at": "answer" })");
  auto client = connect();
  client.send(fetch(1));
  EXPECT_TRUE(wait([&] { return !refusals_.faults.empty(); }));
  server_.broker().faults().clear();
  produce();
  EXPECT_EQ(correlation_of(read_frame(client)), 1);
  EXPECT_THAT(refusals_.fetches, ElementsAre(1));
}

TEST_F(BrokerFaults, WhatDoesNotReachTheClientIsNotFetched) {
  produce();
  set(R"({ "drop": true, "on": { "api": "Fetch" }, "at": "answer", "times": 1 })");
  auto dropped = connect();
  dropped.send(fetch(1));
  EXPECT_EQ(dropped.wait_end(), test::End::kFin);
  set(R"({ "no_answer": true, "on": { "api": "Fetch" }, "at": "answer", "times": 1 })");
  auto hangs = connect();
  hangs.send(fetch(1));
  EXPECT_TRUE(wait([&] { return refusals_.faults.size() == 2; }));
  set(R"({ "delay": "1h", "on": { "api": "Fetch" }, "at": "answer", "times": 1 })");
  auto late = connect();
  late.send(fetch(1));
  EXPECT_TRUE(wait([&] { return refusals_.faults.size() == 3; }));
  set(R"({ "slow": "1B", "on": { "api": "Fetch" }, "times": 1 })");
  auto slow = connect();
  slow.send(fetch(1));
  EXPECT_NE(slow.read(1), "") << "it trickles";
  EXPECT_THAT(refusals_.fetches, IsEmpty());
  server_.broker().faults().clear();
  EXPECT_EQ(correlation_of(read_frame(late)), 1);
  EXPECT_TRUE(wait([&] { return refusals_.fetches.size() == 2; })) << "the slow one, too";
}

TEST_F(BrokerFaults, WhatCannotBeDoneIsNotToldAsDone) {
  set(R"({ "rebalance": { "group": "g" }, "on": { "api": "ApiVersions" } })");
  auto client = connect();
  client.send(versions(1));
  EXPECT_EQ(correlation_of(read_frame(client)), 1);
  EXPECT_THAT(refusals_.faults, ElementsAre("me: rebalance of group g on ApiVersions: not done, "
                                            "there is no group \"g\" at the broker"));
}

TEST_F(BrokerFaults, WhoIsThrottledIsToldAndNotListenedTo) {
  set(R"({ "throttle": "80ms", "on": { "api": "CreateTopics" }, "times": 1 })");
  auto client = connect();
  const auto before = loop_.now();
  client.send(frame_of(topic_named("x"), 4, 1));
  const auto told = decoded<protocol::CreateTopicsResponse>(read_frame(client), 4);
  EXPECT_EQ(told.throttle_time_ms, 80);
  client.send(versions(2));
  EXPECT_EQ(correlation_of(read_frame(client)), 2);
  EXPECT_GE(loop_.now() - before, milliseconds(80));
  client.send(versions(3));
  EXPECT_EQ(correlation_of(read_frame(client)), 3);
}

TEST_F(BrokerFaults, ASlowAnswerTakesAsLongAsItsBytesSay) {
  set(R"({ "slow": "2KB", "on": { "api": "ApiVersions" } })");
  auto client = connect();
  client.send(versions(1));
  const auto before = loop_.now();
  EXPECT_NE(client.read(1), "");
  EXPECT_LT(loop_.now() - before, milliseconds(100)) << "it does not come all at once at the end";
  std::string bytes = client.read(3);
  bytes = client.read(protocol::load<std::uint32_t>((std::string(1, '\0') + bytes).data()));
  const auto expected = std::chrono::milliseconds(bytes.size() / 2);
  EXPECT_GE(loop_.now() - before, expected * 9 / 10);
}

TEST_F(BrokerFaults, AnErrorIsAnAnswerLikeOthers) {
  set(R"({ "error": "NOT_COORDINATOR", "on": { "api": "Heartbeat", "group": "g" }, "skip": 1, "times": 1 })");
  protocol::HeartbeatRequest request;
  request.group_id = "g";
  auto client = connect();
  std::vector<int> errors;
  for (std::int32_t i = 1; i <= 3; ++i) {
    client.send(frame_of(request, 3, i));
    errors.push_back(decoded<protocol::HeartbeatResponse>(read_frame(client), 3).error_code);
  }
  EXPECT_THAT(errors, ElementsAre(25, 16, 25));
}

TEST_F(BrokerFaults, ObservingChangesNothing) {
  set(R"({ "observe": true, "on": { "client": "me" } })");
  auto client = connect();
  client.send(versions(1));
  EXPECT_EQ(correlation_of(read_frame(client)), 1);
  EXPECT_EQ(server_.broker().faults().all().at(1).done, 1U);
  EXPECT_THAT(refusals_.faults, IsEmpty());
}

class FaultsOnThreeNodes : public BrokerFaults {
 protected:
  static ServerOptions three() {
    ServerOptions options;
    options.broker.brokers = 3;
    return options;
  }
  FaultsOnThreeNodes() : BrokerFaults(three()) {}
};

TEST_F(FaultsOnThreeNodes, ABrokerThatIsDownHasNoPortAndComesBackAtTheSame) {
  auto client = connect(0);
  client.send(versions(1));
  EXPECT_EQ(correlation_of(read_frame(client)), 1);
  set(R"({ "broker_down": 1 })");
  EXPECT_EQ(client.wait_end(), test::End::kFin);
  auto other = connect(1);
  other.send(frame_of(protocol::MetadataRequest(), 1, 2));
  const auto told = decoded<protocol::MetadataResponse>(read_frame(other), 1);
  EXPECT_EQ(told.brokers.size(), 2U);
  EXPECT_EQ(told.controller_id, 2);
  set(R"({ "broker_up": 1 })");
  auto again = connect(0);
  again.send(versions(3));
  EXPECT_EQ(correlation_of(read_frame(again)), 3);
}

TEST_F(FaultsOnThreeNodes, ABrokerMayGoDownWithTheRequestThatItWasAskedFor) {
  set(R"({ "broker_down": 1, "on": { "api": "CreateTopics", "broker": 1 }, "times": 1 })");
  auto client = connect(0);
  client.send(frame_of(topic_named("x"), 4, 1));
  EXPECT_EQ(client.wait_end(), test::End::kFin);
  EXPECT_FALSE(has_topic("x"));
  EXPECT_FALSE(server_.broker().nodes()[0].up);
}

}  // namespace
}  // namespace ricochet::bus::broker
