#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/asio_loop.h"
#include "runner/task/async.h"

namespace ricochet::runner {

/// Runs the loop until the task has ended; what it came to. What it throws is thrown here, and a
/// std::logic_error when nothing is left to do but the task still waits.
template <class T>
T run_to_end(base::AsioLoop& loop, Task<T> task) {
  std::optional<T> result;
  std::exception_ptr bug;
  boost::asio::co_spawn(loop.context(), std::move(task),
                        [&](const std::exception_ptr& thrown, T ended) {
                          bug = thrown;
                          if (!thrown) result = std::move(ended);
                          loop.stop();
                        });
  loop.run();
  if (bug) std::rethrow_exception(bug);
  if (!result) throw std::logic_error("a task waits for what nobody does any more");
  return *std::move(result);
}

}  // namespace ricochet::runner
