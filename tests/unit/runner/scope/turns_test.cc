#include "runner/turns.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "tests/support/fake_loop.h"

namespace ricochet::runner {
namespace {

class TurnsTest : public testing::Test {
 protected:
  void enter(const std::string& name, bool alone = false) {
    boost::asio::co_spawn(loop_.context(), turns_.enter(alone),
                          [this, name](const std::exception_ptr&, bool first) {
                            told_ += name + (first ? "! " : " ");
                          });
    loop_.run_ready();
  }
  void leave() {
    turns_.leave();
    loop_.run_ready();
  }
  void open() {
    turns_.opened();
    loop_.run_ready();
  }
  /// Who came in since it was asked last; "!": before the others.
  std::string told() { return std::exchange(told_, ""); }

  test::FakeLoop loop_;
  bool upset_ = false;
  Turns turns_{loop_, 3, [this] { return upset_; }};
  std::string told_;
};

TEST_F(TurnsTest, NobodyComesInBeforeTheFirstHasOpened) {
  enter("a");
  enter("b");
  EXPECT_EQ(told(), "a! ");
  open();
  EXPECT_EQ(told(), "b ");
}

TEST_F(TurnsTest, SoManyAtATimeInTheOrderInWhichTheyCame) {
  enter("a");
  open();
  for (const char* name : {"b", "c", "d", "e"}) enter(name);
  EXPECT_EQ(told(), "a! b c ");
  leave();
  EXPECT_EQ(told(), "d ");
  leave();
  leave();
  EXPECT_EQ(told(), "e ");
  EXPECT_FALSE(turns_.is_last());
  leave();
  EXPECT_TRUE(turns_.is_last());
}

TEST_F(TurnsTest, WhoWantsToBeAloneWaitsForAllAndHoldsTheRest) {
  enter("a");
  open();
  enter("b", true);
  enter("c");
  EXPECT_EQ(told(), "a! ") << "c does not overtake b";
  leave();
  EXPECT_EQ(told(), "b! ");
  open();
  EXPECT_EQ(told(), "");
  leave();
  EXPECT_EQ(told(), "c! ");
}

TEST_F(TurnsTest, WhileSomethingIsWrongNobodyComesInBeside) {
  enter("a");
  open();
  upset_ = true;
  enter("b");
  EXPECT_EQ(told(), "a! ");
  leave();
  EXPECT_EQ(told(), "b! ") << "it puts it right";
}

}  // namespace
}  // namespace ricochet::runner
