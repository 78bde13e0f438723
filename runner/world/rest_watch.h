#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "awaits/verdict.h"
#include "base/loop.h"
#include "bus/bus.h"

namespace ricochet::runner {

class World;

/// Ends a wait for absence before its window does, where the suite says that groups commit after
/// their work: once everything that was published is committed by all that have to do with it (see
/// BusSight), no exchange is open, nothing at all has happened for a while, and nothing is under
/// way that no record tells of. On the loop's thread; destroying it ends the watch.
class RestWatch {
 public:
  /// Is there a group that says so?
  static bool can_tell(World& world);

  /// `began`: the scenario; what was produced since then counts as well. `nothing_else`: whether
  /// nobody can cause anything of which the bus knows nothing yet.
  RestWatch(World& world, std::vector<bus::Position> published, base::TimePoint began,
            std::function<bool()> nothing_else);

  /// From now on, for that wait. Nothing happens when it has ended.
  void watch(awaits::AwaitId wait);

 private:
  void look();

  World& world_;
  const std::vector<bus::Position> published_;
  const base::TimePoint began_;
  const std::function<bool()> nothing_else_;
  const base::Duration quiet_;
  awaits::AwaitId wait_ = 0;
  std::uint64_t newest_ = 0;  ///< number of the newest thing that had happened at the last look
  base::Timer timer_;
};

}  // namespace ricochet::runner
