#include "busview/record_trail.h"

#include <gtest/gtest.h>

#include "tests/support/fake_loop.h"
#include "tests/unit/bus/broker/group_member.h"

namespace ricochet::busview {
namespace {

using std::chrono::milliseconds;

/// Record 3 of orders/1, and group "g".
class RecordTrailTest : public testing::Test {
 protected:
  bus::broker::Group* group() { return broker_.groups().find("g"); }
  /// The group stands with one member that has these partitions of orders.
  void stand(const std::vector<std::int32_t>& partitions) {
    bus::broker::stand_alone(broker_, "g", "shop", "orders", partitions);
  }
  /// Its member joins again and is given the same.
  void rejoin() {
    loop_.advance(milliseconds(1));
    group()->rebalance("it is told to");
    const auto& member = *group()->members().front();
    bus::broker::JoinRequest join;
    join.member_id = member.who.id;
    join.client = member.who.client;
    join.session = join.rebalance = std::chrono::seconds(10);
    join.protocol_type = "consumer";
    join.protocols = {{"range", ""}};
    bus::broker::SyncRequest sync;
    sync.member_id = member.who.id;
    group()->join(join, [&](const auto& answer) { sync.generation = answer.generation; });
    sync.assignments = {{sync.member_id, bus::broker::assignment_of("orders", {1})}};
    group()->sync(sync, [](const auto&) {});
  }
  void publish() {
    loop_.advance(milliseconds(1));
    feed_.produced({place_, {"tests", "127.0.0.1"}, kOffset, 1, "", 4, ""});
    loop_.advance(milliseconds(1));
  }
  void fetch(std::int64_t from, std::int64_t upto) {
    feed_.fetched({place_, client_, "g", from, upto});
  }
  void commit(std::int64_t offset) { group()->commit(client_, {{place_, offset, -1, ""}}); }
  RecordTrail trail() { return trail_of(feed_, group(), "g", place_, kOffset); }

  static constexpr std::int64_t kOffset = 3;
  test::FakeLoop loop_;
  journal::CaptureLog log_{loop_};
  BusFeed feed_{loop_, log_};
  bus::broker::Broker broker_{loop_, base::Random(1), {}, feed_};
  const bus::broker::TopicPartition place_{"orders", 1};
  const bus::broker::Client client_{"shop", "127.0.0.1"};
};

TEST_F(RecordTrailTest, GoesFromPublishToCommit) {
  stand({1});
  publish();
  EXPECT_TRUE(trail().produced);
  EXPECT_FALSE(trail().fetched);
  fetch(3, 4);
  EXPECT_TRUE(trail().fetched);
  EXPECT_EQ(trail().broken, "group g has not committed it");
  commit(3);
  EXPECT_EQ(trail().broken, "group g has not committed it") << "3 is the one to be read next";
  commit(4);
  EXPECT_TRUE(trail().committed);
  EXPECT_EQ(trail().broken, "");
}

TEST_F(RecordTrailTest, AGroupWithoutMembers) {
  publish();
  EXPECT_EQ(trail().broken, "group g has no member");
  stand({1});
  const std::string member = group()->members().front()->who.id;
  EXPECT_TRUE(group()->expire(member));
  EXPECT_EQ(trail().broken, "group g has no member any more (session timed out)");
  stand({1});
  EXPECT_EQ(trail().broken.find("no member"), std::string::npos) << "it came back";
}

TEST_F(RecordTrailTest, AGroupThatIsRebalanced) {
  stand({1});
  publish();
  group()->rebalance("it is told to");
  EXPECT_EQ(trail().broken, "group g is being rebalanced");
}

TEST_F(RecordTrailTest, ThePartitionOfSomebodyElse) {
  stand({0, 2});
  publish();
  EXPECT_EQ(trail().broken, "no member of group g reads orders");
}

TEST_F(RecordTrailTest, ACommitBeyondTheRecord) {
  stand({1});
  commit(7);
  publish();
  EXPECT_EQ(trail().broken, "group g goes on at offset 7, which it had committed");
  EXPECT_FALSE(trail().committed) << "it was not this record that was committed";
}

TEST_F(RecordTrailTest, AReaderThatBeganBehindTheRecord) {
  stand({1});
  publish();
  fetch(4, 6);
  EXPECT_EQ(trail().broken, "group g began to read at offset 4");
}

TEST_F(RecordTrailTest, AMemberThatCameAfterThePublish) {
  publish();
  stand({1});
  EXPECT_EQ(trail().broken.find("group g joined after the publish; "), 0U) << trail().broken;
}

TEST_F(RecordTrailTest, AMemberThatWasThereAndDidNotAsk) {
  stand({1});
  publish();
  EXPECT_EQ(trail().broken, "group g has the partition and did not ask for the record");
}

TEST_F(RecordTrailTest, AFaultThatKeptTheAnswer) {
  stand({1});
  feed_.faulted(client_, "no answer on Fetch", {place_});
  publish();
  EXPECT_EQ(trail().broken,
            "group g asked for the partition, and a fault kept the answer: no answer on Fetch");
  feed_.faulted({"somebody else", "127.0.0.1"}, "error 6 on Fetch", {place_});
  feed_.faulted(client_, "delay of 1s on Fetch", {});
  feed_.faulted(client_, "error 3 on Fetch", {{"orders", 0}});
  EXPECT_EQ(trail().broken,
            "group g asked for the partition, and a fault kept the answer: no answer on Fetch");
  fetch(1, 3);  // it comes again, and is answered
  EXPECT_EQ(trail().broken, "group g has the partition and did not ask for the record");
}

TEST_F(RecordTrailTest, AMemberThatIsRebalancedHasNotJoined) {
  stand({1});
  publish();
  rejoin();
  EXPECT_EQ(trail().broken.find("group g was rebalanced after the publish; without a commit"), 0U)
      << trail().broken;
}

TEST_F(RecordTrailTest, WhoHasACommitGoesOnThere) {
  stand({1});
  commit(1);
  publish();
  rejoin();
  EXPECT_EQ(trail().broken, "group g has the partition and did not ask for the record");
}

TEST_F(RecordTrailTest, AFetchThatNamesNoGroupMayBeThatOfItsMember) {
  stand({1});
  publish();
  feed_.fetched({place_, {"somebody else", "127.0.0.1"}, "", 3, 4});
  EXPECT_FALSE(trail().unseen);
  feed_.fetched({place_, client_, "", 3, 4});
  EXPECT_FALSE(trail().fetched);
  EXPECT_TRUE(trail().unseen);
  EXPECT_EQ(trail().broken, "127.0.0.1 (shop) did, and a fetch does not name its group");
  fetch(3, 4);
  EXPECT_FALSE(trail().unseen);
}

TEST_F(RecordTrailTest, WhatWasReadOfATopicBeforeItWasMadeAnewDoesNotCount) {
  stand({1});
  publish();
  fetch(3, 4);
  commit(4);
  publish();
  EXPECT_FALSE(trail().fetched);
  EXPECT_FALSE(trail().committed);
  fetch(3, 4);
  EXPECT_TRUE(trail().fetched);
}

TEST_F(RecordTrailTest, WhatRedeliveryCommitsIsNotWorkedOff) {
  stand({1});
  publish();
  fetch(3, 4);
  group()->commit(bus::broker::kRedelivery, {{place_, 4, -1, ""}});
  EXPECT_FALSE(trail().committed);
  group()->commit({}, {{place_, 4, -1, ""}});  // those of a transaction
  EXPECT_TRUE(trail().committed);
}

TEST_F(RecordTrailTest, OtherPlacesAndGroupsAreNothingToIt) {
  stand({1});
  publish();
  feed_.fetched({{"orders", 0}, client_, "g", 3, 4});
  feed_.fetched({place_, client_, "h", 3, 4});
  feed_.committed("h", client_, {{place_, 4, -1, ""}});
  EXPECT_FALSE(trail().fetched);
  EXPECT_FALSE(trail().committed);
}

}  // namespace
}  // namespace ricochet::busview
