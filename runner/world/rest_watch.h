#pragma once
#include <cstdint>
#include <vector>

#include "awaits/verdict.h"
#include "base/loop.h"
#include "bus/bus.h"

namespace ricochet::runner {

class World;

/// Ends a wait for absence before its window does, where the suite says that a group commits after
/// its work: once everything that was published is committed, no exchange is open, and nothing at
/// all has happened for a while. On the loop's thread; destroying it ends the watch.
class RestWatch {
 public:
  /// Is there a group that says so?
  static bool can_tell(World& world);

  RestWatch(World& world, std::vector<bus::Position> published);

  /// From now on, for that wait. Nothing happens when it has ended.
  void watch(awaits::AwaitId wait);

 private:
  void look();

  World& world_;
  const std::vector<bus::Position> published_;
  const base::Duration quiet_;
  awaits::AwaitId wait_ = 0;
  std::uint64_t newest_ = 0;  ///< number of the newest thing that had happened at the last look
  base::Timer timer_;
};

}  // namespace ricochet::runner
