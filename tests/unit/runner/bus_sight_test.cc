// What verdicts may rest on of what our broker shows.
#include "runner/sight/bus_sight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_loop.h"
#include "tests/unit/bus/broker/group_member.h"

namespace ricochet::runner {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

/// A scenario that has published record 0 of "ev", and groups of which the suite says something.
class BusSightTest : public testing::Test {
 protected:
  void publish() {
    began_ = loop_.now();
    produce("ev", 0, bus::broker::Client{kOurClient, "127.0.0.1"});
  }
  void produce(const std::string& topic, std::int64_t offset, const bus::broker::Client& client) {
    loop_.advance(milliseconds(1));
    feed_.produced({{topic, 0}, client, offset, 1, "", 4, ""});
    loop_.advance(milliseconds(1));
  }
  void stand(const std::string& group, const std::string& topic = "ev",
             const std::string& client = "") {
    bus::broker::stand_alone(broker_, group, client.empty() ? "of-" + group : client, topic, {0});
  }
  /// A member that says which topic it reads, and has no partition of it yet.
  void subscribe(const std::string& group, const std::string& topic) {
    bus::protocol::ConsumerProtocolSubscription wanted;
    wanted.topics = {topic};
    std::string bytes;
    bus::protocol::append(bytes, std::int16_t{0});
    bus::protocol::encode(wanted, 0, bytes);
    bus::broker::JoinRequest join;
    join.client = {"of-" + group, "127.0.0.1"};
    join.session = std::chrono::seconds(10);
    join.rebalance = std::chrono::seconds(60);
    join.protocol_type = "consumer";
    join.protocols = {{"range", bytes}};
    broker_.groups().ensure(group)->join(join, [](const bus::broker::JoinAnswer&) {});
  }
  void leave(const std::string& group) {
    bus::broker::Group& found = *broker_.groups().find(group);
    const std::string member = found.members().front()->who.id;
    EXPECT_TRUE(found.expire(member));
  }
  void fetch(const std::string& group, const std::string& topic = "ev",
             const std::string& client = "") {
    feed_.fetched(
        {{topic, 0}, {client.empty() ? "of-" + group : client, "127.0.0.1"}, group, 0, 1});
  }
  void commit(const std::string& group, const std::string& topic = "ev", std::int64_t upto = 1) {
    broker_.groups().ensure(group)->commit({"of-" + group, "127.0.0.1"},
                                           {{{topic, 0}, upto, -1, ""}});
  }
  void work_off(const std::string& group, const std::string& topic = "ev") {
    fetch(group, topic);
    commit(group, topic);
  }
  BusSight sight() { return BusSight(broker_.groups(), feed_, named_); }
  bool done() { return sight().all_work_committed({{"ev", 0, 0}}, began_); }
  std::string not_fetched() {
    const auto unread = sight().unread({{"ev", 0, 0}}, began_);
    if (unread.not_fetched) return unread.not_fetched->group + ": " + unread.not_fetched->broken;
    return unread.unseen ? "unseen: " + unread.unseen->broken : "";
  }

  static constexpr GroupSpec kAfterWork{true}, kAnyTime{false};
  test::FakeLoop loop_;
  journal::CaptureLog log_{loop_};
  busview::BusFeed feed_{loop_, log_};
  bus::broker::Broker broker_{loop_, base::Random(1), {}, feed_};
  std::map<std::string, GroupSpec> named_;
  base::TimePoint began_;
};

TEST_F(BusSightTest, AGroupThatCommitsAfterItsWorkIsDoneWithItsCommit) {
  named_ = {{"A", kAfterWork}};
  stand("A");
  publish();
  EXPECT_FALSE(done());
  fetch("A");
  EXPECT_FALSE(done());
  commit("A");
  EXPECT_TRUE(done());
}

TEST_F(BusSightTest, WhatANamedMemberHasNotCommittedIsKnownByRecordAndGroup) {
  const auto uncommitted = [this] {
    const auto found = sight().uncommitted({{"ev", 0, 0}, {"ev", 0, 3}});
    return found ? found->group + " #" + std::to_string(found->where.offset) : "none";
  };
  subscribe("A", "ev");
  EXPECT_EQ(uncommitted(), "none") << "the suite does not name it";
  named_ = {{"A", kAnyTime}, {"B", kAnyTime}, {"Z", kAnyTime}};
  subscribe("Z", "other");
  EXPECT_EQ(uncommitted(), "A #0");
  commit("A");
  EXPECT_EQ(uncommitted(), "A #3");
  commit("A", "ev", 4);
  EXPECT_EQ(uncommitted(), "none") << "B has never had a member, Z reads something else";
  subscribe("B", "ev");
  EXPECT_EQ(uncommitted(), "B #0");
  leave("B");
  EXPECT_EQ(uncommitted(), "none") << "nobody is there who could";
}

TEST_F(BusSightTest, NoGroupVouchesForAnother) {
  named_ = {{"A", kAfterWork}, {"B", kAnyTime}};
  stand("A");
  stand("B");
  publish();
  work_off("A");
  EXPECT_FALSE(done()) << "B works";
  work_off("B");
  EXPECT_FALSE(done()) << "B may work behind its commit";
  named_["B"] = kAfterWork;
  EXPECT_TRUE(done());
}

TEST_F(BusSightTest, AGroupThatTheSuiteDoesNotNameIsWaitedForAsWell) {
  named_ = {{"A", kAfterWork}};
  stand("A");
  stand("B");
  publish();
  work_off("A");
  work_off("B");
  EXPECT_FALSE(done());
}

TEST_F(BusSightTest, AGroupThatLeftWithACommitHasToDoWithIt) {
  named_ = {{"A", kAfterWork}};
  stand("A");
  commit("B", "ev", 0);
  publish();
  work_off("A");
  EXPECT_FALSE(done());
}

TEST_F(BusSightTest, WhatServicesMakeOfItIsWorkedOnByOthers) {
  named_ = {{"A", kAfterWork}, {"B", kAfterWork}};
  stand("A");
  stand("B", "made");
  publish();
  fetch("A");
  produce("made", 0, {"of-A", "127.0.0.1"});
  commit("A");
  EXPECT_FALSE(done()) << "B has not read what A made";
  work_off("B", "made");
  EXPECT_TRUE(done());
}

TEST_F(BusSightTest, WhoReadsWithoutAGroupCommitsNothing) {
  named_ = {{"A", kAfterWork}};
  stand("A");
  publish();
  work_off("A");
  feed_.fetched({{"ev", 0}, {kOurClient, "127.0.0.1"}, "", 0, 1});
  EXPECT_TRUE(done()) << "that was ricochet itself";
  feed_.fetched({{"ev", 0}, {"assigned", "127.0.0.1"}, "", 0, 1});
  EXPECT_FALSE(done());
}

TEST_F(BusSightTest, OtherTopicsAreNothingToIt) {
  named_ = {{"A", kAfterWork}, {"Z", kAnyTime}};
  stand("A");
  stand("Z", "other");
  publish();
  work_off("A");
  EXPECT_TRUE(done());
  EXPECT_EQ(not_fetched(), "");
}

TEST_F(BusSightTest, WhereNobodyHasToDoWithItTheWindowDecides) {
  publish();
  EXPECT_FALSE(done());
  named_ = {{"A", kAfterWork}};
  EXPECT_FALSE(done());
}

TEST_F(BusSightTest, AFeedThatHasLostEventsTellsNothing) {
  named_ = {{"A", kAfterWork}};
  busview::BusFeed small(loop_, log_, {2, 1u << 20});
  began_ = loop_.now();
  stand("A");
  commit("A");
  small.produced({{"ev", 0}, {}, 0, 1, "", 4, ""});
  small.produced({{"ev", 0}, {}, 1, 1, "", 4, ""});
  const BusSight sight(broker_.groups(), small, named_);
  EXPECT_FALSE(sight.all_work_committed({{"ev", 0, 0}}, began_)) << "1 is not committed";
  commit("A", "ev", 2);
  EXPECT_TRUE(sight.all_work_committed({{"ev", 0, 0}}, began_));
  small.produced({{"x", 0}, {}, 0, 1, "", 4, ""});
  EXPECT_FALSE(sight.all_work_committed({{"ev", 0, 0}}, began_));
}

TEST_F(BusSightTest, AGroupThatNothingIsKnownOfMayReadAnything) {
  named_ = {{"shop", kAnyTime}};
  publish();
  EXPECT_THAT(sight().groups_of("ev"), ElementsAre("shop"));
  EXPECT_EQ(not_fetched(), "shop: group shop has no member");
}

TEST_F(BusSightTest, AGroupThatWasThereHasShownWhatItReads) {
  named_ = {{"Z", kAnyTime}};
  stand("Z", "other");
  commit("Z", "other", 0);
  leave("Z");
  publish();
  EXPECT_THAT(sight().groups_of("ev"), IsEmpty());
  EXPECT_EQ(not_fetched(), "");
  EXPECT_THAT(sight().groups_of("other"), ElementsAre("Z"));
}

TEST_F(BusSightTest, AGroupThatLeftWithoutHavingReadIsMissed) {
  named_ = {{"Z", kAnyTime}};
  stand("Z");
  leave("Z");
  publish();
  EXPECT_EQ(not_fetched(), "Z: group Z has no member any more (session timed out)");
}

TEST_F(BusSightTest, WhatMayBeOfAnotherGroupIsNotTakenForFetched) {
  named_ = {{"B", kAnyTime}};
  stand("A", "ev", "rdkafka");
  stand("B", "ev", "rdkafka");
  publish();
  EXPECT_NE(not_fetched(), "");
  fetch("", "ev", "rdkafka");
  EXPECT_EQ(not_fetched(), "unseen: 127.0.0.1 (rdkafka) did, and a fetch does not name its group");
  commit("B");
  EXPECT_EQ(not_fetched(), "") << "who has committed it has read it";
}

TEST_F(BusSightTest, AnEventThatHasMadeRoomIsNotHeldAgainstAnybody) {
  named_ = {{"A", kAnyTime}};
  busview::BusFeed small(loop_, log_, {1, 1u << 20});
  stand("A");
  small.produced({{"ev", 0}, {}, 0, 1, "", 4, ""});
  small.produced({{"ev", 0}, {}, 1, 1, "", 4, ""});
  const auto unread = BusSight(broker_.groups(), small, named_).unread({{"ev", 0, 0}}, began_);
  EXPECT_FALSE(unread.not_fetched);
  ASSERT_TRUE(unread.unseen);
  EXPECT_EQ(unread.unseen->broken, "events of that time have made room");
}

}  // namespace
}  // namespace ricochet::runner
