#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "base/duration.h"

namespace boost::asio {
class io_context;
}

namespace ricochet::base {

class LoopTurns;
class Worker;

/// The one thread that everything runs on, as an interface, so that tests can own time. Every
/// member must be called on the loop's thread, except post(). Callbacks run on that thread, never
/// inside the call that registers them.
class Loop {
 public:
  using Task = std::function<void()>;
  using TimerId = std::uint64_t;  ///< 0 is not a timer
  using WatchId = std::uint64_t;  ///< 0 is not a watch

  virtual ~Loop() = default;
  virtual TimePoint now() const = 0;
  virtual WallTime wall_now() const = 0;

  /// Thread-safe. Runs the task soon, in order of posting.
  virtual void post(Task task) = 0;
  /// Runs the task once, not before `when`; equal times run in order of registration.
  virtual TimerId call_at(TimePoint when, Task task) = 0;
  /// A timer that has fired or is unknown is ignored. After cancel the task does not run.
  virtual void cancel(TimerId id) = 0;

  /// Calls the task each time `fd` is readable (level-triggered), until unwatch. The caller keeps
  /// ownership of the descriptor and must unwatch before closing it.
  virtual WatchId watch_readable(int fd, Task task) = 0;
  virtual void unwatch(WatchId id) = 0;

  /// For what would block: see base/worker.h. One for all that runs on this loop, so that its order
  /// holds between all of them.
  virtual Worker& worker() = 0;
  /// For what would compute for more than a few milliseconds: large bodies, large files. Several
  /// threads that give way to this one, in no order.
  virtual Worker& pool() = 0;

  /// How long the turns of this loop took.
  virtual const LoopTurns& turns() const = 0;

  /// For code that speaks Asio itself (http/, coroutines of the runner). Running it runs this loop.
  virtual boost::asio::io_context& context() = 0;

  /// Lets go of the object a turn later, for what must not end while a call of its own runs: its
  /// callback, its timer's task. On the loop's thread, as that is where it ends.
  void destroy_later(std::shared_ptr<void> held) {
    post([held = std::move(held)] {});
  }

  TimerId call_after(Duration delay, Task task) { return call_at(now() + delay, std::move(task)); }
};

/// A timer that cancels itself: as a member, it ends with its owner.
class Timer {
 public:
  explicit Timer(Loop& loop) : loop_(&loop) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { cancel(); }

  /// Replaces what was scheduled before.
  void at(TimePoint when, Loop::Task task) {
    cancel();
    id_ = loop_->call_at(when, [this, task = std::move(task)] {
      id_ = 0;
      task();
    });
  }
  void after(Duration delay, Loop::Task task) { at(loop_->now() + delay, std::move(task)); }
  void cancel() {
    if (id_ != 0) loop_->cancel(std::exchange(id_, 0));
  }
  bool pending() const { return id_ != 0; }

 private:
  Loop* loop_;
  Loop::TimerId id_ = 0;
};

}  // namespace ricochet::base
