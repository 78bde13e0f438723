#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "base/loop.h"
#include "runner/task/async.h"

namespace ricochet::runner {

/// Waits that somebody can end, all of them, before what they wait for has come. On the loop's
/// thread; must outlive whoever waits.
class Waits {
 public:
  explicit Waits(base::Loop& loop) : loop_(loop) {}

  /// `task` runs once, soon after end(), unless it is removed before.
  std::uint64_t add(base::Loop::Task task) {
    tasks_[next_] = std::move(task);
    return next_++;
  }
  /// False: end() was called before.
  bool remove(std::uint64_t id) { return tasks_.erase(id) > 0; }

  /// What `start` comes to, as of async(); nullopt: end() was called first. What it comes to after
  /// that is dropped, whoever is gone by then.
  template <class T, class Start>
  Task<std::optional<T>> wait(Start start) {
    using Ended = std::optional<T>;
    std::uint64_t id = 0;
    auto begin = [this, &id, &start](std::function<void(Ended)> done) {
      const auto open = std::make_shared<std::function<void(Ended)>>(std::move(done));
      id = add([open] {
        if (const auto tell = std::exchange(*open, nullptr)) tell(Ended());
      });
      start(std::function<void(T)>([open](T value) {
        if (const auto tell = std::exchange(*open, nullptr)) tell(Ended(std::move(value)));
      }));
    };
    Ended ended = co_await async<Ended>(begin);
    remove(id);
    co_return ended;
  }

  void end() {
    auto tasks = std::exchange(tasks_, {});
    for (auto& [id, task] : tasks) loop_.post(std::move(task));
  }

 private:
  base::Loop& loop_;
  std::map<std::uint64_t, base::Loop::Task> tasks_;
  std::uint64_t next_ = 1;
};

}  // namespace ricochet::runner
