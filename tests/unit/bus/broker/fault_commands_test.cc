// What faults do to the broker itself, and errors that handlers were asked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/bus/broker/fault_fixture.h"

namespace ricochet::bus::broker::api {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

TEST_F(FaultCommands, AGroupRebalances) {
  EXPECT_EQ(told(R"({ "rebalance": { "group": "g" } })"), "bus/no-group");
  stand_alone(broker_, "g", "me", "t", {0});
  EXPECT_EQ(told(R"({ "rebalance": { "group": "g" } })"), "group g rebalances 1 member");
  EXPECT_EQ(broker_.groups().find("g")->state(), GroupState::kPreparingRebalance);
  EXPECT_THAT(sink_.lines, Contains("rebalancing g 1: asked for"));
}

TEST_F(FaultCommands, MembersExpireByWhatTheyAre) {
  stand_alone(broker_, "g", "me", "t", {0});
  const auto nobody = apply(R"({ "expire": { "group": "g", "client": "you", "instance": "i" } })");
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().message,
            R"(group g has no member with the instance "i", the client id "you")");
  EXPECT_EQ(told(R"({ "expire": { "group": "g", "client": "me" } })"), "group g: 1 member expired");
  EXPECT_TRUE(broker_.groups().find("g")->members().empty());
  EXPECT_THAT(sink_.lines, Contains("left g me: session timed out"));
}

TEST_F(FaultCommands, AGroupReadsAgain) {
  make_topic("t");
  produce_one("t", batch({"a", "b", "c"}));
  EXPECT_EQ(told(R"({ "redeliver": { "group": "g", "back": 1 } })"), "bus/no-group");
  const auto member = stand_alone(broker_, "g", "me", "t", {0});
  EXPECT_EQ(told(R"({ "redeliver": { "group": "g", "back": 1 } })"), "bus/nothing-to-redeliver");
  commit("g", "t", 3);
  EXPECT_EQ(told(R"({ "redeliver": { "group": "g", "topic": "u", "back": 1 } })"), "bus/no-topic");
  EXPECT_EQ(told(R"({ "redeliver": { "group": "g", "topic": "t", "partition": 7, "back": 1 } })"),
            "bus/nothing-to-redeliver");
  EXPECT_EQ(told(R"({ "redeliver": { "group": "g", "back": 1 } })"),
            "group g reads again: t/0 from 2; 1 member must join again");
  EXPECT_EQ(committed("g", "t"), 2);
  // Whoever was a member cannot commit what it has read meanwhile.
  Group& group = *broker_.groups().find("g");
  EXPECT_NE(group.may_commit(member, "", group.generation(), false), Error::kNone);
  EXPECT_EQ(told(R"({ "redeliver": { "group": "g", "offset": 0 } })"),
            "group g reads again: t/0 from 0; 0 members must join again");
  EXPECT_EQ(told(R"({ "redeliver": { "group": "g", "since": "2020-01-01T00:00:00Z" } })"),
            "group g reads again: t/0 from 3; 0 members must join again");
}

TEST_F(FaultCommands, AProducerIsFenced) {
  EXPECT_EQ(told(R"({ "fence": { "transaction": "tx" } })"), "bus/no-transaction");
  make_topic("t");
  const auto producer = broker_.transactions().init("tx", 1000, -1, -1);
  const Transactions::Claim claim{"tx", producer.id, producer.epoch};
  EXPECT_EQ(broker_.transactions().add_partitions(claim, {{"t", 0}}), Error::kNone);
  EXPECT_EQ(told(R"({ "fence": { "transaction": "tx" } })"), "the producer of tx is fenced");
  EXPECT_THAT(sink_.lines, Contains("ended tx fenced"));
  EXPECT_EQ(broker_.transactions().end(claim, true), Error::kProducerFenced);
}

TEST_F(FaultCommands, OneBrokerHasNowhereToMoveTo) {
  make_topic("t");
  EXPECT_EQ(told(R"({ "move_leader": { "topic": "u" } })"), "bus/no-topic");
  EXPECT_EQ(told(R"({ "move_leader": { "topic": "t", "partition": 1 } })"), "bus/no-partition");
  EXPECT_EQ(told(R"({ "move_leader": { "topic": "t" } })"), "bus/cannot-move");
  EXPECT_EQ(told(R"({ "broker_down": 2 })"), "bus/no-broker");
}

TEST_F(FaultsOnThree, LeadersMoveAndWhoWaitsIsTold) {
  make_topic("t");
  Partition& partition = *broker_.topics().partition({"t", 0});
  const std::int32_t before = partition.leader;
  const auto waiting = call(&fetch, fetch_request("t", 0), 11, before);
  EXPECT_FALSE(waiting->answer);
  EXPECT_THAT(told(R"({ "move_leader": { "topic": "t" } })"), HasSubstr("is broker "));
  EXPECT_NE(partition.leader, before);
  EXPECT_EQ(partition.leader_epoch, 1);
  ASSERT_TRUE(waiting->answer);
  EXPECT_EQ(waiting->answer->responses[0].partitions[0].error_code, 6);
}

TEST_F(FaultsOnThree, CoordinatorsMoveAndWhoWaitsIsTold) {
  Group& group = *broker_.groups().ensure("g");
  stand_alone(broker_, "g", "me", "t", {0});
  JoinRequest other;
  other.client = {"you", "127.0.0.1"};
  other.session = other.rebalance = std::chrono::seconds(10);
  other.protocol_type = "consumer";
  other.protocols = {{"range", ""}};
  std::optional<JoinAnswer> answer;
  group.join(other, [&](JoinAnswer given) { answer = std::move(given); });
  EXPECT_FALSE(answer);
  const std::int32_t before = broker_.coordinator_of("g");
  EXPECT_THAT(told(R"({ "move_coordinator": { "group": "g" } })"), HasSubstr("is broker "));
  EXPECT_NE(broker_.coordinator_of("g"), before);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error, Error::kNotCoordinator);
  EXPECT_EQ(told(R"({ "move_coordinator": { "transaction": "tx", "to": 9 } })"), "bus/cannot-move");
}

TEST_F(FaultsOnThree, ABrokerGoesDownWithAllThatItHad) {
  make_topic("t", 6);
  std::vector<std::pair<std::int32_t, bool>> ports;
  broker_.on_up([&](const Node& node) -> base::Status {
    ports.emplace_back(node.id, node.up);
    return {};
  });
  EXPECT_EQ(told(R"({ "broker_down": 1 })"), "broker 1 is down");
  EXPECT_EQ(told(R"({ "broker_down": 1 })"), "broker 1 is down");
  for (const auto& partition : broker_.topics().find("t")->partitions)
    EXPECT_NE(partition->leader, 1);
  for (const char* key : {"a", "b", "c", "d", "e"}) EXPECT_NE(broker_.coordinator_of(key), 1);
  Context made = context(12, 2);
  const auto told_of = metadata(made, {});
  EXPECT_EQ(told_of.brokers.size(), 2U);
  EXPECT_EQ(told_of.controller_id, 2);
  EXPECT_EQ(told(R"({ "broker_up": 1 })"), "broker 1 is up");
  EXPECT_THAT(ports, ElementsAre(std::pair(1, false), std::pair(1, true)));
}

TEST_F(FaultCommands, ACoordinatorThatCannotBeFoundIsThatOfOneGroup) {
  apply(R"({ "error": 15, "on": { "api": "FindCoordinator", "group": "a" } })").value();
  apply(R"({ "error": 14, "on": { "api": "FindCoordinator", "transaction": "b" } })").value();
  FindCoordinatorRequest request;
  request.coordinator_keys = {"a", "b"};
  Context groups = with_plan({10, 1, {"me", ""}, {"a", "b"}, {}, {}}, 4);
  const auto of_groups = find_coordinator(groups, request).coordinators;
  EXPECT_EQ(of_groups[0].error_code, 15);
  EXPECT_EQ(of_groups[1].error_code, 0);
  request.key_type = 1;
  Context transactions = with_plan({10, 1, {"me", ""}, {}, {"a", "b"}, {}}, 4);
  const auto of_transactions = find_coordinator(transactions, request).coordinators;
  EXPECT_EQ(of_transactions[0].error_code, 0);
  EXPECT_EQ(of_transactions[1].error_code, 14);
}

TEST_F(FaultsOnThree, WhatNoRequestCanFitHereIsRefused) {
  EXPECT_EQ(told(R"({ "drop": true, "on": { "broker": 4 } })"), "bus/no-broker");
  EXPECT_EQ(told(R"({ "broker_up": 2, "on": { "api": "Fetch", "broker": 9 } })"), "bus/no-broker");
  EXPECT_TRUE(broker_.faults().empty());
  EXPECT_THAT(told(R"({ "drop": true, "on": { "broker": 3 } })"), HasSubstr("at broker 3"));
}

class FaultsAsKafka28 : public FaultCommands {
 protected:
  static BrokerOptions old() {
    BrokerOptions options;
    options.as_release = 208;
    return options;
  }
  FaultsAsKafka28() : FaultCommands(old()) {}
};

TEST_F(FaultsAsKafka28, AnApiThatItsReleaseLacksIsRefused) {
  EXPECT_EQ(told(R"({ "drop": true, "on": { "api": ["Fetch", "ListTransactions"] } })"),
            "bus/no-api");
  EXPECT_THAT(told(R"({ "drop": true, "on": { "api": "Fetch" } })"), HasSubstr("on Fetch"));
}

class FaultsOnFullBroker : public FaultCommands {
 protected:
  static BrokerOptions small() {
    BrokerOptions options;
    options.state_memory = 20'000;
    return options;
  }
  FaultsOnFullBroker() : FaultCommands(small()) {}
};

TEST_F(FaultsOnFullBroker, ARedeliveryIsCountedAsAnyCommit) {
  make_topic("t", 5);
  const std::string member = stand_alone(broker_, "g", "me", "t", {0, 1, 2, 3, 4});
  Charge rest(&broker_.state());
  rest.set(broker_.state().limit - broker_.state().used - 100);
  EXPECT_EQ(told(R"({ "redeliver": { "group": "g", "offset": 0 } })"), "bus/full");
  EXPECT_EQ(broker_.groups().find("g")->members().size(), 1U) << "nothing is done";
  rest.set(0);
  EXPECT_THAT(told(R"({ "redeliver": { "group": "g", "offset": 0 } })"),
              HasSubstr("1 member must join again"));
}

TEST_F(FaultCommands, TooManyFaultsAreRefused) {
  for (std::size_t i = 0; i < faults::Faults::kMost; ++i)
    EXPECT_NE(apply(R"({ "observe": true, "on": {} })")->id, 0U);
  EXPECT_EQ(told(R"({ "observe": true, "on": {} })"), "bus/too-many-faults");
}

TEST_F(FaultCommands, AnErrorLeavesTheOtherPartitionsAsTheyAre) {
  make_topic("t", 2);
  apply(
      R"({ "error": "NOT_LEADER_OR_FOLLOWER", "on": { "api": "Produce", "topic": "t", "partition": 1 },
             "times": 1 })")
      .value();
  Asked asked{0, 1, {"me", ""}, {}, {}, {{"t", {0, 1}}}};
  ProduceRequest request;
  request.acks = -1;
  auto& data = request.topic_data.emplace_back();
  data.name = "t";
  const std::string bytes = batch({"x"});
  for (const std::int32_t index : {0, 1}) {
    auto& one = data.partition_data.emplace_back();
    one.index = index;
    one.records.parts = {bytes};
  }
  std::optional<ProduceResponse> answer;
  std::string frame;
  Context made = with_plan(asked, 9);
  produce(made, request,
          Reply<ProduceResponse>(Responder("",
                                           [&](Responder::Outgoing outcome) {
                                             frame = std::move(outcome.text);
                                             answer = decode<ProduceResponse>(frame, 9).value();
                                           }),
                                 9));
  const auto& partitions = answer->responses[0].partition_responses;
  EXPECT_EQ(partitions[0].error_code, 0);
  EXPECT_EQ(partitions[1].error_code, 6);
  EXPECT_EQ(broker_.topics().partition({"t", 1})->log.end(), 0);
}

TEST_F(FaultCommands, EveryFamilyAnswersWithTheErrorThatItIsAskedFor) {
  make_topic("t");
  apply(
      R"({ "error": 15, "on": { "api": ["Heartbeat", "FindCoordinator", "InitProducerId", "EndTxn",
             "AddOffsetsToTxn"] } })")
      .value();
  const auto asked = [](std::int16_t api) { return Asked{api, 1, {"me", ""}, {}, {}, {}}; };
  Context beat = with_plan(asked(12), 3);
  HeartbeatRequest heartbeat_request;
  heartbeat_request.group_id = "g";
  EXPECT_EQ(heartbeat(beat, heartbeat_request).error_code, 15);
  Context find = with_plan(asked(10), 3);
  FindCoordinatorRequest find_request;
  find_request.key = "g";
  EXPECT_EQ(find_coordinator(find, find_request).error_code, 15);
  Context init = with_plan(asked(22), 4);
  EXPECT_EQ(init_producer_id(init, {}).error_code, 15);
  Context end = with_plan(asked(26), 3);
  EXPECT_EQ(end_txn(end, {}).error_code, 15);
  Context add = with_plan(asked(25), 3);
  EXPECT_EQ(add_offsets_to_txn(add, {}).error_code, 15);
}

TEST_F(FaultCommands, PlacesOfAdministrationHaveTheirErrors) {
  make_topic("t");
  apply(R"({ "error": 3, "on": { "api": ["Metadata", "ListOffsets", "DeleteTopics", "CreateTopics",
             "CreatePartitions", "DeleteRecords", "OffsetForLeaderEpoch"], "topic": "t" } })")
      .value();
  const Asked asked{3, 1, {"me", ""}, {}, {}, {{"t", {0}}}};
  const auto made = [&](std::int16_t api, int version) {
    Asked one = asked;
    one.api = api;
    return with_plan(one, version);
  };
  Context about = made(3, 12);
  MetadataRequest metadata_request;
  metadata_request.topics.emplace(1).at(0).name = "t";
  EXPECT_EQ(metadata(about, metadata_request).topics[0].error_code, 3);
  Context list = made(2, 5);
  ListOffsetsRequest list_request;
  list_request.topics.emplace_back().name = "t";
  list_request.topics[0].partitions.emplace_back();
  EXPECT_EQ(list_offsets(list, list_request).topics[0].partitions[0].error_code, 3);
  Context remove = made(20, 5);
  DeleteTopicsRequest remove_request;
  remove_request.topic_names = {"t"};
  EXPECT_EQ(delete_topics(remove, remove_request).responses[0].error_code, 3);
  EXPECT_NE(broker_.topics().find("t"), nullptr);
  Context grow = made(37, 3);
  CreatePartitionsRequest grow_request;
  grow_request.topics.emplace_back().name = "t";
  grow_request.topics[0].count = 5;
  EXPECT_EQ(create_partitions(grow, grow_request).results[0].error_code, 3);
  EXPECT_EQ(broker_.topics().find("t")->partitions.size(), 1U);
}

TEST_F(FaultCommands, CommitsHaveTheirErrors) {
  make_topic("t");
  apply(R"({ "error": 29, "on": { "api": ["OffsetCommit", "OffsetFetch"], "topic": "t" } })")
      .value();
  OffsetCommitRequest request;
  request.group_id = "g";
  request.generation_id_or_member_epoch = -1;
  request.topics.emplace_back().name = "t";
  request.topics[0].partitions.emplace_back().committed_offset = 5;
  Context made = with_plan({8, 1, {"me", ""}, {"g"}, {}, {{"t", {0}}}}, 7);
  EXPECT_EQ(offset_commit(made, request).topics[0].partitions[0].error_code, 29);
  EXPECT_TRUE(broker_.groups().find("g") == nullptr || committed("g", "t") == -1);
  OffsetFetchRequest fetch_request;
  fetch_request.group_id = "g";
  fetch_request.topics.emplace().push_back({"t", {0}});
  Context read = with_plan({9, 1, {"me", ""}, {"g"}, {}, {{"t", {0}}}}, 7);
  EXPECT_EQ(offset_fetch(read, fetch_request).topics[0].partitions[0].error_code, 29);
}

TEST_F(FaultCommands, AFetchIsOfTheOneGroupThatCanBeMeant) {
  make_topic("t");
  produce_one("t", batch({"a"}));
  call(&fetch, fetch_request("t", 0), 11);
  EXPECT_THAT(sink_.lines.back(), EndsWith("fetched t/0 me 0..1"));
  stand_alone(broker_, "g", "me", "t", {0});
  call(&fetch, fetch_request("t", 0), 11);
  EXPECT_THAT(sink_.lines.back(), EndsWith("fetched t/0 me of g 0..1"));
  stand_alone(broker_, "h", "me", "t", {0});
  call(&fetch, fetch_request("t", 0), 11);
  EXPECT_THAT(sink_.lines.back(), EndsWith("fetched t/0 me 0..1"));
}

}  // namespace
}  // namespace ricochet::bus::broker::api
