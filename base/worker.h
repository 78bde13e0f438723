#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/loop.h"
#include "base/result.h"

namespace ricochet::base {

/// Where work goes that would hold the loop up. All of it is called on the loop's thread; the loop
/// owns them and has two:
///
/// Loop::worker() is for what blocks, the disk. Pieces of work run one after the other, in the
/// order in which they were handed over, so that a read behind a write sees what was written. What
/// was handed over is run to its end, also when nobody waits for it any more: nothing written gets
/// lost.
///
/// Loop::pool() is for what computes: large bodies, large files. Pieces run on several threads; one
/// that nobody waits for any more is not begun.
///
/// The thread that writes captures into SQLite (requestbin/store/writer.h) is not a worker: it
/// commits all that waits as one transaction, tries again, and may give up in the end.
class Worker {
 public:
  static constexpr std::size_t kMaxWaiting = 1000;
  static constexpr std::size_t kMaxWaitingBytes = 64u << 20;

  /// Most that may wait, what runs included. Beyond it a new piece fails at once with `code`; a
  /// piece alone is always taken.
  struct Bounds {
    std::size_t pieces = kMaxWaiting;
    std::size_t bytes = kMaxWaitingBytes;  ///< of what the callers say they hold
    const char* code = "worker/full";
    const char* busy_with = "the disk";
    const char* cure = "see why the disk is slow";
    /// Those of Loop::pool(), with the code worker/busy.
    static Bounds of_pool(std::size_t bytes = kMaxWaitingBytes);
  };

  /// How much there is to do, for /metrics.
  struct Load {
    std::size_t pieces = 0;  ///< whose callback has not come back, what runs included
    std::size_t bytes = 0;
    std::size_t busy = 0;       ///< threads that run one
    std::size_t threads = 1;    ///< at most
    std::uint64_t refused = 0;  ///< since the start
  };

  /// Stands for the callback of one piece: without it nothing is called. Hold it where what the
  /// callback touches is held.
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

  explicit Worker(Loop& loop) : Worker(loop, Bounds()) {}
  Worker(Loop& loop, const Bounds& bounds);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  /// Calls nobody back any more.
  virtual ~Worker();

  /// `work` runs elsewhere, must own all that it touches (of `bytes` bytes, about) and returns a
  /// base::Result. `done` takes what it returned, or the failure Bounds::code, on the loop and
  /// never inside this call. What `work` throws leaves the loop's run().
  template <class Work, class Done>
  Ticket run(std::size_t bytes, Work work, Done done) {
    using Returned = std::invoke_result_t<Work&>;
    static_assert(std::is_constructible_v<Returned, const Diag&>, "work returns a Result");
    auto outcome = std::make_shared<std::optional<Returned>>();
    return hand_over(
        bytes, [outcome, work = std::move(work)]() mutable { outcome->emplace(work()); },
        [outcome, done = std::move(done)](const Diag* refused) mutable {
          done(refused != nullptr ? Returned(*refused) : std::move(**outcome));
        });
  }
  /// Lets go of what is large elsewhere, before anything else is begun: it costs time, too.
  void discard(std::shared_ptr<void> held);
  /// Pieces whose callback has not come back.
  std::size_t waiting() const;
  Load load() const;

 protected:
  enum class Place { kBehind, kFirst };
  /// Runs `work` behind all others or before them, destroys it, and posts `back` to the loop. Never
  /// waits.
  virtual void queue(std::function<void()> work, Loop::Task back, Place place) = 0;
  virtual std::size_t busy() const { return 0; }
  virtual std::size_t threads() const { return 1; }
  /// Whether a piece is run that nobody waits for any more.
  virtual bool runs_all() const { return true; }
  Loop& loop_;

 private:
  struct State;
  Ticket hand_over(std::size_t bytes, std::function<void()> work,
                   std::function<void(const Diag* refused)> done);
  Bounds bounds_;
  std::shared_ptr<State> state_;
};

/// The worker of a real loop: threads, each started when there is something to do for it for the
/// first time. While a piece is under way the loop has work, so that its run() does not return.
class ThreadWorker final : public Worker {
 public:
  struct Options {
    std::size_t threads = 1;
    /// For a pool: its threads run when the loop's does not need the core, what nobody waits for is
    /// not begun, and the end does not wait for what has not begun.
    bool gives_way = false;
    Bounds bounds;
  };
  explicit ThreadWorker(Loop& loop) : ThreadWorker(loop, Options()) {}
  ThreadWorker(Loop& loop, const Options& options);
  /// Waits until everything that was handed over has run; of a pool, what has begun.
  ~ThreadWorker() override;

 private:
  struct Piece {
    std::function<void()> work;
    Loop::Task back;
  };
  void queue(std::function<void()> work, Loop::Task back, Place place) override;
  std::size_t busy() const override;
  std::size_t threads() const override { return options_.threads; }
  bool runs_all() const override { return !options_.gives_way; }
  void run_pieces();
  std::optional<Piece> next();

  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Piece> pieces_;
  std::size_t idle_ = 0, busy_ = 0;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ricochet::base
