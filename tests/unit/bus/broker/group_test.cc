#include "bus/broker/group.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bus/broker/groups.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/bus/broker/recording_sink.h"

namespace ricochet::bus::broker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::StartsWith;

class GroupTest : public testing::Test {
 protected:
  struct Joining {
    std::optional<JoinAnswer> answer;
    const JoinAnswer& operator*() const { return answer.value(); }
    bool done() const { return answer.has_value(); }
  };
  struct Syncing {
    std::optional<SyncAnswer> answer;
  };

  JoinRequest request(const std::string& client, const std::string& id = "",
                      std::vector<GroupProtocol> protocols = {{"range", "m"}}) {
    JoinRequest made;
    made.member_id = id;
    made.client = {client, "127.0.0.1"};
    made.session = seconds(10);
    made.rebalance = seconds(60);
    made.protocol_type = "consumer";
    made.protocols = std::move(protocols);
    made.skips_assignment = true;
    return made;
  }
  std::shared_ptr<Joining> join(JoinRequest made) {
    const auto joining = std::make_shared<Joining>();
    group_.join(std::move(made), [joining](JoinAnswer answer) {
      EXPECT_FALSE(joining->done()) << "answered twice";
      joining->answer = std::move(answer);
    });
    return joining;
  }
  std::shared_ptr<Syncing> sync(const JoinAnswer& joined,
                                std::vector<std::pair<std::string, std::string>> assignments = {}) {
    const auto syncing = std::make_shared<Syncing>();
    SyncRequest made;
    made.member_id = joined.member_id;
    made.generation = joined.generation;
    made.assignments = std::move(assignments);
    group_.sync(std::move(made),
                [syncing](SyncAnswer answer) { syncing->answer = std::move(answer); });
    return syncing;
  }
  /// A stable group of one.
  JoinAnswer alone(const std::string& client) {
    const auto joined = join(request(client));
    sync(**joined, {{(**joined).member_id, "all"}});
    EXPECT_EQ(group_.state(), GroupState::kStable);
    return **joined;
  }
  /// A stable group of two: leader and follower.
  std::pair<JoinAnswer, JoinAnswer> pair() {
    const auto first = alone("a");
    const auto other = join(request("b"));
    const auto again = join(request("a", first.member_id));
    sync(**other);
    sync(**again, {{(**again).member_id, "x"}, {(**other).member_id, "y"}});
    EXPECT_EQ(group_.state(), GroupState::kStable);
    return {**again, **other};
  }

  test::FakeLoop loop_;
  base::Random random_{1};
  GroupOptions options_;
  RecordingSink sink_;
  Group group_{loop_, random_, options_, sink_, "g"};
};

TEST_F(GroupTest, AGroupOfOneStandsAtOnce) {
  const auto joined = join(request("a"));
  ASSERT_TRUE(joined->done());
  EXPECT_EQ((**joined).error, Error::kNone);
  EXPECT_EQ((**joined).generation, 1);
  EXPECT_EQ((**joined).leader, (**joined).member_id);
  EXPECT_THAT((**joined).member_id, StartsWith("a-"));
  ASSERT_EQ((**joined).members.size(), 1U);
  EXPECT_EQ((**joined).members[0].metadata, "m");
  const auto synced = sync(**joined, {{(**joined).member_id, "all"}});
  EXPECT_EQ(synced->answer->assignment, "all");
  EXPECT_THAT(sink_.lines,
              ElementsAre("joined g a", "rebalancing g 0: member joined", "assigned g a 1"));
}

TEST_F(GroupTest, TheFirstJoinMayWaitForSoManyMembers) {
  options_.initial_members = 3;
  const auto a = join(request("a")), b = join(request("b"));
  EXPECT_FALSE(a->done() || b->done());
  const auto c = join(request("c"));
  ASSERT_TRUE(a->done() && b->done() && c->done());
  EXPECT_EQ((**a).generation, 1);
  EXPECT_EQ((**a).members.size(), 3U);
}

TEST_F(GroupTest, TheFirstJoinWaitsNoLongerThanARebalanceMayTake) {
  options_.initial_members = 2;
  const auto a = join(request("a"));
  loop_.advance(seconds(59));
  EXPECT_FALSE(a->done());
  loop_.advance(seconds(1));
  ASSERT_TRUE(a->done());
  EXPECT_EQ((**a).members.size(), 1U);
}

TEST_F(GroupTest, FromV4OnAnIdIsGivenOutFirst) {
  auto asked = request("a");
  asked.needs_known_id = true;
  const auto first = join(asked);
  EXPECT_EQ((**first).error, Error::kMemberIdRequired);
  EXPECT_TRUE(group_.members().empty());
  asked.member_id = (**first).member_id;
  EXPECT_EQ((**join(asked)).error, Error::kNone);
  // One that never comes back holds others up until its session has passed.
  auto lost = request("b");
  lost.needs_known_id = true;
  join(lost);
  const auto again = join(request("a", asked.member_id, {{"range", "changed"}}));
  EXPECT_FALSE(again->done());
  loop_.advance(seconds(10));
  EXPECT_TRUE(again->done());
}

TEST_F(GroupTest, TheFirstJoinMayWaitForMore) {
  options_.initial_delay = milliseconds(50);
  const auto a = join(request("a"));
  loop_.advance(milliseconds(20));
  const auto b = join(request("b"));
  EXPECT_FALSE(a->done());
  loop_.advance(milliseconds(30));
  ASSERT_TRUE(a->done() && b->done());
  EXPECT_EQ((**a).generation, 1);
  EXPECT_EQ((**a).members.size(), 2U);
  EXPECT_TRUE((**b).members.empty());
}

TEST_F(GroupTest, ASecondMemberCostsARebalance) {
  const auto first = alone("a");
  const auto other = join(request("b"));
  EXPECT_FALSE(other->done());
  EXPECT_EQ(group_.heartbeat(first.member_id, "", 1), Error::kRebalanceInProgress);
  const auto again = join(request("a", first.member_id));
  ASSERT_TRUE(again->done() && other->done());
  EXPECT_EQ((**again).generation, 2);
  EXPECT_EQ((**again).leader, first.member_id);
  const auto follower = sync(**other);
  EXPECT_FALSE(follower->answer);
  sync(**again, {{(**other).member_id, "theirs"}});
  EXPECT_EQ(follower->answer->assignment, "theirs");
  EXPECT_EQ(group_.heartbeat(first.member_id, "", 2), Error::kNone);
  EXPECT_EQ(group_.heartbeat(first.member_id, "", 1), Error::kIllegalGeneration);
  EXPECT_EQ(group_.heartbeat("nobody", "", 2), Error::kUnknownMemberId);
}

TEST_F(GroupTest, WhoDoesNotRejoinInTimeIsOut) {
  auto slow = request("a");
  slow.rebalance = seconds(5);
  slow.session = seconds(10);
  const auto first = join(slow);
  sync(**first, {{(**first).member_id, "all"}});
  auto quick = request("b");
  quick.rebalance = seconds(3);
  const auto other = join(quick);
  loop_.advance(seconds(4));
  group_.heartbeat((**first).member_id, "", 1);
  EXPECT_FALSE(other->done());
  loop_.advance(seconds(1));
  ASSERT_TRUE(other->done());
  EXPECT_EQ((**other).leader, (**other).member_id);
  EXPECT_EQ(group_.members().size(), 1U);
  EXPECT_EQ(group_.heartbeat((**first).member_id, "", 1), Error::kUnknownMemberId);
}

TEST_F(GroupTest, WhoseConnectionIsClosedMayBeExpired) {
  auto first = std::make_shared<int>(), second = std::make_shared<int>();
  auto made = request("a");
  made.connection = {first, 1};
  const JoinAnswer joined = **join(made);
  sync(joined, {{joined.member_id, "all"}});
  // It goes on over another connection.
  EXPECT_EQ(group_.heartbeat(joined.member_id, "", 1, ClientConnection(second, 2)), Error::kNone);
  first.reset();
  group_.expire_disconnected();
  EXPECT_EQ(group_.members().size(), 1U);
  second.reset();
  EXPECT_EQ(group_.members().size(), 1U) << "a closed connection alone does not end a membership";
  group_.expire_disconnected();
  EXPECT_EQ(group_.state(), GroupState::kEmpty);
}

TEST_F(GroupTest, SessionsEndWithoutHeartbeats) {
  const auto [a, b] = pair();
  loop_.advance(seconds(9));
  EXPECT_EQ(group_.heartbeat(a.member_id, "", 2), Error::kNone);
  loop_.advance(seconds(1));
  EXPECT_EQ(group_.state(), GroupState::kPreparingRebalance);
  EXPECT_EQ(group_.heartbeat(b.member_id, "", 2), Error::kUnknownMemberId);
  const auto again = join(request("a", a.member_id));
  EXPECT_EQ((**again).members.size(), 1U);
  sync(**again, {});
  loop_.advance(seconds(10));
  EXPECT_EQ(group_.state(), GroupState::kEmpty);
  EXPECT_EQ(sink_.lines.back(), "rebalancing g 3: session timed out");
}

TEST_F(GroupTest, AParkedMemberDoesNotTimeOut) {
  const auto first = alone("a");
  const auto other = join(request("b"));
  for (int i = 0; i < 5; ++i) {
    loop_.advance(seconds(9));
    EXPECT_EQ(group_.heartbeat(first.member_id, "", 1), Error::kRebalanceInProgress);
  }
  EXPECT_EQ(group_.members().size(), 2U);
  EXPECT_FALSE(other->done());
}

TEST_F(GroupTest, WhoLeavesIsOutAtOnce) {
  const auto [a, b] = pair();
  EXPECT_EQ(group_.leave(a.member_id, ""), Error::kNone);
  EXPECT_EQ(group_.leave(a.member_id, ""), Error::kUnknownMemberId);
  EXPECT_EQ(group_.leader(), b.member_id);
  EXPECT_EQ((**join(request("b", b.member_id))).generation, 3);
  EXPECT_EQ(group_.leave(b.member_id, ""), Error::kNone);
  EXPECT_EQ(group_.state(), GroupState::kEmpty);
}

TEST_F(GroupTest, AFollowerThatJoinsAgainUnchangedGetsTheSameGeneration) {
  const auto [a, b] = pair();
  EXPECT_EQ((**join(request("b", b.member_id))).generation, 2);
  EXPECT_EQ(group_.state(), GroupState::kStable);
  const auto changed = join(request("b", b.member_id, {{"range", "other"}}));
  EXPECT_FALSE(changed->done());
  EXPECT_EQ(group_.state(), GroupState::kPreparingRebalance);
}

TEST_F(GroupTest, TheLeaderThatJoinsAgainRebalances) {
  const auto [a, b] = pair();
  const auto again = join(request("a", a.member_id));
  EXPECT_FALSE(again->done());
  EXPECT_EQ((**join(request("b", b.member_id))).generation, 3);
}

TEST_F(GroupTest, SyncKnowsItsMemberAndGeneration) {
  const auto [a, b] = pair();
  EXPECT_EQ(sync(b)->answer->assignment, "y");  // once more: the same
  auto wrong = b;
  wrong.generation = 1;
  EXPECT_EQ(sync(wrong)->answer->error, Error::kIllegalGeneration);
  wrong.member_id = "nobody";
  EXPECT_EQ(sync(wrong)->answer->error, Error::kUnknownMemberId);
  join(request("c"));
  EXPECT_EQ(sync(b)->answer->error, Error::kRebalanceInProgress);
}

TEST_F(GroupTest, WhoJoinsAndDoesNotSyncHoldsUpNobodyForEver) {
  const auto a = join(request("a"));
  for (int i = 0; i < 10; ++i) {
    loop_.advance(seconds(6));
    if (!group_.members().empty()) group_.heartbeat((**a).member_id, "", 1);
  }
  EXPECT_TRUE(group_.members().empty());
}

TEST_F(GroupTest, ProtocolsAreVotedFor) {
  const auto a = alone("a");  // range only
  EXPECT_EQ((**join(request("c", "", {{"sticky", "s"}}))).error, Error::kInconsistentGroupProtocol);
  auto other = request("c");
  other.protocol_type = "connect";
  EXPECT_EQ((**join(other)).error, Error::kInconsistentGroupProtocol);
  EXPECT_EQ((**join(request("c", "", {}))).error, Error::kInconsistentGroupProtocol);
  const auto b = join(request("b", "", {{"sticky", "s"}, {"range", "r"}}));
  join(request("a", a.member_id));
  EXPECT_EQ((**b).protocol, "range");
}

TEST_F(GroupTest, SessionsHaveBounds) {
  auto asked = request("a");
  asked.session = milliseconds(50);
  EXPECT_EQ((**join(asked)).error, Error::kInvalidSessionTimeout);
  asked.session = std::chrono::hours(1);
  EXPECT_EQ((**join(asked)).error, Error::kInvalidSessionTimeout);
  EXPECT_EQ((**join(request("a", "unknown"))).error, Error::kUnknownMemberId);
  options_.max_members = 1;
  alone("a");
  EXPECT_EQ((**join(request("b"))).error, Error::kGroupMaxSizeReached);
}

TEST_F(GroupTest, StaticMembersComeBackWithoutARebalance) {
  auto asked = request("s");
  asked.instance_id = "one";
  const auto first = join(asked);
  sync(**first, {{(**first).member_id, "mine"}});
  const auto again = join(asked);
  ASSERT_TRUE(again->done());
  EXPECT_EQ((**again).generation, 1);
  EXPECT_NE((**again).member_id, (**first).member_id);
  EXPECT_TRUE((**again).skip_assignment);
  EXPECT_EQ((**again).leader, (**again).member_id);
  EXPECT_EQ((**again).members.size(), 1U);
  EXPECT_EQ(group_.state(), GroupState::kStable);
  EXPECT_EQ(group_.heartbeat((**first).member_id, "one", 1), Error::kFencedInstanceId);
  EXPECT_EQ(group_.heartbeat((**again).member_id, "one", 1), Error::kNone);
  EXPECT_EQ(sync(**again)->answer->assignment, "mine");
  // Before v9 it must not know that it leads.
  asked.skips_assignment = false;
  const auto old = join(asked);
  EXPECT_EQ((**old).leader, (**again).member_id);
  EXPECT_TRUE((**old).members.empty());
  EXPECT_FALSE((**old).skip_assignment);
  EXPECT_EQ(group_.leave("", "one"), Error::kNone);
  EXPECT_EQ(group_.leave("", "one"), Error::kUnknownMemberId);
}

TEST_F(GroupTest, CommitsAreTakenFromMembersOfThisGeneration) {
  EXPECT_EQ(group_.may_commit("", "", -1, false), Error::kNone);
  EXPECT_EQ(group_.may_commit("m", "", 3, false), Error::kUnknownMemberId);
  const auto [a, b] = pair();
  EXPECT_EQ(group_.may_commit(a.member_id, "", 2, false), Error::kNone);
  EXPECT_EQ(group_.may_commit(a.member_id, "", 1, false), Error::kIllegalGeneration);
  EXPECT_EQ(group_.may_commit("nobody", "", 2, false), Error::kUnknownMemberId);
  EXPECT_EQ(group_.may_commit("", "", -1, false), Error::kUnknownMemberId);
  EXPECT_EQ(group_.may_commit("", "", -1, true), Error::kNone);
  // While members give up partitions they may commit; when the new ones are being handed out not.
  const auto again = join(request("a", a.member_id));
  EXPECT_EQ(group_.may_commit(b.member_id, "", 2, false), Error::kNone);
  join(request("b", b.member_id));
  EXPECT_EQ(group_.may_commit(b.member_id, "", 3, false), Error::kRebalanceInProgress);
}

TEST_F(GroupTest, WhoNeverAsksForItsPartDoesNotKeepIt) {
  const auto first = alone("a");
  const auto other = join(request("b"));
  const auto again = join(request("a", first.member_id));
  sync(**again, {{(**again).member_id, "x"}, {(**other).member_id, "y"}});
  ASSERT_EQ(group_.state(), GroupState::kStable);
  // It lives, and never asks.
  for (int i = 0; i < 12; ++i) {
    loop_.advance(seconds(5));
    group_.heartbeat((**other).member_id, "", (**other).generation);
    group_.heartbeat((**again).member_id, "", (**again).generation);
  }
  EXPECT_THAT(sink_.lines, testing::Contains("left g b: did not sync"));
  EXPECT_EQ(group_.members().size(), 1U);
}

TEST_F(GroupTest, WhoHasAskedForItsPartStays) {
  const auto [leader, follower] = pair();
  for (int i = 0; i < 100; ++i) {
    loop_.advance(seconds(5));
    EXPECT_EQ(group_.heartbeat(leader.member_id, "", leader.generation), Error::kNone);
    EXPECT_EQ(group_.heartbeat(follower.member_id, "", follower.generation), Error::kNone);
  }
}

TEST_F(GroupTest, CommitsOfAnEmptyGroupExpire) {
  bool expired = false;
  group_.on_expired([&] { expired = true; });
  group_.commit({}, {{{"t", 0}, 5, -1, "note"}});
  loop_.advance(options_.offset_retention - seconds(1));
  group_.commit({}, {{{"t", 1}, 6, -1, ""}});
  loop_.advance(options_.offset_retention - seconds(1));
  EXPECT_FALSE(expired);
  loop_.advance(seconds(1));
  EXPECT_TRUE(expired);
}

TEST(Groups, AreBoundedAndForgottenWhenTheyExpire) {
  test::FakeLoop loop;
  base::Random random(1);
  BrokerOptions options;
  options.max_groups = 2;
  RecordingSink sink;
  Memory state{1 << 20};
  Groups groups(loop, random, options, sink, state);
  ASSERT_NE(groups.ensure("a"), nullptr);
  EXPECT_EQ(groups.ensure("a"), groups.find("a"));
  // Those that nobody would miss make room.
  ASSERT_NE(groups.ensure("b"), nullptr);
  ASSERT_NE(groups.ensure("x"), nullptr);
  ASSERT_NE(groups.ensure("y"), nullptr);
  EXPECT_EQ(groups.all().size(), 2U);
  for (const char* name : {"a", "b"}) groups.ensure(name)->commit({}, {{{"t", 0}, 5, -1, ""}});
  EXPECT_EQ(groups.ensure("c"), nullptr);
  loop.advance(options.groups.offset_retention);
  EXPECT_TRUE(groups.all().empty());
  EXPECT_NE(groups.ensure("c"), nullptr);
  loop.advance(options.groups.unused);
  EXPECT_TRUE(groups.all().empty());
}

}  // namespace
}  // namespace ricochet::bus::broker
