#pragma once
#include <optional>
#include <string_view>

#include "base/loop.h"
#include "http/router.h"
#include "http/sse_readers.h"
#include "http/static_files.h"
#include "runner/live/run_log.h"

namespace ricochet::runner {

/// /api/v2/runs, the runs of a RunLog: the list, one, its events as they come, what happened in a
/// scenario; and /ui/run, their page. docs/reports.md has the shapes. Tokens and origins are the
/// business of whoever has the router. On the loop's thread.
class RunsApi {
 public:
  static constexpr std::size_t kMaxReaders = 100;  ///< of events; above: 503

  /// The log must outlive it, and has nobody else to tell of changes.
  RunsApi(base::Loop& loop, RunLog& log);
  RunsApi(const RunsApi&) = delete;
  RunsApi& operator=(const RunsApi&) = delete;
  ~RunsApi();

  /// The routes refer to this object; several routers may have them.
  void add_routes(http::Router& router);
  /// Ends the streams.
  void stop() { readers_.stop(); }
  /// The part of the OpenAPI 3.1 document about /api/v2/runs, as JSON.
  static std::string_view openapi();

 private:
  void list(const http::RouteCall& call) const;
  void one(const http::RouteCall& call) const;
  void trace(const http::RouteCall& call) const;
  void follow(const http::RouteCall& call);
  /// That of {run}; nullptr: 404 was answered.
  const RunRecord* run_of(const http::RouteCall& call) const;

  RunLog& log_;
  http::SseReaders readers_;
  http::StaticFiles files_;
};

}  // namespace ricochet::runner
