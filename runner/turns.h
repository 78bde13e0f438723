#pragma once
#include <cstddef>
#include <deque>
#include <functional>

#include "base/loop.h"
#include "runner/task/async.h"

namespace ricochet::runner {

/// Who may run now, of those who share one world: so many at a time, in the order in which they
/// came, and some of them alone. On the loop's thread; outlives who waits in it.
class Turns {
 public:
  /// `upset`: while it says yes, nobody is let in beside who runs.
  Turns(base::Loop& loop, std::size_t most, std::function<bool()> upset);

  /// Waits for a turn. True: nobody else runs, and nobody is let in before opened().
  Task<bool> enter(bool alone);
  void opened();
  void leave();
  /// Whether nobody runs when this one has left, before the next is let in.
  bool is_last() const { return running_ == 1; }

 private:
  struct Waiter {
    bool alone = false;
    std::function<void(bool)> go;
  };
  bool may_enter(bool alone) const;
  bool take(bool alone);
  void admit();

  base::Loop& loop_;
  const std::size_t most_;
  const std::function<bool()> upset_;
  std::deque<Waiter> waiting_;
  std::size_t running_ = 0;
  bool alone_ = false;   ///< who runs wants no other
  bool closed_ = false;  ///< until opened()
};

}  // namespace ricochet::runner
