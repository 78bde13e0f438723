#include "runner/turns.h"

#include <utility>

namespace ricochet::runner {

Turns::Turns(base::Loop& loop, std::size_t most, std::function<bool()> upset)
    : loop_(loop), most_(most), upset_(std::move(upset)) {}

bool Turns::may_enter(bool alone) const {
  if (running_ == 0) return true;
  return !closed_ && !alone_ && !alone && running_ < most_ && !upset_();
}

bool Turns::take(bool alone) {
  const bool first = running_++ == 0;
  alone_ = alone;
  closed_ = first;
  return first;
}

Task<bool> Turns::enter(bool alone) {
  if (waiting_.empty() && may_enter(alone)) co_return take(alone);
  const bool first = co_await async<bool>([this, alone](std::function<void(bool)> go) {
    waiting_.push_back({alone, std::move(go)});
  });
  co_return first;
}

void Turns::opened() {
  closed_ = false;
  admit();
}

void Turns::leave() {
  if (--running_ == 0) alone_ = closed_ = false;
  admit();
}

void Turns::admit() {
  while (!waiting_.empty() && may_enter(waiting_.front().alone)) {
    const Waiter next = std::move(waiting_.front());
    waiting_.pop_front();
    const bool first = take(next.alone);
    loop_.post([go = next.go, first] { go(first); });
  }
}

}  // namespace ricochet::runner
