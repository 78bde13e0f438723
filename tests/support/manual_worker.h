#pragma once
#include <deque>
#include <functional>
#include <utility>

#include "base/worker.h"

namespace ricochet::test {

/// A worker without a thread: a piece runs when it is handed over or, while the worker is held,
/// when it is released. Results come back by the loop, as from the real one.
class ManualWorker final : public base::Worker {
 public:
  using base::Worker::Worker;

  void hold() { held_ = true; }
  /// Runs the pieces that are held, in order, and holds no more.
  void release() {
    held_ = false;
    while (!pieces_.empty()) release_one();
  }
  void release_one() {
    auto piece = std::move(pieces_.front());
    pieces_.pop_front();
    run_now(std::move(piece.first), std::move(piece.second));
  }
  std::size_t held() const { return pieces_.size(); }

 private:
  void queue(std::function<void()> work, base::Loop::Task back) override {
    if (held_) {
      pieces_.emplace_back(std::move(work), std::move(back));
      return;
    }
    run_now(std::move(work), std::move(back));
  }
  void run_now(std::function<void()> work, base::Loop::Task back) {
    work();
    loop_.post(std::move(back));
  }

  bool held_ = false;
  std::deque<std::pair<std::function<void()>, base::Loop::Task>> pieces_;
};

}  // namespace ricochet::test
