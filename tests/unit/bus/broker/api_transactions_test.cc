// Transactions through the handlers, and random ones against what a reader of committed records may
// see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/unit/bus/broker/api_fixture.h"
#include "tests/unit/bus/broker/committed_reader.h"

namespace ricochet::bus::broker::api {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

class ApiTransactions : public ApiFixture {
 protected:
  ApiTransactions() { make_topic("t", 2); }

  struct Producer {
    std::string id;
    std::int64_t producer_id = -1;
    std::int16_t epoch = -1;
    std::int32_t sequence[2] = {0, 0};
  };

  Producer init(const std::string& id, std::int32_t timeout = 1000) {
    InitProducerIdRequest request;
    request.transactional_id = id;
    request.transaction_timeout_ms = timeout;
    Context made = context(4);
    const auto answer = init_producer_id(made, request);
    EXPECT_EQ(answer.error_code, 0);
    return {id, answer.producer_id, answer.producer_epoch};
  }
  std::int16_t add(const Producer& producer, std::int32_t partition,
                   const std::string& topic = "t") {
    AddPartitionsToTxnRequest request;
    request.v3_and_below_transactional_id = producer.id;
    request.v3_and_below_producer_id = producer.producer_id;
    request.v3_and_below_producer_epoch = producer.epoch;
    request.v3_and_below_topics = {{"t", {partition}}};
    if (topic != "t") request.v3_and_below_topics.push_back({topic, {0}});
    Context made = context(3);
    return add_partitions_to_txn(made, request)
        .results_by_topic_v3_and_below.back()
        .results_by_partition[0]
        .partition_error_code;
  }
  std::int16_t write(Producer& producer, std::int32_t partition, const std::string& value) {
    BatchHead head;
    head.attributes = BatchHead::kTransactionalBit;
    head.producer_id = producer.producer_id;
    head.producer_epoch = producer.epoch;
    head.base_sequence = producer.sequence[partition];
    const auto answer =
        produce_one("t", batch({value}, head), partition, producer.id, second_form_ ? 12 : 11);
    if (answer.error_code == 0) ++producer.sequence[partition];
    return answer.error_code;
  }
  /// In the second form (KIP-890): nothing is added, and the end gives the next epoch.
  std::int16_t finish_second(Producer& producer, bool commit) {
    EndTxnRequest request;
    request.transactional_id = producer.id;
    request.producer_id = producer.producer_id;
    request.producer_epoch = producer.epoch;
    request.committed = commit;
    const auto told = ask(&end_txn, request, 5);
    if (told.error_code == 0) producer = {producer.id, told.producer_id, told.producer_epoch};
    return told.error_code;
  }
  std::int16_t finish(const Producer& producer, bool commit, int version = 3) {
    EndTxnRequest request;
    request.transactional_id = producer.id;
    request.producer_id = producer.producer_id;
    request.producer_epoch = producer.epoch;
    request.committed = commit;
    Context made = context(version);
    return end_txn(made, request).error_code;
  }
  std::vector<std::string> visible(std::size_t partition) {
    return read_committed(broker_.topics().find("t")->partitions[partition]->log, 200);
  }
  bool second_form_ = false;
};

TEST_F(ApiTransactions, CommittedRecordsAreSeenAbortedAreNot) {
  Producer p = init("tx");
  EXPECT_EQ(write(p, 0, "too early"), 48);
  EXPECT_EQ(add(p, 0), 0);
  EXPECT_EQ(write(p, 0, "a"), 0);
  EXPECT_THAT(visible(0), ElementsAre());
  EXPECT_EQ(finish(p, true), 0);
  EXPECT_THAT(visible(0), ElementsAre("a"));
  add(p, 0);
  write(p, 0, "b");
  EXPECT_EQ(finish(p, false), 0);
  EXPECT_EQ(finish(p, false), 0);
  EXPECT_EQ(finish(p, true), 48);
  EXPECT_THAT(visible(0), ElementsAre("a"));
}

TEST_F(ApiTransactions, OneUnknownPartitionStopsAllOfThem) {
  const Producer p = init("tx");
  EXPECT_EQ(add(p, 0, "nothing"), 3);
  EXPECT_EQ(add(p, 9), 3);
  Producer q = p;
  EXPECT_EQ(write(q, 0, "a"), 48);
}

TEST_F(ApiTransactions, ZombiesAreFencedWithTheErrorOfTheVersion) {
  Producer zombie = init("tx");
  add(zombie, 0);
  write(zombie, 0, "a");
  init("tx");
  EXPECT_EQ(write(zombie, 0, "b"), 47);
  EXPECT_EQ(add(zombie, 0), 90);
  EXPECT_EQ(finish(zombie, true), 90);
  EXPECT_EQ(finish(zombie, true, 1), 47);
  EXPECT_THAT(visible(0), ElementsAre());
}

TEST_F(ApiTransactions, ATransactionThatTakesTooLongIsAborted) {
  Producer p = init("tx", 500);
  add(p, 0);
  write(p, 0, "a");
  produce_one("t", batch({"behind"}));
  EXPECT_THAT(visible(0), ElementsAre());
  loop_.advance(milliseconds(500));
  EXPECT_THAT(visible(0), ElementsAre("behind"));
  EXPECT_EQ(write(p, 0, "late"), 47);
}

TEST_F(ApiTransactions, AReaderThatWaitsForCommittedRecordsIsWokenByTheEnd) {
  auto request = fetch_request("t", 0);
  request.isolation_level = 1;
  Producer p = init("tx");
  add(p, 0);
  write(p, 0, "a");
  const auto fetched = call(&fetch, request, 12);
  EXPECT_FALSE(fetched->answer);
  finish(p, true);
  EXPECT_TRUE(fetched->answer);
}

TEST_F(ApiTransactions, OffsetsBelongToTheTransaction) {
  const Producer p = init("tx");
  const auto commit = [&](std::int64_t offset) {
    TxnOffsetCommitRequest request;
    request.transactional_id = p.id;
    request.group_id = "g";
    request.producer_id = p.producer_id;
    request.producer_epoch = p.epoch;
    request.topics.emplace_back().name = "t";
    request.topics[0].partitions.emplace_back().committed_offset = offset;
    Context made = context(3);
    return txn_offset_commit(made, request).topics[0].partitions[0].error_code;
  };
  const auto stored = [&](bool stable) {
    OffsetFetchRequest request;
    request.group_id = "g";
    request.topics.emplace(1).at(0) = {"t", {0}};
    request.require_stable = stable;
    Context made = context(7);
    return offset_fetch(made, request).topics[0].partitions[0];
  };
  EXPECT_EQ(commit(5), 0);
  EXPECT_EQ(stored(false).committed_offset, -1);
  EXPECT_EQ(stored(true).error_code, 88);
  finish(p, true);
  EXPECT_EQ(stored(true).committed_offset, 5);
  EXPECT_EQ(commit(9), 0);
  finish(p, false);
  EXPECT_EQ(stored(true).committed_offset, 5);
}

TEST_F(ApiTransactions, AdministratorsSeeThem) {
  Producer p = init("tx");
  add(p, 1);
  write(p, 1, "a");
  DescribeTransactionsRequest describe;
  describe.transactional_ids = {"tx", "nothing"};
  Context made = context(0);
  const auto told = describe_transactions(made, describe).transaction_states;
  EXPECT_EQ(told[0].transaction_state, "Ongoing");
  EXPECT_EQ(told[0].topics[0].partitions[0], 1);
  EXPECT_EQ(told[1].error_code, 105);
  ListTransactionsRequest list;
  list.state_filters = {"Ongoing", "Dancing"};
  const auto listed = list_transactions(made, list);
  EXPECT_EQ(listed.transaction_states.size(), 1U);
  EXPECT_THAT(listed.unknown_state_filters, ElementsAre("Dancing"));
  DescribeProducersRequest producers;
  producers.topics = {{"t", {1}}};
  const auto active = describe_producers(made, producers).topics[0].partitions[0].active_producers;
  ASSERT_EQ(active.size(), 1U);
  EXPECT_EQ(active[0].current_txn_start_offset, 0);
  EXPECT_EQ(active[0].last_sequence, 0);
}

TEST_F(ApiTransactions, InTheSecondFormWritingIsJoining) {
  second_form_ = true;
  Producer p = init("tx");
  EXPECT_EQ(write(p, 0, "a"), 0);
  EXPECT_EQ(write(p, 1, "b"), 0);
  EXPECT_THAT(visible(0), ElementsAre());
  const Producer before = p;
  EXPECT_EQ(finish_second(p, true), 0);
  EXPECT_EQ(p.producer_id, before.producer_id);
  EXPECT_EQ(p.epoch, before.epoch + 1);
  EXPECT_THAT(visible(0), ElementsAre("a"));
  EXPECT_THAT(visible(1), ElementsAre("b"));
  Producer late = before;
  late.sequence[0] = 1;
  EXPECT_EQ(write(late, 0, "late"), 47);
  EXPECT_EQ(write(p, 0, "c"), 0);  // its numbers begin again
  EXPECT_EQ(finish_second(p, false), 0);
  EXPECT_THAT(visible(0), ElementsAre("a"));
}

TEST_F(ApiTransactions, ThereIsNothingToCommitWhereNothingWasWritten) {
  second_form_ = true;
  Producer p = init("tx");
  EXPECT_EQ(finish_second(p, true), 48);
  EXPECT_EQ(finish_second(p, false), 0);
  EXPECT_EQ(p.epoch, 1);
  EXPECT_EQ(write(p, 0, "a"), 0);
  EXPECT_EQ(finish_second(p, true), 0);
}

TEST_F(ApiTransactions, OffsetsJoinTheTransactionInTheSecondForm) {
  Producer p = init("tx");
  TxnOffsetCommitRequest request;
  request.transactional_id = p.id;
  request.group_id = "g";
  request.producer_id = p.producer_id;
  request.producer_epoch = p.epoch;
  request.topics.emplace_back().topic_id = broker_.topics().find("t")->id;
  request.topics[0].partitions.emplace_back().committed_offset = 5;
  EXPECT_EQ(ask(&txn_offset_commit, request, 6).topics[0].partitions[0].error_code, 0);
  EXPECT_TRUE(broker_.groups().find("g")->offsets().unstable({"t", 0}));
  EXPECT_EQ(finish_second(p, true), 0);
  EXPECT_EQ(broker_.groups().find("g")->offsets().find({"t", 0})->offset, 5);
  request.topics[0].topic_id.bytes[0] ^= 1;
  request.producer_epoch = p.epoch;
  EXPECT_EQ(ask(&txn_offset_commit, request, 6).topics[0].partitions[0].error_code, 100);
}

class BothForms : public ApiTransactions, public testing::WithParamInterface<bool> {
 protected:
  BothForms() { second_form_ = GetParam(); }
  std::int16_t join(const Producer& producer, int partition) {
    return second_form_ ? std::int16_t{0} : add(producer, partition);
  }
  std::int16_t end(Producer& producer, bool commit) {
    return second_form_ ? finish_second(producer, commit) : finish(producer, commit);
  }
};
INSTANTIATE_TEST_SUITE_P(Forms, BothForms, testing::Bool());

// Three producers with ids of their own, each sometimes with a zombie of an earlier life, random
// steps. The model: a value is visible when, and only when, the end of its transaction was answered
// with success and was a commit.
TEST_P(BothForms, WhatIsVisibleIsWhatWasCommitted) {
  base::Random random(5);
  struct Life {
    Producer now, zombie;
    std::vector<std::pair<int, std::string>> open;  ///< partition, value
  };
  std::vector<Life> lives(3);
  for (std::size_t i = 0; i < lives.size(); ++i)
    lives[i].now = init("tx" + std::to_string(i), 1000);
  std::map<int, std::multiset<std::string>> committed;
  int values = 0;
  for (int step = 0; step < 3000; ++step) {
    Life& life = lives[random.below(lives.size())];
    const int partition = static_cast<int>(random.below(2));
    const std::string value = "v" + std::to_string(values++);
    switch (random.below(12)) {
      case 0:  // a new life; what was open is aborted
        life.zombie = life.now;
        life.now = init(life.now.id, 1000);
        life.open.clear();
        break;
      case 1:  // the zombie tries everything
        if (life.zombie.producer_id < 0) break;
        EXPECT_TRUE(second_form_ || add(life.zombie, partition) != 0);
        EXPECT_NE(write(life.zombie, partition, "zombie"), 0);
        EXPECT_NE(end(life.zombie, true), 0);
        break;
      case 2:
      case 3: {
        const bool commit = random.below(2) == 0;
        const std::int16_t error = end(life.now, commit);
        if (error == 0 && commit) {
          for (const auto& [p, v] : life.open) committed[p].insert(v);
        }
        if (error == 0) life.open.clear();
        break;
      }
      case 4:
        loop_.advance(milliseconds(random.below(150)));
        for (Life& one : lives) {  // whose time ran out begins anew
          if (broker_.transactions().find(one.now.id)->epoch == one.now.epoch) continue;
          one.zombie = one.now;
          one.now = init(one.now.id, 1000);
          one.open.clear();
        }
        break;
      default:
        if (join(life.now, partition) == 0 && write(life.now, partition, value) == 0)
          life.open.emplace_back(partition, value);
    }
  }
  for (Life& life : lives) end(life.now, false);
  for (int partition : {0, 1}) {
    const auto seen = visible(static_cast<std::size_t>(partition));
    EXPECT_GT(seen.size(), 50U);
    EXPECT_EQ(std::multiset<std::string>(seen.begin(), seen.end()), committed[partition]);
  }
}

}  // namespace
}  // namespace ricochet::bus::broker::api
