#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "base/asio_loop.h"
#include "base/signals.h"
#include "tests/support/fake_loop.h"

namespace ricochet::base {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr Duration kDeadline = 20s;  // of every wait here; none is meant to take it

struct Pipe {
  Pipe() { EXPECT_EQ(::pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0); }
  ~Pipe() {
    ::close(fds[0]);
    ::close(fds[1]);
  }
  void write(std::string_view bytes) const {
    EXPECT_EQ(::write(fds[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  char read_one() const {
    char c = 0;
    EXPECT_EQ(::read(fds[0], &c, 1), 1);
    return c;
  }
  int fds[2] = {-1, -1};
};

TEST(AsioLoop, TimersRunInOrderOfTimeThenOfRegistration) {
  AsioLoop loop;
  std::string order;
  const TimePoint start = loop.now();
  loop.call_at(start + 3ms, [&] { order += 'd'; });
  loop.call_at(start + 1ms, [&] { order += 'a'; });
  loop.call_at(start + 2ms, [&] { order += 'b'; });
  loop.call_at(start + 2ms, [&] { order += 'c'; });
  loop.run();
  EXPECT_EQ(order, "abcd");
  EXPECT_GE(loop.now(), start + 3ms);
}

TEST(AsioLoop, NothingRunsInsideTheCallThatRegistersIt) {
  AsioLoop loop;
  bool ran = false;
  loop.call_at(loop.now() - 1h, [&] { ran = true; });
  loop.post([&] { ran = true; });
  EXPECT_FALSE(ran);
  loop.run();
  EXPECT_TRUE(ran);
}

TEST(AsioLoop, CancelledTimersDoNotRun) {
  AsioLoop loop;
  std::string order;
  const auto first = loop.call_after(1ms, [&] { order += 'x'; });
  loop.call_after(2ms, [&] { order += 'b'; });
  loop.cancel(first);
  loop.cancel(first);
  loop.cancel(0);
  loop.cancel(12345);
  loop.run();
  EXPECT_EQ(order, "b");
}

TEST(AsioLoop, CancelInATaskReachesATimerThatIsDueToo) {
  AsioLoop loop;
  std::string order;
  const TimePoint when = loop.now() + 1ms;
  Loop::TimerId second = 0;
  loop.call_at(when, [&] {
    order += 'a';
    loop.cancel(second);
  });
  second = loop.call_at(when, [&] { order += 'x'; });
  loop.run();
  EXPECT_EQ(order, "a");
}

TEST(AsioLoop, CancellingTheLastTimerEndsTheRun) {
  AsioLoop loop;
  const auto id = loop.call_after(1h, [] {});
  loop.post([&] { loop.cancel(id); });
  loop.run();  // would take an hour
}

TEST(AsioLoop, AnEarlierTimerOvertakes) {
  AsioLoop loop;
  std::string order;
  const auto late = loop.call_after(1h, [&] { order += 'x'; });
  loop.post([&] {
    loop.call_after(1ms, [&] {
      order += 'a';
      loop.cancel(late);
    });
  });
  loop.run();
  EXPECT_EQ(order, "a");
}

TEST(AsioLoop, ATimerThatRenewsItselfDoesNotStarveTheRest) {
  AsioLoop loop;
  Pipe pipe;
  bool readable = false;
  std::function<void()> again = [&] {
    if (!readable) loop.call_at(loop.now(), again);
  };
  again();
  Loop::WatchId watch = 0;
  watch = loop.watch_readable(pipe.fds[0], [&] {
    readable = true;
    loop.unwatch(watch);
  });
  pipe.write("x");
  EXPECT_TRUE(loop.run_until([&] { return readable; }, kDeadline));
}

TEST(AsioLoop, ThousandsOfTimers) {
  AsioLoop loop;
  int fired = 0;
  const TimePoint start = loop.now();
  for (int i = 0; i < 10'000; ++i)
    loop.call_at(start + std::chrono::microseconds(i % 97), [&] { ++fired; });
  loop.run();
  EXPECT_EQ(fired, 10'000);
}

TEST(AsioLoop, PostKeepsTheOrderAndNests) {
  AsioLoop loop;
  std::vector<int> order;
  loop.post([&] {
    order.push_back(1);
    loop.post([&] { order.push_back(3); });
  });
  loop.post([&] { order.push_back(2); });
  loop.run();
  EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST(AsioLoop, PostFromOtherThreadsWakesTheLoop) {
  AsioLoop loop;
  const auto keep_alive = loop.call_after(1h, [] {});
  int sum = 0;  // touched on the loop's thread only
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) loop.post([&] { ++sum; });
    });
  }
  EXPECT_TRUE(loop.run_until([&] { return sum == 4000; }, kDeadline));
  for (auto& t : threads) t.join();
  loop.cancel(keep_alive);
}

TEST(AsioLoop, WatchIsLevelTriggered) {
  AsioLoop loop;
  Pipe pipe;
  std::string seen;
  pipe.write("abc");
  Loop::WatchId watch = 0;
  watch = loop.watch_readable(pipe.fds[0], [&] {
    seen += pipe.read_one();  // one byte at a time: the rest must be announced again
    if (seen.size() == 3) loop.post([&] { pipe.write("d"); });
    if (seen.size() == 4) loop.unwatch(watch);
  });
  loop.run();
  EXPECT_EQ(seen, "abcd");
}

TEST(AsioLoop, UnwatchLeavesTheDescriptorOpen) {
  AsioLoop loop;
  Pipe pipe;
  const auto watch = loop.watch_readable(pipe.fds[0], [] { FAIL() << "was unwatched"; });
  pipe.write("x");
  loop.unwatch(watch);
  loop.unwatch(watch);
  loop.unwatch(0);
  loop.run();
  EXPECT_EQ(pipe.read_one(), 'x');
  bool again = false;
  Loop::WatchId second = 0;
  pipe.write("y");
  second = loop.watch_readable(pipe.fds[0], [&] {
    again = true;
    loop.unwatch(second);
  });
  loop.run();
  EXPECT_TRUE(again);
}

TEST(AsioLoop, AWatchDoesNotKeepItsTaskAfterUnwatch) {
  AsioLoop loop;
  Pipe pipe;
  const auto owned = std::make_shared<int>(1);
  const auto watch = loop.watch_readable(pipe.fds[0], [owned] {});
  EXPECT_EQ(owned.use_count(), 2);
  loop.unwatch(watch);
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(AsioLoop, HangUpIsReadable) {
  AsioLoop loop;
  int fds[2];
  ASSERT_EQ(::pipe2(fds, O_CLOEXEC), 0);
  bool closed = false;
  Loop::WatchId watch = 0;
  watch = loop.watch_readable(fds[0], [&] {
    char c;
    closed = ::read(fds[0], &c, 1) == 0;
    loop.unwatch(watch);
  });
  loop.post([&] { ::close(fds[1]); });
  loop.run();
  EXPECT_TRUE(closed);
  ::close(fds[0]);
}

TEST(AsioLoop, RunUntilEndsAtTheDeadlineOrWithoutWork) {
  AsioLoop loop;
  EXPECT_FALSE(loop.run_until([] { return false; }, 1h));  // no work: nothing can change
  loop.call_after(1h, [] {});
  EXPECT_FALSE(loop.run_until([] { return false; }, 1ms));
  EXPECT_TRUE(loop.run_until([] { return true; }, 0s));
}

TEST(AsioLoop, StopFromAnotherThread) {
  AsioLoop loop;
  loop.call_after(1h, [] {});
  std::thread other;
  loop.post([&] { other = std::thread([&] { loop.stop(); }); });
  loop.run();
  other.join();
  bool ran = false;
  loop.post([&] {
    ran = true;
    loop.stop();
  });
  loop.run();  // can be run again
  EXPECT_TRUE(ran);
}

TEST(AsioLoop, WhatIsStillPendingMayOwnTimersWhenTheLoopDies) {
  auto loop = std::make_unique<AsioLoop>();
  auto in_timer = std::make_shared<Timer>(*loop), in_post = std::make_shared<Timer>(*loop);
  in_timer->after(1h, [] {});
  in_post->after(2h, [] {});
  loop->call_after(3h, [in_timer] {});
  loop->post([in_post] {});
  boost::asio::post(loop->context(), [in_post] {});
  in_timer.reset();
  in_post.reset();
  loop.reset();  // clean under ASan
}

TEST(AsioLoop, ATaskThatThrowsDoesNotLoseTheOthers) {
  AsioLoop loop;
  std::string order;
  const TimePoint when = loop.now() + 1ms;
  loop.call_at(when, [] { throw std::runtime_error("a bug"); });
  loop.call_at(when, [&] { order += 'b'; });
  EXPECT_THROW(loop.run(), std::runtime_error);
  loop.run();
  EXPECT_EQ(order, "b");
}

template <class AnyLoop>
class TimersInTasks : public ::testing::Test {};
using Loops = ::testing::Types<AsioLoop, test::FakeLoop>;
TYPED_TEST_SUITE(TimersInTasks, Loops);

TYPED_TEST(TimersInTasks, EndWithTheTaskThatOwnsThem) {
  TypeParam loop;
  auto owned = std::make_shared<Timer>(loop);
  owned->after(1h, [] { FAIL() << "ended with its owner"; });
  Timer owner(loop);
  owner.after(2h, [owned] {});
  owned.reset();
  owner.cancel();  // clean under ASan
  EXPECT_FALSE(owner.pending());
}

TEST(Timer, ReplacesAndEndsWithItsOwner) {
  test::FakeLoop loop;
  std::string order;
  {
    Timer timer(loop), gone(loop);
    timer.after(1s, [&] { order += 'x'; });
    timer.after(2s, [&] { order += 'a'; });
    gone.after(1s, [&] { order += 'y'; });
    gone.cancel();
    EXPECT_TRUE(timer.pending());
    EXPECT_FALSE(gone.pending());
    loop.advance(5s);
    EXPECT_FALSE(timer.pending());
    timer.after(1s, [&] { order += 'z'; });
  }
  loop.advance(5s);
  EXPECT_EQ(order, "a");
  EXPECT_EQ(loop.pending_timers(), 0u);
}

TEST(Timer, MayBeSetAgainOrDestroyedByItsOwnTask) {
  test::FakeLoop loop;
  int fired = 0;
  auto timer = std::make_unique<Timer>(loop);
  timer->after(1s, [&] {
    ++fired;
    timer->after(1s, [&] {
      ++fired;
      timer.reset();
    });
  });
  loop.advance(10s);
  EXPECT_EQ(fired, 2);
  EXPECT_EQ(timer, nullptr);
}

TEST(FakeLoop, TimeMovesOnlyWhenTold) {
  test::FakeLoop loop;
  std::vector<Duration> fired;
  const TimePoint start = loop.now();
  const WallTime wall = loop.wall_now();
  loop.call_after(2s, [&] { fired.push_back(loop.now() - start); });
  loop.call_after(1s, [&] {
    fired.push_back(loop.now() - start);
    loop.call_after(500ms, [&] { fired.push_back(loop.now() - start); });
  });
  loop.run_ready();
  EXPECT_TRUE(fired.empty());
  loop.advance(3s);
  EXPECT_THAT(fired, ElementsAre(Duration(1s), Duration(1500ms), Duration(2s)));
  EXPECT_EQ(loop.wall_now() - wall, 3s);
}

TEST(StopSignals, AreEventsWhileItLives) {
  AsioLoop loop;
  std::vector<int> signals;
  {
    StopSignals stop(loop, [&](int signal) { signals.push_back(signal); });
    std::raise(SIGTERM);
    EXPECT_TRUE(loop.run_until([&] { return signals.size() == 1; }, kDeadline));
    std::raise(SIGINT);
    EXPECT_TRUE(loop.run_until([&] { return signals.size() == 2; }, kDeadline));
  }
  EXPECT_THAT(signals, ElementsAre(SIGTERM, SIGINT));
  loop.run();  // nothing waits any more
}

}  // namespace
}  // namespace ricochet::base
