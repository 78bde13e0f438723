// Faults beside what waits, and how a broker is put back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/bus/broker/fault_fixture.h"

namespace ricochet::bus::broker::api {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;

TEST_F(FaultCommands, AnEmptyGroupHasNobodyToRebalanceOrExpire) {
  commit("g", "t", 1);
  EXPECT_EQ(told(R"({ "rebalance": { "group": "g" } })"), "bus/no-member");
  EXPECT_EQ(told(R"({ "expire": { "group": "g" } })"), "bus/no-member");
}

TEST_F(FaultCommands, AResetEndsOpenTransactions) {
  make_topic("t");
  auto& transactions = broker_.transactions();
  const auto producer = transactions.init("tx", 60000, -1, -1);
  const Transactions::Claim claim{"tx", producer.id, producer.epoch};
  EXPECT_EQ(transactions.add_partitions(claim, {{"t", 0}}), Error::kNone);
  BatchHead head;
  head.producer_id = producer.id;
  head.producer_epoch = producer.epoch;
  head.base_sequence = 0;
  head.attributes = 0x10;  // transactional
  produce_one("t", batch({"x"}, head), 0, "tx");
  told(R"({ "reset": true })");
  EXPECT_THAT(sink_.lines, Contains("ended tx fenced"));
  produce_one("t", batch({"plain"}));
  const Log& log = broker_.topics().partition({"t", 0})->log;
  EXPECT_EQ(log.stable(), log.end());
  EXPECT_EQ(transactions.end(claim, true), Error::kProducerFenced);
}

TEST_F(FaultsOnThree, AResetPutsBackWhatWasMoved) {
  make_topic("t", 3);
  stand_alone(broker_, "g", "me", "t", {0});
  std::vector<std::int32_t> leaders;
  for (const auto& partition : broker_.topics().find("t")->partitions)
    leaders.push_back(partition->leader);
  const std::int32_t coordinator = broker_.coordinator_of("g");
  told(R"({ "move_leader": { "topic": "t" } })");
  told(R"({ "move_coordinator": { "group": "g" } })");
  const std::string down = std::to_string(broker_.coordinator_of("g"));
  EXPECT_EQ(told(R"({ "broker_down": )" + down + " }"), "broker " + down + " is down");
  const auto waiting =
      call(&fetch, fetch_request("t", 0), 11, broker_.topics().partition({"t", 0})->leader);
  EXPECT_FALSE(waiting->answer);
  told(R"({ "reset": true })");
  for (std::size_t i = 0; i < leaders.size(); ++i)
    EXPECT_EQ(broker_.topics().find("t")->partitions[i]->leader, leaders[i]);
  EXPECT_EQ(broker_.coordinator_of("g"), coordinator);
  for (const Node& node : broker_.nodes()) EXPECT_TRUE(node.up);
  ASSERT_TRUE(waiting->answer);
  EXPECT_EQ(waiting->answer->responses[0].partitions[0].error_code, 6);
}

TEST_F(FaultCommands, WhatIsFetchedIsToldWhenTheAnswerLeaves) {
  make_topic("t");
  produce_one("t", batch({"a"}));
  keeps_ = true;
  const auto kept = call(&fetch, fetch_request("t", 0), 11);
  ASSERT_TRUE(kept->answer);
  EXPECT_THAT(sink_.lines.back(), HasSubstr("produced"));
  ASSERT_TRUE(kept->leaves);
  kept->leaves();
  EXPECT_THAT(sink_.lines.back(), EndsWith("fetched t/0 me 0..1"));
  const auto empty = call(&fetch, fetch_request("t", 1), 11);
  loop_.advance(std::chrono::seconds(1));
  ASSERT_TRUE(empty->answer);
  EXPECT_FALSE(empty->leaves);
}

TEST_F(FaultCommands, AFetchThatWaitsComesAgainToMeetANewFault) {
  make_topic("t");
  const auto waiting = call(&fetch, fetch_request("t", 0), 11);
  apply(R"({ "drop": true, "on": { "api": "Produce" } })").value();
  EXPECT_FALSE(waiting->answer) << "it is not for a fetch";
  apply(R"({ "drop": true, "on": { "api": "Fetch" } })").value();
  ASSERT_TRUE(waiting->answer);
  for (const auto& part : waiting->answer->responses[0].partitions[0].records.parts)
    EXPECT_EQ(part, "");
  const auto other = call(&fetch, fetch_request("t", 0), 11);
  apply(R"({ "observe": true, "on": {} })").value();
  EXPECT_TRUE(other->answer);
}

TEST_F(FaultCommands, EverythingIsEmptiedAndClientsGoOn) {
  make_topic("t");
  produce_one("t", batch({"a", "b"}));
  commit("gone", "t", 1);
  stand_alone(broker_, "stays", "me", "t", {0});
  apply(R"({ "observe": true, "on": {} })").value();
  EXPECT_EQ(told(R"({ "reset": true })"),
            "all records, open transactions and groups without members are gone");
  const Log& log = broker_.topics().partition({"t", 0})->log;
  EXPECT_EQ(log.start(), 2);
  EXPECT_EQ(log.end(), 2);
  EXPECT_EQ(broker_.groups().find("gone"), nullptr);
  EXPECT_EQ(broker_.groups().find("stays")->members().size(), 1U);
  EXPECT_EQ(told(R"({ "clear": true })"), "no fault is set any more");
  EXPECT_TRUE(broker_.faults().empty());
}

}  // namespace
}  // namespace ricochet::bus::broker::api
