#include "base/worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/asio_loop.h"
#include "tests/support/fake_loop.h"

namespace ricochet::base {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result<int> number(int n) { return n; }

TEST(Worker, RunsInOrderElsewhereAndComesBackOnTheLoop) {
  AsioLoop loop;
  const auto here = std::this_thread::get_id();
  std::vector<int> ran, back;
  std::vector<Worker::Ticket> tickets;
  for (int i = 0; i < 100; ++i) {
    tickets.push_back(loop.worker().run(
        0,
        [&ran, here, i] {
          EXPECT_NE(std::this_thread::get_id(), here);
          ran.push_back(i);
          return number(2 * i);
        },
        [&, i](const Result<int>& result) {
          EXPECT_EQ(std::this_thread::get_id(), here);
          EXPECT_EQ(result.value(), 2 * i);
          back.push_back(i);
        }));
  }
  EXPECT_TRUE(back.empty()) << "never inside run()";
  loop.run();
  ASSERT_EQ(back.size(), 100u);
  EXPECT_TRUE(std::is_sorted(ran.begin(), ran.end()));
  EXPECT_EQ(back, ran);
  EXPECT_EQ(loop.worker().waiting(), 0u);
}

TEST(Worker, LoopGoesOnMeanwhileAndHasWorkUntilThen) {
  AsioLoop loop;
  std::promise<void> tick;
  bool back = false;
  const auto ticket = loop.worker().run(
      0,
      [ticked = tick.get_future().share()] {
        ticked.wait();
        return Status();
      },
      [&](const Status&) { back = true; });
  loop.call_after(1ms, [&] { tick.set_value(); });
  loop.run();
  EXPECT_TRUE(back);
}

TEST(Worker, FailureOfTheWorkComesBack) {
  test::FakeLoop loop;
  std::string code;
  const auto ticket = loop.worker().run(
      0, [] { return Status(Diag("file/unwritable", "no")); },
      [&](const Status& status) { code = status.error().code; });
  loop.run_ready();
  EXPECT_EQ(code, "file/unwritable");
}

TEST(Worker, WhatItThrowsLeavesTheLoop) {
  AsioLoop loop;
  const auto ticket = loop.worker().run(
      0, []() -> Status { throw std::runtime_error("a bug"); },
      [](const Status&) { FAIL() << "there is no result"; });
  EXPECT_THROW(loop.run(), std::runtime_error);
}

TEST(Worker, WithoutItsTicketNothingComesBackButTheWorkIsDone) {
  test::FakeLoop loop;
  loop.worker().hold();
  bool ran = false;
  const auto watched = std::make_shared<int>(0);
  {
    const auto ticket = loop.worker().run(
        0,
        [&ran] {
          ran = true;
          return Status();
        },
        [watched](const Status&) { FAIL() << "nobody waits for it"; });
    EXPECT_EQ(watched.use_count(), 2);
  }
  EXPECT_EQ(watched.use_count(), 1) << "what the callback holds goes with the ticket";
  loop.worker().release();
  loop.run_ready();
  EXPECT_TRUE(ran);
  EXPECT_EQ(loop.worker().waiting(), 0u);
}

TEST(Worker, CallbackMayReplaceItsOwnTicket) {
  test::FakeLoop loop;
  std::vector<int> back;
  Worker::Ticket ticket;
  ticket = loop.worker().run(
      0, [] { return number(1); },
      [&](const Result<int>& first) {
        back.push_back(*first);
        ticket = loop.worker().run(
            0, [] { return number(2); },
            [&](const Result<int>& second) { back.push_back(*second); });
      });
  loop.run_ready();
  EXPECT_THAT(back, ElementsAre(1, 2));
}

TEST(Worker, EndRunsWhatWasHandedOverAndCallsNobody) {
  AsioLoop loop;
  std::vector<int> ran;
  std::vector<Worker::Ticket> tickets;
  {
    ThreadWorker worker(loop);
    for (int i = 0; i < 50; ++i) {
      tickets.push_back(worker.run(
          0,
          [&ran, i] {
            ran.push_back(i);
            return Status();
          },
          [](const Status&) { FAIL() << "called back after the end"; }));
    }
  }
  EXPECT_EQ(ran.size(), 50u);
  loop.run();
}

TEST(Worker, OfALoopEndsWithIt) {
  int ran = 0;
  {
    Worker::Ticket ticket;  // dropped after its loop: nothing of it is touched then
    AsioLoop loop;
    ticket = loop.worker().run(
        0,
        [&ran] {
          ++ran;
          return Status();
        },
        [](const Status&) { FAIL() << "the loop did not run"; });
  }
  EXPECT_EQ(ran, 1);
}

class WorkerBound : public testing::Test {
 protected:
  WorkerBound() { loop_.worker().hold(); }
  /// "ok", or the failure, once the loop has run.
  std::shared_ptr<std::string> hand_over(std::size_t bytes = 0) {
    auto outcome = std::make_shared<std::string>("waits");
    tickets_.push_back(loop_.worker().run(
        bytes, [] { return Status(); },
        [outcome](const Status& status) {
          *outcome = status ? "ok" : render_line(status.error());
          if (!status) {
            EXPECT_EQ(status.error().code, "worker/full");
          }
        }));
    return outcome;
  }
  test::FakeLoop loop_;
  std::vector<Worker::Ticket> tickets_;
};

TEST_F(WorkerBound, OfPiecesIsToldToWhoComesTooLate) {
  for (std::size_t i = 0; i < Worker::kMaxWaiting; ++i) hand_over();
  const auto late = hand_over();
  EXPECT_EQ(*late, "waits") << "never inside run()";
  loop_.run_ready();
  EXPECT_THAT(*late, HasSubstr("1000 pieces of work wait for the disk already"));
  EXPECT_EQ(loop_.worker().held(), Worker::kMaxWaiting);

  loop_.worker().release_one();
  loop_.run_ready();
  const auto next = hand_over();
  loop_.worker().release();
  loop_.run_ready();
  EXPECT_EQ(*next, "ok");
}

TEST_F(WorkerBound, OfBytesTakesAPieceAloneWhateverItsSize) {
  const auto big = hand_over(2 * Worker::kMaxWaitingBytes);
  const auto late = hand_over(1);
  loop_.worker().release();
  loop_.run_ready();
  EXPECT_EQ(*big, "ok");
  EXPECT_THAT(*late, HasSubstr("64"));
  EXPECT_EQ(loop_.worker().waiting(), 0u);
}

}  // namespace
}  // namespace ricochet::base
