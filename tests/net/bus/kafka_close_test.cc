#include <gmock/gmock.h>

#include "bus/kafka/blocking_calls.h"
#include "tests/net/bus/kafka_fixture.h"

namespace ricochet::bus {
namespace {

using KafkaClose = KafkaFixture;

TEST_F(KafkaClose, GivesUpWhatIsUnderWayBeforeItsOwnDone) {
  auto bus = make_bus();
  ASSERT_TRUE(open(*bus, {{"events", 1}}));
  std::vector<std::string> order;
  for (int i = 0; i < 100; ++i)
    bus->publish(record("events", "v"), [&](base::Result<Position> done) {
      order.push_back(done ? "acknowledged" : done.error().code);
    });
  bus->committed("group", [&](base::Result<std::vector<Position>> done) {
    order.push_back(done ? "committed" : done.error().code);
  });
  bus->close([&] { order.push_back("done"); });
  EXPECT_TRUE(order.empty());
  ASSERT_TRUE(loop_.run_until([&] { return !order.empty() && order.back() == "done"; }, kDeadline));
  ASSERT_EQ(order.size(), 102u);
  order.pop_back();
  EXPECT_THAT(order, testing::Each("bus/closed"));
}

TEST_F(KafkaClose, EndsAnOpenUnderWay) {
  auto bus = make_bus();
  std::string opened;
  bool closed = false;
  bus->open({{"events", 1}}, kDeadline,
            [&](base::Status status) { opened = status ? "ok" : status.error().code; });
  bus->close([&] { closed = true; });
  ASSERT_TRUE(loop_.run_until([&] { return closed; }, kDeadline));
  EXPECT_EQ(opened, "bus/closed");
}

TEST_F(KafkaClose, NothingIsReadAfterwards) {
  auto bus = make_bus();
  collect(*bus);
  ASSERT_TRUE(open(*bus, {{"events", 1}}));
  auto other = make_bus();
  ASSERT_TRUE(open(*other, {{"events", 1}}));
  ASSERT_TRUE(publish(*other, record("events", "1")));
  bus->close([] {});
  read_.clear();  // the first may have come before that
  ASSERT_TRUE(publish(*other, record("events", "2")));
  close(*other);
  EXPECT_TRUE(read_.empty());
}

TEST_F(KafkaClose, CallsAfterwardsFailAndASecondCloseIsFine) {
  auto bus = make_bus();
  ASSERT_TRUE(open(*bus, {{"events", 1}}));
  close(*bus);
  EXPECT_EQ(publish(*bus, record("events", "v")).error().code, "bus/closed");
  EXPECT_EQ(open(*bus, {{"events", 1}}).error().code, "bus/closed");
  const auto committed =
      wait<base::Result<std::vector<Position>>>([&](auto done) { bus->committed("group", done); });
  EXPECT_EQ(committed.error().code, "bus/closed");
  close(*bus);
}

TEST_F(KafkaClose, MayBeCalledWhileARecordIsHandled) {
  auto bus = make_bus();
  bool closed = false;
  int records = 0;
  bus->on_record([&](const Record&) {
    if (++records == 1) bus->close([&] { closed = true; });
  });
  ASSERT_TRUE(open(*bus, {{"events", 1}}));
  for (int i = 0; i < 10; ++i) bus->publish(record("events", "v"), [](base::Result<Position>) {});
  ASSERT_TRUE(loop_.run_until([&] { return closed; }, kDeadline));
  EXPECT_EQ(records, 1);
}

TEST_F(KafkaClose, TheLoopHasNothingLeftToDo) {
  auto bus = make_bus();
  ASSERT_TRUE(open(*bus, {{"events", 1}}));
  close(*bus);
  bus.reset();
  broker_.reset();
  loop_.run();  // returns only when nothing is left
}

TEST_F(KafkaClose, DestructionWithoutCloseIsClean) {
  auto bus = make_bus();
  ASSERT_TRUE(open(*bus, {{"events", 1}}));
  bus->publish(record("events", "v"), [](base::Result<Position>) {});
  bus.reset();
}

TEST(Reaper, DoesNotWaitForWhatHangs) {
  base::AsioLoop loop;
  auto let_go = std::make_shared<kafka::StopFlag>();
  kafka::Reaper reaper(loop);
  bool done = false;
  reaper.start([let_go] { let_go->wait(std::chrono::seconds(60)); }, [&] { done = true; });
  EXPECT_TRUE(loop.run_until([&] { return done; }, std::chrono::seconds(20)));
  let_go->set();
}

}  // namespace
}  // namespace ricochet::bus
