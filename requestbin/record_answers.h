#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "base/loop.h"
#include "base/worker_calls.h"
#include "http/handler.h"
#include "journal/record.h"

namespace ricochet::requestbin {

/// Answers that are made of records: at once when these are small, else by a worker.
class RecordAnswers {
 public:
  explicit RecordAnswers(base::Loop& loop) : loop_(loop) {}
  /// `make` must own all that it touches, the records included. A 503 when the workers have no
  /// room. What is not made when this ends is not answered.
  void answer(const std::vector<journal::RecordPtr>& records, std::function<http::Response()> make,
              std::shared_ptr<http::Responder> responder);

 private:
  base::Loop& loop_;
  base::WorkerCalls calls_;
};

}  // namespace ricochet::requestbin
