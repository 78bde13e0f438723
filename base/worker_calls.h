#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "base/worker.h"

namespace ricochet::base {

/// Pieces of work whose callbacks end with this object: for who has any number of them under way.
/// On the loop's thread.
class WorkerCalls {
 public:
  /// As Worker::run(). `done` may hand over more.
  template <class Work, class Done>
  void run(Worker& worker, std::size_t bytes, Work work, Done done) {
    const auto id = next_++;
    tickets_[id] = worker.run(bytes, std::move(work),
                              [this, id, done = std::move(done)](auto&& outcome) mutable {
                                const auto ticket = tickets_.extract(id);
                                done(std::forward<decltype(outcome)>(outcome));
                              });
  }

 private:
  std::uint64_t next_ = 1;
  std::map<std::uint64_t, Worker::Ticket> tickets_;
};

}  // namespace ricochet::base
