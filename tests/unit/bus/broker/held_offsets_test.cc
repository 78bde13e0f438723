// Commits that wait for the end of a transaction, and what is committed meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/bus/broker/fault_fixture.h"

namespace ricochet::bus::broker::api {
namespace {

using testing::Contains;
using testing::Not;

class HeldOffsets : public FaultCommands {
 protected:
  HeldOffsets() {
    make_topic("t");
    produce_one("t", batch({"a", "b", "c", "d"}));
  }

  struct Producer {
    std::string id;
    std::int64_t number;
    std::int16_t epoch;
  };
  Producer init(const std::string& id) {
    const auto made = broker_.transactions().init(id, 60'000, -1, -1);
    return {id, made.id, made.epoch};
  }
  /// In a transaction of that producer.
  void hold(const Producer& producer, std::int64_t offset, const std::string& group = "g") {
    TxnOffsetCommitRequest request;
    request.transactional_id = producer.id;
    request.group_id = group;
    request.producer_id = producer.number;
    request.producer_epoch = producer.epoch;
    request.topics.emplace_back().name = "t";
    request.topics[0].partitions.emplace_back().committed_offset = offset;
    EXPECT_EQ(ask(&txn_offset_commit, request, 3).topics[0].partitions[0].error_code, 0);
  }
  void end(const Producer& producer) {
    EXPECT_EQ(broker_.transactions().end({producer.id, producer.number, producer.epoch}, true),
              Error::kNone);
  }
};

TEST_F(HeldOffsets, TheEndOfATransactionDoesNotUndoARedelivery) {
  commit("g", "t", 2);
  const Producer p = init("tx");
  hold(p, 4);
  EXPECT_EQ(told(R"({ "redeliver": { "group": "g", "back": 1 } })"),
            "group g reads again: t/0 from 1; 0 members must join again");
  end(p);
  EXPECT_EQ(committed("g", "t"), 1);
  EXPECT_THAT(sink_.lines, Not(Contains("committed g t/0@4")));
  // The next transaction counts again.
  hold(p, 3);
  end(p);
  EXPECT_EQ(committed("g", "t"), 3);
  EXPECT_THAT(sink_.lines, Contains("committed g t/0@3"));
}

TEST_F(HeldOffsets, AGroupThatHasCommittedInOpenTransactionsOnlyReadsAgain) {
  const Producer p = init("tx");
  hold(p, 4);
  EXPECT_EQ(told(R"({ "redeliver": { "group": "g", "offset": 0 } })"),
            "group g reads again: t/0 from 0; 0 members must join again");
  end(p);
  EXPECT_EQ(committed("g", "t"), 0);
}

TEST_F(HeldOffsets, TheLaterCommitStandsWhicheverIsVisibleLast) {
  const Producer p = init("p"), q = init("q");
  hold(p, 1);
  hold(q, 2);
  end(q);
  end(p);
  EXPECT_EQ(committed("g", "t"), 2);
  hold(p, 3);
  commit("g", "t", 1);
  hold(q, 4);
  end(p);
  EXPECT_EQ(committed("g", "t"), 1);
  end(q);
  EXPECT_EQ(committed("g", "t"), 4);
}

TEST_F(HeldOffsets, APartitionIsUnstableAsLongAsAnyTransactionHoldsIt) {
  const Producer p = init("p"), q = init("q");
  hold(p, 1);
  const Offsets& offsets = broker_.groups().find("g")->offsets();
  hold(p, 2);
  hold(q, 3);
  EXPECT_TRUE(offsets.unstable({"t", 0}));
  end(p);
  EXPECT_TRUE(offsets.unstable({"t", 0}));
  end(q);
  EXPECT_FALSE(offsets.unstable({"t", 0}));
  hold(p, 4);
  hold(q, 5);
  broker_.delete_topic("t");
  EXPECT_FALSE(offsets.unstable({"t", 0}));
  end(p);
  end(q);
  EXPECT_TRUE(offsets.empty());
}

TEST_F(HeldOffsets, WhatIsDeletedDoesNotComeBackWithTheEnd) {
  const Producer p = init("tx");
  commit("g", "t", 1);
  const std::size_t before = broker_.state().used;
  hold(p, 4);
  OffsetDeleteRequest request;
  request.group_id = "g";
  request.topics.emplace_back().name = "t";
  request.topics[0].partitions.emplace_back();
  EXPECT_EQ(ask(&offset_delete, request, 0).topics[0].partitions[0].error_code, 0);
  end(p);
  EXPECT_EQ(committed("g", "t"), -1);
  EXPECT_LT(broker_.state().used, before);
}

}  // namespace
}  // namespace ricochet::bus::broker::api
