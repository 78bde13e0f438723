#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "base/duration.h"
#include "base/loop.h"

namespace ricochet::bus::kafka {

/// Set once, on the loop's thread; seen by a worker. Thread-safe.
class StopFlag {
 public:
  void set();
  bool is_set() const;
  /// Waits until it is set, at most for `limit`; true when it is set.
  bool wait(base::Duration limit) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool set_ = false;
};

/// For the few calls of librdkafka that exist only in a blocking form (metadata, offsets): each
/// runs on a thread of its own that touches nothing of ours and hands its result to the loop. The
/// destructor joins, which may take as long as the call in progress, so close() leaves it to the
/// Reaper.
class BlockingCalls {
 public:
  /// Runs on the thread; the task that it returns runs on the loop, unless the worker was stopped.
  using Work = std::function<base::Loop::Task(const StopFlag&)>;

  explicit BlockingCalls(base::Loop& loop);
  ~BlockingCalls();
  BlockingCalls(const BlockingCalls&) = delete;
  BlockingCalls& operator=(const BlockingCalls&) = delete;

  /// One at a time: waits for the one before, which has posted its result.
  void start(Work work);
  /// The result of the work in progress is dropped. Does not wait.
  void stop();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

/// Destroys what takes time to destroy on a thread of its own. `done` runs on the loop when that is
/// over, at the latest after `kLimit`: a library that hangs in a name look-up is then left behind,
/// owning only what was handed over.
class Reaper {
 public:
  static constexpr base::Duration kLimit = std::chrono::seconds(2);

  explicit Reaper(base::Loop& loop);
  /// Waits for the rest of the limit when start() has not come to its end.
  ~Reaper();
  Reaper(const Reaper&) = delete;
  Reaper& operator=(const Reaper&) = delete;

  void start(std::function<void()> destroy, std::function<void()> done);

 private:
  struct Shared;
  void finish();
  std::shared_ptr<Shared> shared_;
  std::thread thread_;
  base::Timer limit_;
};

}  // namespace ricochet::bus::kafka
