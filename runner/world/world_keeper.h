#pragma once
#include <cstddef>
#include <memory>

#include "runner/world/world.h"

namespace ricochet::runner {

/// Who wants more of the worlds of a run than that scenarios run in them: a page shows what is up,
/// the next run finds the services ready. On the loop's thread.
class WorldKeeper {
 public:
  virtual ~WorldKeeper() = default;
  /// That of this suite, up since an earlier run; nullptr: it has to be made. A suite may have
  /// several, one for each worker, from 0.
  virtual std::shared_ptr<World> take(const Suite& suite, std::size_t worker) = 0;
  /// It is up: made just now, or taken.
  virtual void is_up(const std::shared_ptr<World>& world, std::size_t worker) = 0;
  /// Whether it stays when the scenarios of its suite have run; who keeps it ends it later. Only
  /// one that is_up() may stay.
  virtual bool keeps(const World& world) const = 0;
  /// It is about to end.
  virtual void ends(const std::shared_ptr<World>& world) = 0;
};

}  // namespace ricochet::runner
