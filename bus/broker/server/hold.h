#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/alive.h"
#include "base/loop.h"
#include "bus/broker/faults.h"

namespace ricochet::bus::broker {

/// What a connection keeps back because of faults: for a time, or for good, but no longer than all
/// of them are set. What a scenario or a test breaks is not broken for the next one. On the loop's
/// thread.
class Hold {
 public:
  Hold(base::Loop& loop, faults::Faults& faults) : loop_(loop), faults_(faults), timer_(loop) {}
  ~Hold() { end(); }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

  /// Calls `then` once, never inside this call: when the time is over (nullopt: it never is), or
  /// when one of the faults, by their numbers, is not set any more. Ends what was held before.
  /// `then` may end the owner of this.
  void until(std::optional<base::Duration> time, std::vector<std::uint64_t> by,
             std::function<void()> then);
  /// Nothing is called any more. The faults are not touched when there is nothing to end.
  void end();

 private:
  void look();
  void let_go();

  base::Loop& loop_;
  faults::Faults& faults_;
  base::Timer timer_;
  std::vector<std::uint64_t> by_;
  std::function<void()> then_;
  Signal::Id watched_ = 0;  ///< 0: nothing is held
  base::Alive alive_;
};

}  // namespace ricochet::bus::broker
