#pragma once
#include <map>
#include <memory>
#include <unordered_map>

#include "base/loop.h"
#include "base/loop_turns.h"
#include "tests/support/manual_worker.h"

namespace ricochet::test {

/// A loop whose time moves only when told. Posted tasks run in run_ready() and advance().
class FakeLoop final : public base::Loop {
 public:
  FakeLoop();
  ~FakeLoop() override;
  base::TimePoint now() const override { return now_; }
  base::WallTime wall_now() const override;
  void post(Task task) override;
  TimerId call_at(base::TimePoint when, Task task) override;
  void cancel(TimerId id) override;
  WatchId watch_readable(int fd,
                         Task task) override;  ///< real descriptors do not exist here: aborts
  void unwatch(WatchId id) override;
  /// Runs each piece at once, unless it is held; what comes back waits for run_ready().
  ManualWorker& worker() override { return worker_; }
  ManualWorker& pool() override { return pool_; }
  const base::LoopTurns& turns() const override { return turns_; }
  boost::asio::io_context& context() override;

  /// Runs what was posted, without moving time.
  void run_ready();
  /// Moves time on, firing each timer at its own moment.
  void advance(base::Duration by);
  std::size_t pending_timers() const { return timers_.size(); }

 private:
  base::TimePoint now_{std::chrono::hours(1)};
  std::map<std::pair<base::TimePoint, TimerId>, Task> timers_;
  std::unordered_map<TimerId, base::TimePoint> times_;
  TimerId next_id_ = 1;
  std::unique_ptr<boost::asio::io_context> context_;
  ManualWorker worker_{*this};
  ManualWorker pool_{*this, base::Worker::Bounds::of_pool()};
  base::LoopTurns turns_;
};

}  // namespace ricochet::test
