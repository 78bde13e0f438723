#include "runner/live/world_vigil.h"

#include <utility>

namespace ricochet::runner {

WorldVigil::WorldVigil(World& world) : world_(world) { world_.began(*this); }
WorldVigil::~WorldVigil() { world_.ended(*this); }

Task<void> WorldVigil::wait() {
  if (woken_ || world_.trouble()) co_return;
  co_await async<bool>(
      [this](std::function<void(bool)> done) { done_ = [done = std::move(done)] { done(true); }; });
}

void WorldVigil::wake() {
  woken_ = true;
  end();
}

/// Not inside the call that brought the trouble.
void WorldVigil::end() {
  if (done_) world_.loop().post(std::exchange(done_, nullptr));
}

}  // namespace ricochet::runner
