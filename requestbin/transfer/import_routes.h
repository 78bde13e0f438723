#pragma once
#include <memory>

#include "base/alive.h"
#include "base/worker_calls.h"
#include "requestbin/v2/context.h"

namespace ricochet::requestbin {

/// Import of NDJSON and HAR into a bin, all or nothing: read by workers, put in piece by piece so
/// that the loop is never held for long. Shapes and routes: docs/bins.md.
class V2Import {
 public:
  static constexpr std::size_t kSliceBytes = 1u << 20;  ///< read in one piece of work
  static constexpr std::size_t kSliceCalls = 50;  ///< put into the log in one turn of the loop
  static constexpr std::size_t kMaxUnderWay = 4;  ///< above: 503
  /// After the workers had no room.
  static constexpr base::Duration kAgain = std::chrono::milliseconds(50);

  V2Import(const V2Context& context, http::Router& router);

 private:
  struct Job;
  void start(http::RouteCall call);
  void read_on(const std::shared_ptr<Job>& job);
  void put_in(const std::shared_ptr<Job>& job);

  V2Context context_;
  std::shared_ptr<std::size_t> under_way_ = std::make_shared<std::size_t>(0);
  base::WorkerCalls calls_;
  base::Alive alive_;
};

}  // namespace ricochet::requestbin
