#pragma once
#include <functional>

#include "runner/task/async.h"
#include "runner/world/interruptible.h"
#include "runner/world/world.h"

namespace ricochet::runner {

/// Waits while no scenario runs in a world: until somebody says so, or there is trouble, such as a
/// service that ended. On the loop's thread; the world must outlive it.
class WorldVigil final : public Interruptible {
 public:
  explicit WorldVigil(World& world);
  ~WorldVigil() override;
  WorldVigil(const WorldVigil&) = delete;
  WorldVigil& operator=(const WorldVigil&) = delete;

  /// Returns at once when the world is in trouble, or wake() was called.
  Task<void> wait();
  void wake();
  void interrupt(const Trouble&) override { end(); }

 private:
  void end();

  World& world_;
  std::function<void()> done_;
  bool woken_ = false;
};

}  // namespace ricochet::runner
