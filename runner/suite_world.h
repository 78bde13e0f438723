#pragma once
#include <memory>

#include "runner/world/world.h"
#include "runner/world/world_keeper.h"

namespace ricochet::runner {

/// Whether the world of a suite stays when its scenarios have run.
bool stays(const WorldKeeper* keeper, const World& world);

/// The world of one suite (of one worker) in one run: one that is up already, or a new one. On the
/// loop's thread.
class SuiteWorld {
 public:
  /// `keeper` may be nullptr; else it must outlive this.
  SuiteWorld(base::Loop& loop, const std::shared_ptr<const Suite>& suite, WorldOptions options,
             WorldKeeper* keeper, std::size_t worker = 0);

  World& world() { return *world_; }
  /// What happened before is not of this run.
  base::TimePoint since() const { return since_; }
  /// See World::start().
  Task<base::Status> start();
  /// Stops it, unless it stays.
  Task<void> end();

 private:
  WorldKeeper* keeper_;
  std::size_t worker_;
  std::shared_ptr<World> world_;
  bool fresh_;
  base::TimePoint since_ = base::TimePoint::min();
};

}  // namespace ricochet::runner
