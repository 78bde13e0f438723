#include "runner/suite_turns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "tests/support/fake_loop.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::set<std::string> needs(const char* suite, const std::string& bus = {}) {
  const WorkFolder folder;
  return needs_of(*make_suite(folder, suite), bus);
}

TEST(NeedsOfASuite, AreWhatIsThereOnlyOnce) {
  EXPECT_THAT(needs(R"({ "stubs": { "shop": [] }, "bins": ["hooks"], "topics": { "orders": {} },
                         "sut": { "shop": { "command": ["x"], "ports": ["http"] } } })"),
              IsEmpty());
  EXPECT_THAT(
      needs(
          R"({ "bus": { "kafka": "embedded", "port": 9092 }, "stubs": { "shop": { "port": 8081 } },
                         "bins": { "names": ["hooks"], "port": 8090 },
                         "sut": { "shop": { "command": ["x"], "ports": { "http": 8080 } } } })"),
      ElementsAre("port 8080", "port 8081", "port 8090", "port 9092"));
  EXPECT_THAT(needs(R"({ "sut": { "shop": { "external": true } } })"),
              ElementsAre("services that somebody else runs"));
  EXPECT_THAT(needs(R"({ "bus": { "kafka": "kafka:9092" } })"),
              ElementsAre("a bus that is not ours"));
  EXPECT_THAT(needs(R"({ "bus": { "kafka": "embedded", "port": 9092 } })", "kafka:9092"),
              ElementsAre("a bus that is not ours"));
  EXPECT_THAT(needs("{}", "kafka:9092"), IsEmpty()) << "it has no bus";
}

class SuiteTurnsTest : public testing::Test {
 protected:
  void ask(SuiteTurns& turns, const std::string& who) {
    boost::asio::co_spawn(
        loop_.context(), turns.next(),
        [this, who](const std::exception_ptr&, std::optional<std::size_t> number) {
          told_ += who + (number ? std::to_string(*number) : "-") + " ";
        });
    loop_.run_ready();
  }
  void end(SuiteTurns& turns, std::size_t suite) {
    turns.ended(suite);
    loop_.run_ready();
  }
  std::string told() { return std::exchange(told_, ""); }

  test::FakeLoop loop_;
  std::string told_;
};

TEST_F(SuiteTurnsTest, EachBeginsOnceInItsOrder) {
  SuiteTurns turns(loop_, {{}, {}, {}});
  ask(turns, "a");
  ask(turns, "b");
  EXPECT_EQ(told(), "a0 b1 ");
  end(turns, 1);
  ask(turns, "b");
  ask(turns, "b");
  EXPECT_EQ(told(), "b2 b- ");
}

TEST_F(SuiteTurnsTest, TwoThatNeedTheSameAreNeverUnderWayTogether) {
  SuiteTurns turns(loop_, {{"port 1"}, {"port 1", "port 2"}, {}, {"port 2"}});
  ask(turns, "a");
  ask(turns, "b");
  ask(turns, "c");
  EXPECT_EQ(told(), "a0 b2 c3 ") << "1 waits for 0, the others need not";
  end(turns, 2);
  ask(turns, "b");
  end(turns, 3);
  ask(turns, "c");
  EXPECT_EQ(told(), "");
  end(turns, 0);
  EXPECT_EQ(told(), "b1 c- ") << "who waits in vain is told, too";
}

}  // namespace
}  // namespace ricochet::runner
