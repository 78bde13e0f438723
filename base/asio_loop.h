#pragma once
#include <cstddef>
#include <memory>

#include "base/loop.h"

namespace ricochet::base {

/// The real loop, on one boost::asio::io_context. Thousands of timers share one operating system
/// timer. Lifetime: destroy everything that uses it first; its own end waits for what was handed to
/// its worker. run() returns when nothing is left to do or after stop().
class AsioLoop final : public Loop {
 public:
  struct Options {
    /// Threads of pool(); 0: one less than there are cores, from 1 to kMostWorkers.
    std::size_t workers = 0;
    /// Bytes of bodies that may wait for them (Worker::Bounds::bytes).
    std::size_t worker_bytes = std::size_t{64} << 20;
    /// What turns are measured with: CPU time of the calling thread. nullptr: the system's.
    Duration (*cpu_time)() = nullptr;
  };
  static constexpr std::size_t kMostWorkers = 4;  ///< by default

  AsioLoop();
  explicit AsioLoop(const Options& options);
  ~AsioLoop() override;

  TimePoint now() const override;
  WallTime wall_now() const override;
  void post(Task task) override;
  TimerId call_at(TimePoint when, Task task) override;
  void cancel(TimerId id) override;
  WatchId watch_readable(int fd, Task task) override;
  void unwatch(WatchId id) override;
  Worker& worker() override;
  Worker& pool() override;
  const LoopTurns& turns() const override;
  boost::asio::io_context& context() override;

  /// Runs on the calling thread until stop() or until no work is left. Its turns are measured.
  void run();
  /// Runs until `done` is true (checked after each event) or the deadline passes; false on the
  /// deadline.
  bool run_until(const std::function<bool()>& done, Duration limit);
  /// Thread-safe.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ricochet::base
