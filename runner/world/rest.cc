#include "runner/world/rest.h"

#include <algorithm>
#include <chrono>

namespace ricochet::runner {

namespace {

/// Commits are not waited for one by one.
constexpr base::Duration kLookAtRestAgain = std::chrono::milliseconds(20);

}  // namespace

Task<bool> come_to_rest(ScenarioLife& life, RestWanted wanted, std::function<bool()> done) {
  World& world = life.world();
  base::Loop& loop = world.loop();
  const base::TimePoint began = loop.now(), end = began + wanted.limit;
  // What happened before the world was made happened long ago.
  const base::TimePoint first = wanted.quiet_before ? began - wanted.quiet : began;
  while (loop.now() < end) {
    const base::TimePoint quiet_at = std::max(world.activity().last(), first) + wanted.quiet;
    const base::Duration left = quiet_at - loop.now();
    if (left <= base::Duration::zero() && world.open_exchanges() == 0 && done()) co_return true;
    const base::Duration pause = left > base::Duration::zero() ? left : kLookAtRestAgain;
    const bool undisturbed = co_await life.sleep(std::min<base::Duration>(pause, end - loop.now()));
    if (!undisturbed) co_return false;
  }
  co_return false;
}

RestWanted rest_after_fault(const World& world, base::Duration limit) {
  RestWanted wanted;
  wanted.quiet =
      std::max<base::Duration>(world.suite().defaults.settle, std::chrono::milliseconds(150));
  wanted.quiet_before = false;
  wanted.limit = limit;
  return wanted;
}

}  // namespace ricochet::runner
