#pragma once
#include <cstddef>
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
  /// The piece at that place, as the threads of a pool might: in any order.
  void release_at(std::size_t place) {
    auto piece = std::move(pieces_[place]);
    pieces_.erase(pieces_.begin() + static_cast<std::ptrdiff_t>(place));
    run_now(std::move(piece.first), std::move(piece.second));
  }
  std::size_t held() const { return pieces_.size(); }
  /// As a pool: what nobody waits for is not run.
  void be_pool() { pool_ = true; }

 private:
  void queue(std::function<void()> work, base::Loop::Task back, Place place) override {
    if (!held_) return run_now(std::move(work), std::move(back));
    if (place == Place::kFirst)
      pieces_.emplace_front(std::move(work), std::move(back));
    else
      pieces_.emplace_back(std::move(work), std::move(back));
  }
  bool runs_all() const override { return !pool_; }
  void run_now(std::function<void()> work, base::Loop::Task back) {
    work();
    loop_.post(std::move(back));
  }

  bool held_ = false;
  bool pool_ = false;
  std::deque<std::pair<std::function<void()>, base::Loop::Task>> pieces_;
};

}  // namespace ricochet::test
