#include "runner/world/stray_work.h"
#include "runner/world/world.h"
#include "stubserver/serve/server.h"

namespace ricochet::runner {

Task<base::Status> World::begin_again() {
  clear_trouble();
  if (stray_work_) stray_work_->forget();
  scopes_.begin_again();
  for (const auto& [name, stub] : stubs_) stub->begin_again();
  co_return co_await revive();
}

}  // namespace ricochet::runner
