#pragma once
#include <memory>

#include "base/alive.h"
#include "requestbin/v2/context.h"

namespace ricochet::requestbin {

/// Import of NDJSON and HAR into a bin, all or nothing, piece by piece so that the loop is never
/// held for long. Shapes and routes: docs/bins.md.
class V2Import {
 public:
  static constexpr std::size_t kSliceBytes = 1u << 20;  ///< read in one turn of the loop
  static constexpr std::size_t kSliceCalls = 500;       ///< put into the log in one turn
  static constexpr std::size_t kMaxUnderWay = 4;        ///< above: 503

  V2Import(const V2Context& context, http::Router& router);

 private:
  struct Job;
  void start(const http::RouteCall& call);
  void read_on(const std::shared_ptr<Job>& job);
  void put_in(const std::shared_ptr<Job>& job);
  void next(const std::shared_ptr<Job>& job, void (V2Import::*step)(const std::shared_ptr<Job>&));

  V2Context context_;
  std::shared_ptr<std::size_t> under_way_ = std::make_shared<std::size_t>(0);
  base::Alive alive_;
};

}  // namespace ricochet::requestbin
