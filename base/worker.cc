#include "base/worker.h"

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include "base/text/text.h"

namespace ricochet::base {

namespace {

/// Of the threads of a pool. The loop's thread has 0: when both want the core it gets nine tenths.
constexpr int kNice = 10;

}  // namespace

Worker::Bounds Worker::Bounds::of_pool(std::size_t bytes) {
  Bounds bounds;
  bounds.bytes = bytes;
  bounds.code = "worker/busy";
  bounds.busy_with = "the workers";
  bounds.cure = "send fewer large bodies at once, or start with more --workers";
  return bounds;
}

struct Worker::Ticket::Call {
  explicit Call(std::function<void(const Diag* refused)> callback) : done(std::move(callback)) {}
  std::function<void(const Diag* refused)> done;  ///< touched on the loop's thread only
  std::atomic<bool> wanted{true};
  void finish(const Diag* refused) {
    // Out of the call first: it may drop its own ticket.
    if (const auto callback = std::exchange(done, nullptr)) callback(refused);
  }
};

Worker::Ticket::~Ticket() {
  if (call_ == nullptr) return;
  call_->wanted = false;
  call_->done = nullptr;
}

/// Touched on the loop's thread only. Outlives the worker: results may still be on their way.
struct Worker::State {
  std::size_t pieces = 0, bytes = 0;
  std::uint64_t refused = 0;
  bool ended = false;
};

Worker::Worker(Loop& loop, const Bounds& bounds)
    : loop_(loop), bounds_(bounds), state_(std::make_shared<State>()) {}

Worker::~Worker() { state_->ended = true; }

std::size_t Worker::waiting() const { return state_->pieces; }

Worker::Load Worker::load() const {
  Load out;
  out.pieces = state_->pieces;
  out.bytes = state_->bytes;
  out.refused = state_->refused;
  out.busy = busy();
  out.threads = threads();
  return out;
}

void Worker::discard(std::shared_ptr<void> held) {
  if (held == nullptr) return;
  queue([held = std::move(held)]() mutable { held.reset(); }, [] {}, Place::kFirst);
}

Worker::Ticket Worker::hand_over(std::size_t bytes, std::function<void()> work,
                                 std::function<void(const Diag* refused)> done) {
  auto call = std::make_shared<Ticket::Call>(std::move(done));
  if (state_->pieces > 0 &&
      (state_->pieces >= bounds_.pieces || state_->bytes + bytes > bounds_.bytes)) {
    ++state_->refused;
    Diag full(Diag::Kind::kEnvironment, bounds_.code,
              plural(state_->pieces, "piece") + " of work wait for " + bounds_.busy_with +
                  " already, with " + format_bytes(state_->bytes),
              std::string(bounds_.cure) + ": " + std::to_string(bounds_.pieces) + " pieces and " +
                  format_bytes(bounds_.bytes) + " may wait");
    loop_.post([state = state_, call, full = std::move(full)] {
      if (!state->ended) call->finish(&full);
    });
    return Ticket(std::move(call));
  }
  ++state_->pieces;
  state_->bytes += bytes;
  const auto thrown = std::make_shared<std::exception_ptr>();
  queue(
      [work = std::move(work), thrown, call, all = runs_all()] {
        if (!all && !call->wanted) return;
        try {
          work();
        } catch (...) {
          *thrown = std::current_exception();
        }
      },
      [state = state_, call, thrown, bytes] {
        --state->pieces;
        state->bytes -= bytes;
        if (state->ended) return;
        if (*thrown != nullptr) std::rethrow_exception(*thrown);
        call->finish(nullptr);
      },
      Place::kBehind);
  return Ticket(std::move(call));
}

ThreadWorker::ThreadWorker(Loop& loop, const Options& options)
    : Worker(loop, options.bounds), options_(options) {}

ThreadWorker::~ThreadWorker() {
  std::deque<Piece> left;  // ends after the lock is let go
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    if (options_.gives_way) left.swap(pieces_);
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void ThreadWorker::queue(std::function<void()> work, Loop::Task back, Place place) {
  Piece piece;
  piece.work = std::move(work);
  piece.back = [back = std::move(back),
                guard = boost::asio::make_work_guard(loop_.context())]() mutable { back(); };
  bool starved = false;
  {
    const std::lock_guard lock(mutex_);
    if (place == Place::kFirst)
      pieces_.push_front(std::move(piece));
    else
      pieces_.push_back(std::move(piece));
    starved = idle_ < pieces_.size();
  }
  wake_.notify_one();
  if (starved && threads_.size() < options_.threads)
    threads_.emplace_back([this] { run_pieces(); });
}

std::size_t ThreadWorker::busy() const {
  const std::lock_guard lock(mutex_);
  return busy_;
}

void ThreadWorker::run_pieces() {
  // Of this thread alone, as Linux has it. Where it is not allowed, it is as urgent as the loop.
  if (options_.gives_way) ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
  while (auto piece = next()) {
    piece->work();
    piece->work = nullptr;
    {
      const std::lock_guard lock(mutex_);
      --busy_;
    }
    loop_.post(std::move(piece->back));
  }
}

/// Waits for one. nullopt: there will be none any more.
std::optional<ThreadWorker::Piece> ThreadWorker::next() {
  std::unique_lock lock(mutex_);
  ++idle_;
  wake_.wait(lock, [this] { return ending_ || !pieces_.empty(); });
  --idle_;
  if (pieces_.empty()) return std::nullopt;
  std::optional<Piece> first(std::move(pieces_.front()));
  pieces_.pop_front();
  ++busy_;
  return first;
}

}  // namespace ricochet::base
