// The pool of a loop, and how its turns are measured.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "base/asio_loop.h"
#include "base/loop_turns.h"
#include "base/worker.h"
#include "tests/support/fake_loop.h"

namespace ricochet::base {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

AsioLoop::Options workers(std::size_t n) {
  AsioLoop::Options options;
  options.workers = n;
  return options;
}

TEST(Pool, PiecesRunBesideEachOther) {
  AsioLoop loop(workers(2));
  std::promise<void> first, second;
  int back = 0;
  // Each waits for the other: one thread would never end.
  const auto a = loop.pool().run(
      0,
      [&] {
        first.set_value();
        second.get_future().wait();
        return Status();
      },
      [&](const Status&) { ++back; });
  const auto b = loop.pool().run(
      0,
      [&] {
        second.set_value();
        first.get_future().wait();
        return Status();
      },
      [&](const Status&) { ++back; });
  loop.run();
  EXPECT_EQ(back, 2);
  EXPECT_EQ(loop.pool().load().pieces, 0u);
  EXPECT_EQ(loop.pool().load().threads, 2u);
}

TEST(Pool, ManyPiecesOnFewThreadsAllComeBackOnTheLoop) {
  AsioLoop loop(workers(3));
  const auto here = std::this_thread::get_id();
  std::atomic<int> ran{0};
  int back = 0;
  std::vector<Worker::Ticket> tickets;
  for (int i = 0; i < 500; ++i) {
    tickets.push_back(loop.pool().run(
        1,
        [&ran, i]() -> Result<std::string> {
          ++ran;
          return std::string(static_cast<std::size_t>(i), 'x');
        },
        [&, i](const Result<std::string>& result) {
          EXPECT_EQ(std::this_thread::get_id(), here);
          EXPECT_EQ(result->size(), static_cast<std::size_t>(i));
          ++back;
          loop.pool().discard(std::make_shared<std::string>(*result));
        }));
  }
  loop.run();
  EXPECT_EQ(ran, 500);
  EXPECT_EQ(back, 500);
}

TEST(Pool, WhatNobodyWaitsForIsNotBegun) {
  test::FakeLoop loop;
  loop.pool().hold();
  int ran = 0, back = 0;
  {
    const auto dropped = loop.pool().run(
        7, [&] { return ++ran, Status(); }, [&](const Status&) { ++back; });
    EXPECT_EQ(loop.pool().load().bytes, 7u);
  }
  const auto kept = loop.pool().run(
      0, [&] { return ++ran, Status(); }, [&](const Status&) { ++back; });
  loop.pool().release();
  loop.run_ready();
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(back, 1);
  EXPECT_EQ(loop.pool().load().bytes, 0u);
}

TEST(Pool, BeyondItsBoundsItSaysWhoIsBusyAndHowToMendIt) {
  AsioLoop::Options options = workers(1);
  options.worker_bytes = 10;
  AsioLoop loop(options);
  std::promise<void> go;
  const auto first = loop.pool().run(
      6, [wait = go.get_future().share()] { return wait.wait(), Status(); }, [](const Status&) {});
  Status refused;
  const auto second = loop.pool().run(
      5, [] { return Status(); },
      [&](const Status& status) {
        refused = status;
        go.set_value();
      });
  loop.run();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "worker/busy");
  EXPECT_THAT(refused.error().message, HasSubstr("wait for the workers already"));
  EXPECT_THAT(refused.error().hint, HasSubstr("--workers"));
  EXPECT_EQ(loop.pool().load().refused, 1u);
}

TEST(Pool, EndOfTheLoopWaitsForWhatHasBegunAlone) {
  std::promise<void> begun, go;
  std::atomic<int> ran{0};
  std::vector<Worker::Ticket> tickets;
  std::thread other;
  {
    AsioLoop loop(workers(1));
    tickets.push_back(loop.pool().run(
        0,
        [&] {
          begun.set_value();
          go.get_future().wait();
          return ++ran, Status();
        },
        [](const Status&) { FAIL(); }));
    for (int i = 0; i < 3; ++i) {
      tickets.push_back(loop.pool().run(
          0, [&] { return ++ran, Status(); }, [](const Status&) { FAIL(); }));
    }
    begun.get_future().wait();
    other = std::thread([&] { go.set_value(); });
  }
  other.join();
  EXPECT_LE(ran, 4);
  EXPECT_GE(ran, 1);
}

Duration fake_time{0};
Duration read_fake_time() { return fake_time; }

TEST(LoopTurns, TurnIsWhatRunsBetweenTwoWaits) {
  AsioLoop::Options options;
  options.cpu_time = read_fake_time;
  AsioLoop loop(options);
  loop.post([] { fake_time += 3ms; });
  loop.post([&] {
    fake_time += 4ms;
    loop.post([] { fake_time += 30ms; });  // the next turn's
  });
  loop.run();
  EXPECT_EQ(loop.turns().count(), 2u);
  EXPECT_EQ(loop.turns().sum(), Duration(37ms));
  EXPECT_EQ(loop.turns().longest(), Duration(30ms));
  EXPECT_EQ(loop.turns().in_bucket(5), 1u) << "from 5 to 10 ms";
  EXPECT_EQ(loop.turns().in_bucket(7), 1u) << "from 20 to 50 ms";
}

TEST(LoopTurns, LoopThatIsAlwaysBusyHasTurnsToo) {
  AsioLoop::Options options;
  options.cpu_time = read_fake_time;
  AsioLoop loop(options);
  int left = 100;
  std::function<void()> again = [&] {
    fake_time += 1ms;
    if (--left > 0) loop.post(again);
  };
  loop.post(again);
  loop.run();
  EXPECT_GE(loop.turns().count(), 50u);
  EXPECT_LE(loop.turns().longest(), Duration(2ms));
}

TEST(LoopTurns, StopFromElsewhereIsNotTakenForTheEndOfATurn) {
  for (int i = 0; i < 200; ++i) {
    AsioLoop loop;
    std::function<void()> again = [&] { loop.post(again); };
    std::thread other;
    loop.post([&] {
      again();
      other = std::thread([&] { loop.stop(); });
    });
    loop.run();
    other.join();
  }
}

TEST(LoopTurns, RunMayBeCalledAgain) {
  AsioLoop loop;
  int ran = 0;
  loop.post([&] {
    ++ran;
    loop.stop();
    loop.post([&] { ++ran; });
  });
  loop.run();
  EXPECT_EQ(ran, 1);
  loop.run();
  EXPECT_EQ(ran, 2);
}

}  // namespace
}  // namespace ricochet::base
