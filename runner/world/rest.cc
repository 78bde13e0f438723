#include "runner/world/rest.h"

#include <algorithm>
#include <chrono>

namespace ricochet::runner {

namespace {

/// Commits are not waited for one by one.
constexpr base::Duration kLookAtRestAgain = std::chrono::milliseconds(20);

}  // namespace

Task<bool> come_to_rest(ScenarioLife& life, base::Duration quiet, base::Duration limit,
                        std::function<bool()> done) {
  World& world = life.world();
  base::Loop& loop = world.loop();
  const base::TimePoint began = loop.now(), end = began + limit;
  while (loop.now() < end) {
    // What happened before the world was made happened long ago.
    const base::TimePoint last = std::max(world.activity().last(), began - quiet);
    const base::Duration left = last + quiet - loop.now();
    if (left <= base::Duration::zero() && world.open_exchanges() == 0 && done()) co_return true;
    const base::Duration pause = left > base::Duration::zero() ? left : kLookAtRestAgain;
    const bool undisturbed = co_await life.sleep(std::min<base::Duration>(pause, end - loop.now()));
    if (!undisturbed) co_return false;
  }
  co_return false;
}

base::Duration quiet_of(const World& world) {
  return std::max<base::Duration>(world.suite().defaults.settle, std::chrono::milliseconds(150));
}

}  // namespace ricochet::runner
