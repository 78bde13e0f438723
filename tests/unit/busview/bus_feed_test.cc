#include "busview/bus_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json/json.h"
#include "tests/support/fake_loop.h"

namespace ricochet::busview {
namespace {

using bus::broker::TransactionEnd;
using testing::ElementsAre;

class BusFeedTest : public testing::Test {
 protected:
  void produce(BusFeed& feed, std::int64_t offset, const std::string& transaction = "") {
    feed.produced({where_, client_, offset, 2, "", 4, transaction});
  }
  void record() {
    match::Event event;
    event.topic = "orders";
    log_.append(std::move(event), loop_.now(), loop_.wall_now());
  }

  test::FakeLoop loop_;
  journal::CaptureLog log_{loop_};
  bus::broker::TopicPartition where_{"orders", 1};
  bus::broker::Client client_{"shop", "127.0.0.1"};
  bus::broker::Member member_{"shop-1", "", client_};
};

TEST_F(BusFeedTest, EventsStandInOneOrderWithTheRecords) {
  BusFeed feed(loop_, log_);
  record();
  produce(feed, 0);
  record();
  produce(feed, 2);
  EXPECT_THAT(feed.events(),
              ElementsAre(testing::Field(&BusEvent::gseq, 2), testing::Field(&BusEvent::gseq, 4)));
  const auto records = log_.timeline(nullptr, 0, 10);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0]->gseq, 1U);
  EXPECT_EQ(records[1]->gseq, 3U);
  EXPECT_EQ(records[1]->seq, 2U);
  EXPECT_EQ(log_.appended(), 3U);
  EXPECT_EQ(log_.numbered(), 4U);
  EXPECT_EQ(log_.elsewhere(), 2U);
  // A cursor of the feed is one of the log.
  EXPECT_EQ(log_.cursor_at("orders", 2), 1U);
  EXPECT_EQ(feed.after(2)->gseq, 4U);
  EXPECT_EQ(feed.after(4), feed.events().end());
}

TEST_F(BusFeedTest, TheOldestMakeRoom) {
  BusFeed feed(loop_, log_, {3, 1 << 20});
  for (int i = 0; i < 5; ++i) produce(feed, i);
  EXPECT_EQ(feed.events().size(), 3U);
  EXPECT_EQ(feed.gone_through(), 2U);
  EXPECT_EQ(feed.dropped(), 2U);
  EXPECT_EQ(feed.last(), 5U);
  // The bound of bytes counts what an event owns; the newest stays in any case.
  BusFeed small(loop_, log_, {1000, 2000});
  for (int i = 0; i < 20; ++i) small.refused(client_, std::string(500, 'x'));
  EXPECT_LE(small.events().size(), 2U);
  small.refused(client_, std::string(5000, 'x'));
  EXPECT_EQ(small.events().size(), 1U);
}

TEST_F(BusFeedTest, EveryKindHasItsShape) {
  BusFeed feed(loop_, log_);
  produce(feed, 7, "tx");
  produce(feed, 9);
  feed.fetched({where_, client_, "g", 7, 9});
  feed.fetched({where_, client_, "", 7, 9});
  feed.joined("g", member_);
  feed.left("g", {"shop-2", "pod-1", client_}, "session timed out");
  feed.rebalancing("g", 3, "member joined");
  feed.assigned("g", member_, 4, {where_});
  feed.committed("g", client_, {{where_, 9, -1, "note"}});
  feed.transaction_begun("tx", 4);
  feed.transaction_ended("tx", 4, TransactionEnd::kTimedOut);
  feed.refused(client_, "API 1000 is not served");
  feed.faulted(client_, "connection dropped on Fetch", {});
  std::vector<std::string> told;
  for (const auto& event : feed.events()) {
    auto object = to_json(event, loop_.now());
    EXPECT_EQ(object["offset_us"], 0);
    EXPECT_TRUE(object.contains("at"));
    for (const char* key : {"gseq", "at", "offset_us"}) object.erase(key);
    told.push_back(base::compact_json(object));
  }
  EXPECT_THAT(
      told,
      ElementsAre(
          R"({"type":"produced","client":"shop","host":"127.0.0.1","topic":"orders","partition":1,"offset":7,"upto":9,"transaction":"tx"})",
          R"({"type":"produced","client":"shop","host":"127.0.0.1","topic":"orders","partition":1,"offset":9,"upto":11,"transaction":null})",
          R"({"type":"fetched","client":"shop","host":"127.0.0.1","group":"g","topic":"orders","partition":1,"offset":7,"upto":9})",
          R"({"type":"fetched","client":"shop","host":"127.0.0.1","group":null,"topic":"orders","partition":1,"offset":7,"upto":9})",
          R"({"type":"joined","group":"g","member":"shop-1","client":"shop","host":"127.0.0.1"})",
          R"({"type":"left","group":"g","member":"shop-2","instance":"pod-1","client":"shop","host":"127.0.0.1","why":"session timed out"})",
          R"({"type":"rebalancing","group":"g","generation":3,"why":"member joined"})",
          R"({"type":"assigned","group":"g","member":"shop-1","client":"shop","host":"127.0.0.1","generation":4,"partitions":[{"topic":"orders","partition":1}]})",
          R"({"type":"committed","group":"g","client":"shop","host":"127.0.0.1","commits":[{"topic":"orders","partition":1,"offset":9,"metadata":"note"}]})",
          R"({"type":"transaction-begun","transaction":"tx","producer_id":4})",
          R"({"type":"transaction-ended","transaction":"tx","producer_id":4,"how":"timed out"})",
          R"({"type":"refused","client":"shop","host":"127.0.0.1","why":"API 1000 is not served"})",
          R"({"type":"fault","client":"shop","host":"127.0.0.1","what":"connection dropped on Fetch"})"));
}

TEST_F(BusFeedTest, WhoIsTurnedAwayIsToldInOneSafeLine) {
  std::vector<std::string> lines;
  BusFeed feed(loop_, log_, {}, [&](const std::string& line) { lines.push_back(line); });
  feed.refused({"evil\x1b[2J", "10.0.0.1"}, "too much");
  EXPECT_THAT(lines, ElementsAre("refused 10.0.0.1 (evil\\x1b[2J): too much"));
}

}  // namespace
}  // namespace ricochet::busview
