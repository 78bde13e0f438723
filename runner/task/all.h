#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "runner/task/async.h"

namespace ricochet::runner {

/// Runs the tasks side by side and waits for all of them. `ended` hears what each came to, in the
/// order in which they end. What one of them throws is thrown when all have ended.
template <class T>
Task<void> all(std::vector<Task<T>> tasks, std::function<void(T)> ended) {
  struct Progress {
    std::size_t left = 0;
    std::exception_ptr bug;
    std::function<void(bool)> done;
  };
  if (tasks.empty()) co_return;
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto progress = std::make_shared<Progress>();
  progress->left = tasks.size();
  auto start = [&tasks, &ended, &executor, &progress](std::function<void(bool)> done) {
    progress->done = std::move(done);
    for (auto& task : tasks) {
      boost::asio::co_spawn(executor, std::move(task),
                            [progress, &ended](const std::exception_ptr& error, T one) {
                              if (error && !progress->bug) progress->bug = error;
                              if (!error) ended(std::move(one));
                              if (--progress->left == 0) progress->done(true);
                            });
    }
  };
  co_await async<bool>(start);
  if (progress->bug) std::rethrow_exception(progress->bug);
}

}  // namespace ricochet::runner
