#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "base/alive.h"
#include "base/diag.h"
#include "base/loop.h"
#include "base/worker_calls.h"
#include "http/handler.h"
#include "journal/record.h"

namespace ricochet::requestbin {

/// Answers that are made of records: at once when these are small, else by a worker.
class RecordAnswers {
 public:
  /// After the workers had no room.
  static constexpr base::Duration kAgain = std::chrono::milliseconds(50);
  using Make = std::function<http::Response()>;

  explicit RecordAnswers(base::Loop& loop) : loop_(loop) {}
  /// `make` must own all that it touches, the records included. A 503 when the workers have no
  /// room. What is not made when this ends is not answered.
  void answer(const std::vector<journal::RecordPtr>& records, Make make,
              std::shared_ptr<http::Responder> responder);
  /// The same for readers that follow what comes (v2): waits until the workers have room.
  void answer_later(const std::vector<journal::RecordPtr>& records, Make make,
                    std::shared_ptr<http::Responder> responder);

 private:
  using Full = std::function<void(const base::Diag& why)>;
  void hand_over(std::size_t bytes, std::shared_ptr<Make> make,
                 std::shared_ptr<http::Responder> responder, Full full);
  void try_again(std::size_t bytes, std::shared_ptr<Make> make,
                 std::shared_ptr<http::Responder> responder);
  base::Loop& loop_;
  base::WorkerCalls calls_;
  base::Alive alive_;
};

}  // namespace ricochet::requestbin
