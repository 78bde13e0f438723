#include "runner/explore/rest.h"

#include <algorithm>
#include <chrono>

namespace ricochet::runner {

Task<bool> come_to_rest(World& world, base::Duration limit, std::function<bool()> done) {
  const base::Duration quiet =
      std::max<base::Duration>(world.suite().defaults.settle, std::chrono::milliseconds(150));
  const base::TimePoint end = world.loop().now() + limit;
  while (world.loop().now() < end) {
    const std::uint64_t newest = world.log().numbered();
    const bool undisturbed = co_await world.sleep(quiet);
    if (!undisturbed) co_return false;
    const bool still = world.log().numbered() == newest && world.open_exchanges() == 0;
    if (still && done()) co_return true;
  }
  co_return false;
}

}  // namespace ricochet::runner
