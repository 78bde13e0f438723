#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

#include "base/loop.h"
#include "base/result.h"

namespace ricochet::base {

/// Where work goes that would block the loop: the disk. Pieces of work run one after the other, in
/// the order in which they were handed over, so that a read behind a write sees what was written.
/// What was handed over is run to its end, also when nobody waits for it any more: nothing written
/// gets lost. Owner: the loop (Loop::worker()). All of it is called on the loop's thread.
///
/// The thread that writes captures into SQLite (requestbin/store/writer.h) is not a worker: it
/// commits all that waits as one transaction, tries again, and may give up in the end.
class Worker {
 public:
  /// Most that may wait, the piece that runs included. Beyond it a new piece fails at once with
  /// worker/full; a piece alone is always taken.
  static constexpr std::size_t kMaxWaiting = 1000;
  static constexpr std::size_t kMaxWaitingBytes = 64u << 20;  ///< of what the callers say they hold

  /// Stands for the callback of one piece: without it nothing is called, while the piece runs all
  /// the same. Hold it where what the callback touches is held.
  class [[nodiscard]] Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&& other) noexcept = default;
    Ticket& operator=(Ticket&& other) noexcept {
      std::swap(call_, other.call_);
      return *this;
    }
    ~Ticket();

   private:
    friend class Worker;
    struct Call;
    explicit Ticket(std::shared_ptr<Call> call) : call_(std::move(call)) {}
    std::shared_ptr<Call> call_;
  };

  explicit Worker(Loop& loop);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  /// Calls nobody back any more.
  virtual ~Worker();

  /// `work` runs elsewhere, must own all that it touches (of `bytes` bytes, about) and returns a
  /// base::Result. `done` takes what it returned, or the failure worker/full, on the loop and never
  /// inside this call. What `work` throws leaves the loop's run().
  template <class Work, class Done>
  Ticket run(std::size_t bytes, Work work, Done done) {
    using Outcome = std::invoke_result_t<Work&>;
    static_assert(std::is_constructible_v<Outcome, const Diag&>, "work returns a Result");
    auto outcome = std::make_shared<std::optional<Outcome>>();
    return hand_over(
        bytes, [outcome, work = std::move(work)]() mutable { outcome->emplace(work()); },
        [outcome, done = std::move(done)](const Diag* refused) mutable {
          done(refused != nullptr ? Outcome(*refused) : std::move(**outcome));
        });
  }
  /// Pieces whose callback has not come back.
  std::size_t waiting() const;

 protected:
  /// Runs `work` behind all others, destroys it, and posts `back` to the loop. Never waits.
  virtual void queue(std::function<void()> work, Loop::Task back) = 0;
  Loop& loop_;

 private:
  struct Load;
  Ticket hand_over(std::size_t bytes, std::function<void()> work,
                   std::function<void(const Diag* refused)> done);
  std::shared_ptr<Load> load_;
};

/// The worker of a real loop: a thread, started when there is something to do for the first time.
/// While a piece is under way the loop has work, so that its run() does not return.
class ThreadWorker final : public Worker {
 public:
  explicit ThreadWorker(Loop& loop) : Worker(loop) {}
  /// Waits until everything that was handed over has run.
  ~ThreadWorker() override;

 private:
  struct Piece {
    std::function<void()> work;
    Loop::Task back;
  };
  void queue(std::function<void()> work, Loop::Task back) override;
  void run_pieces();
  std::optional<Piece> next();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Piece> pieces_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace ricochet::base
