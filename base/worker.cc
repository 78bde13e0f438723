#include "base/worker.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include "base/text.h"

namespace ricochet::base {

struct Worker::Ticket::Call {
  std::function<void(const Diag* refused)> done;
  void finish(const Diag* refused) {
    // Out of the call first: it may drop its own ticket.
    if (const auto callback = std::exchange(done, nullptr)) callback(refused);
  }
};

Worker::Ticket::~Ticket() {
  if (call_ != nullptr) call_->done = nullptr;
}

/// Touched on the loop's thread only. Outlives the worker: results may still be on their way.
struct Worker::Load {
  std::size_t pieces = 0, bytes = 0;
  bool ended = false;
};

Worker::Worker(Loop& loop) : loop_(loop), load_(std::make_shared<Load>()) {}

Worker::~Worker() { load_->ended = true; }

std::size_t Worker::waiting() const { return load_->pieces; }

Worker::Ticket Worker::hand_over(std::size_t bytes, std::function<void()> work,
                                 std::function<void(const Diag* refused)> done) {
  auto call = std::make_shared<Ticket::Call>(Ticket::Call{std::move(done)});
  if (load_->pieces > 0 &&
      (load_->pieces >= kMaxWaiting || load_->bytes + bytes > kMaxWaitingBytes)) {
    Diag full(Diag::Kind::kEnvironment, "worker/full",
              plural(load_->pieces, "piece") + " of work wait for the disk already, with " +
                  format_bytes(load_->bytes),
              "see why the disk is slow: " + std::to_string(kMaxWaiting) + " pieces and " +
                  format_bytes(kMaxWaitingBytes) + " may wait");
    loop_.post([load = load_, call, full = std::move(full)] {
      if (!load->ended) call->finish(&full);
    });
    return Ticket(std::move(call));
  }
  ++load_->pieces;
  load_->bytes += bytes;
  const auto thrown = std::make_shared<std::exception_ptr>();
  queue(
      [work = std::move(work), thrown] {
        try {
          work();
        } catch (...) {
          *thrown = std::current_exception();
        }
      },
      [load = load_, call, thrown, bytes] {
        --load->pieces;
        load->bytes -= bytes;
        if (load->ended) return;
        if (*thrown != nullptr) std::rethrow_exception(*thrown);
        call->finish(nullptr);
      });
  return Ticket(std::move(call));
}

ThreadWorker::~ThreadWorker() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void ThreadWorker::queue(std::function<void()> work, Loop::Task back) {
  Piece piece;
  piece.work = std::move(work);
  piece.back = [back = std::move(back),
                guard = boost::asio::make_work_guard(loop_.context())]() mutable { back(); };
  {
    const std::lock_guard lock(mutex_);
    pieces_.push_back(std::move(piece));
  }
  wake_.notify_one();
  if (!thread_.joinable()) thread_ = std::thread([this] { run_pieces(); });
}

void ThreadWorker::run_pieces() {
  while (auto piece = next()) {
    piece->work();
    piece->work = nullptr;
    loop_.post(std::move(piece->back));
  }
}

/// Waits for one. nullopt: there will be none any more.
std::optional<ThreadWorker::Piece> ThreadWorker::next() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return ending_ || !pieces_.empty(); });
  if (pieces_.empty()) return std::nullopt;
  std::optional<Piece> first(std::move(pieces_.front()));
  pieces_.pop_front();
  return first;
}

}  // namespace ricochet::base
