#pragma once
#include <functional>
#include <memory>

#include "base/loop.h"

namespace ricochet::base {

/// SIGINT, SIGTERM and SIGHUP as events on the loop, as long as this object lives; before and
/// after, they end the process as usual. A SIGHUP that is ignored (nohup) stays ignored. The
/// callback gets the signal number, each time one arrives.
class StopSignals {
 public:
  StopSignals(Loop& loop, std::function<void(int signal)> callback);
  ~StopSignals();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace ricochet::base
