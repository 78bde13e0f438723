#include "base/alive.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/fake_loop.h"

namespace ricochet::base {
namespace {

TEST(Alive, AGuardEndsWithTheOwner) {
  auto alive = std::make_optional<Alive>();
  const auto guard = alive->guard();
  const auto copy = guard;
  EXPECT_TRUE(guard && copy);
  alive.reset();
  EXPECT_FALSE(guard);
  EXPECT_FALSE(copy);
}

TEST(Alive, AGuardedTaskRunsWhileTheOwnerLives) {
  auto alive = std::make_optional<Alive>();
  std::vector<std::string> got;
  const std::function<void(const std::string&, int)> task = alive->guarded(
      [&](const std::string& text, int n) { got.push_back(text + std::to_string(n)); });
  task("a", 1);
  alive.reset();
  task("b", 2);
  EXPECT_EQ(got, std::vector<std::string>{"a1"});
}

TEST(Alive, AGuardedTaskMayEndTheOwnerAndTakesWhatOnlyMoves) {
  auto alive = std::make_unique<Alive>();
  int taken = 0;
  auto task = alive->guarded([&](std::unique_ptr<int> n) {
    taken += *n;
    alive.reset();
  });
  task(std::make_unique<int>(3));
  task(std::make_unique<int>(4));
  EXPECT_EQ(taken, 3);
}

TEST(Alive, RenewEndsTheGuardsSoFarOnly) {
  Alive alive;
  const auto before = alive.guard();
  alive.renew();
  const auto after = alive.guard();
  EXPECT_FALSE(before);
  EXPECT_TRUE(after);
}

struct Noting {
  explicit Noting(std::vector<std::string>& list) : notes(list) {}
  ~Noting() { notes.push_back("destroyed"); }
  std::vector<std::string>& notes;
};

TEST(DestroyLater, OutlivesTheCallThatLetsGoOfIt) {
  test::FakeLoop loop;
  std::vector<std::string> notes;
  auto unique = std::make_unique<Noting>(notes);
  loop.destroy_later(std::move(unique));
  notes.push_back("let go");
  EXPECT_EQ(unique, nullptr);
  loop.run_ready();
  EXPECT_EQ(notes, (std::vector<std::string>{"let go", "destroyed"}));
}

TEST(DestroyLater, LeavesTheOtherOwnersOfASharedObjectTheirs) {
  test::FakeLoop loop;
  std::vector<std::string> notes;
  auto shared = std::make_shared<Noting>(notes);
  loop.destroy_later(shared);
  loop.run_ready();
  EXPECT_TRUE(notes.empty());
  shared.reset();
  EXPECT_EQ(notes, std::vector<std::string>{"destroyed"});
}

TEST(DestroyLater, ATimerMayBeLetGoOfByItsOwnTask) {
  test::FakeLoop loop;
  auto timer = std::make_unique<Timer>(loop);
  const auto held = std::make_shared<int>(7);
  int seen = 0;
  timer->after(std::chrono::seconds(1), [&, held] {
    loop.destroy_later(std::move(timer));
    seen = *held;
  });
  loop.advance(std::chrono::seconds(1));
  EXPECT_EQ(seen, 7);
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace ricochet::base
