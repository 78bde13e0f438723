#include "tests/support/fake_loop.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstdlib>

namespace ricochet::test {

FakeLoop::FakeLoop() : context_(std::make_unique<boost::asio::io_context>(1)) { pool_.be_pool(); }
FakeLoop::~FakeLoop() = default;

base::WallTime FakeLoop::wall_now() const {
  // 2026-01-01T00:00:00Z plus the time that has passed here.
  return base::WallTime(std::chrono::seconds(1'767'225'600)) +
         std::chrono::duration_cast<base::WallTime::duration>(now_.time_since_epoch() -
                                                              std::chrono::hours(1));
}

void FakeLoop::post(Task task) { boost::asio::post(*context_, std::move(task)); }

base::Loop::TimerId FakeLoop::call_at(base::TimePoint when, Task task) {
  const TimerId id = next_id_++;
  timers_.emplace(std::pair{when, id}, std::move(task));
  times_.emplace(id, when);
  return id;
}

void FakeLoop::cancel(TimerId id) {
  const auto it = times_.find(id);
  if (it == times_.end()) return;
  const auto node = timers_.extract({it->second, id});  // its task may own timers that end with it
  times_.erase(it);
}

base::Loop::WatchId FakeLoop::watch_readable(int, Task) { std::abort(); }
void FakeLoop::unwatch(WatchId) { std::abort(); }
boost::asio::io_context& FakeLoop::context() { return *context_; }

void FakeLoop::run_ready() {
  context_->restart();
  context_->poll();
}

void FakeLoop::advance(base::Duration by) {
  const base::TimePoint end = now_ + by;
  run_ready();
  while (!timers_.empty() && timers_.begin()->first.first <= end) {
    auto node = timers_.extract(timers_.begin());
    times_.erase(node.key().second);
    now_ = std::max(now_, node.key().first);
    node.mapped()();
    run_ready();
  }
  now_ = end;
}

}  // namespace ricochet::test
