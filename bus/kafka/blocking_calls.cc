#include "bus/kafka/blocking_calls.h"

#include <utility>

namespace ricochet::bus::kafka {

void StopFlag::set() {
  {
    const std::lock_guard lock(mutex_);
    set_ = true;
  }
  changed_.notify_all();
}

bool StopFlag::is_set() const {
  const std::lock_guard lock(mutex_);
  return set_;
}

bool StopFlag::wait(base::Duration limit) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [this] { return set_; });
}

struct BlockingCalls::Shared {
  explicit Shared(base::Loop& l) : loop(&l) {}
  std::mutex mutex;
  base::Loop* loop;  // nullptr: nobody wants the result
  StopFlag stop;
};

BlockingCalls::BlockingCalls(base::Loop& loop) : shared_(std::make_shared<Shared>(loop)) {}

BlockingCalls::~BlockingCalls() {
  stop();
  if (thread_.joinable()) thread_.join();
}

void BlockingCalls::start(Work work) {
  if (thread_.joinable()) thread_.join();
  thread_ = std::thread([shared = shared_, work = std::move(work)] {
    base::Loop::Task result = work(shared->stop);
    const std::lock_guard lock(shared->mutex);
    if (!shared->loop) return;
    shared->loop->post([shared, result = std::move(result)] {
      if (!shared->stop.is_set()) result();
    });
  });
}

void BlockingCalls::stop() {
  shared_->stop.set();
  const std::lock_guard lock(shared_->mutex);
  shared_->loop = nullptr;
}

struct Reaper::Shared {
  std::mutex mutex;
  std::condition_variable finished_changed;
  bool finished = false;
  base::Loop* loop = nullptr;  // nullptr: nobody waits any more
  std::function<void()> done;  // touched on the loop's thread only
};

Reaper::Reaper(base::Loop& loop) : shared_(std::make_shared<Shared>()), limit_(loop) {
  shared_->loop = &loop;
}

Reaper::~Reaper() {
  if (!thread_.joinable()) return;
  bool finished = false;
  {
    std::unique_lock lock(shared_->mutex);
    shared_->loop = nullptr;
    shared_->done = nullptr;
    finished = shared_->finished_changed.wait_for(lock, kLimit, [&] { return shared_->finished; });
  }
  if (finished)
    thread_.join();
  else
    thread_.detach();
}

void Reaper::start(std::function<void()> destroy, std::function<void()> done) {
  shared_->done = done ? std::move(done) : [] {};
  thread_ = std::thread([this, shared = shared_, destroy = std::move(destroy)]() mutable {
    destroy();
    destroy = nullptr;  // with all that it holds
    const std::lock_guard lock(shared->mutex);
    shared->finished = true;
    shared->finished_changed.notify_all();
    if (shared->loop) {
      shared->loop->post([this, shared] {
        if (shared->done) finish();  // else the owner is gone, or the limit was first
      });
    }
  });
  limit_.after(kLimit, [this] { finish(); });
}

void Reaper::finish() {
  limit_.cancel();
  bool finished = false;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->loop = nullptr;
    finished = shared_->finished;
  }
  if (finished)
    thread_.join();
  else
    thread_.detach();
  const auto done = std::exchange(shared_->done, nullptr);
  if (done) done();
}

}  // namespace ricochet::bus::kafka
