#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/worker_calls.h"
#include "http/router.h"
#include "stubserver/rules/reloader.h"
#include "stubserver/serve/server.h"

namespace ricochet::stubserver {

struct NewSessions;

/// One stub server that the control API shows and changes.
struct ControlledStub {
  StubServer* server = nullptr;
  Reloader* reloader = nullptr;     ///< nullptr: its sessions come from no files
  LoadOptions load;                 ///< how sessions that are posted name files
  std::function<void()> clear_log;  ///< empties its captured requests; empty: nobody keeps any
};

/// /api/v2/stubs: looks at running stub servers and changes them. On the loop's thread, as they
/// are. docs/stubs.md has a curl line for each; openapi() describes them, and a test holds both
/// together.
///   GET    stubs, stubs/{stub}
///   GET    stubs/{stub}/sessions[?unused=1]      in the order in which they are tried
///   POST   stubs/{stub}/sessions                 adds one session, or an array of them
///   DELETE stubs/{stub}/sessions                 removes what was added
///   GET    stubs/{stub}/sessions/{id}
///   PUT    stubs/{stub}/sessions/{id}            replaces it; the id stays
///   DELETE stubs/{stub}/sessions/{id}
///   POST   stubs/{stub}/explain[?limit=]         a request as JSON: who would answer, who not and
///   why POST   stubs/{stub}/reset/counters, /state, /log POST   stubs/{stub}/reload GET
///   stubs/{stub}/health                   200, or 503 while a broken file is not served
class ControlApi {
 public:
  static constexpr std::int64_t kDefaultExplained = 100, kMaxExplained = 10'000;
  /// How often sessions that come in are compiled by a worker because others came meanwhile; then
  /// on the loop.
  static constexpr int kMostTries = 3;

  /// The servers must outlive the API.
  explicit ControlApi(std::vector<ControlledStub> stubs);
  ~ControlApi();
  /// The routes refer to this object.
  void add_routes(http::Router& router);

  /// The part of the OpenAPI 3.1 document about these routes, as JSON.
  static std::string_view openapi();

 private:
  using Route = http::Response (ControlApi::*)(const ControlledStub&, const http::RouteCall&);
  void route(http::Router& router, std::string_view method, std::string_view path, Route answer);
  /// Those that take long when there are many sessions, or large ones, answer by themselves.
  using LongRoute = void (ControlApi::*)(const ControlledStub&, const http::RouteCall&);
  void long_route(http::Router& router, std::string_view method, std::string_view path,
                  LongRoute answer);
  void show_later(const ControlledStub& stub, const http::RouteCall& call,
                  std::function<http::Response()> make);
  void change(const ControlledStub& stub, const std::shared_ptr<const NewSessions>& wanted,
              const std::shared_ptr<http::Responder>& responder, int tries);
  const ControlledStub* find(std::string_view name) const;
  http::Response unknown_stub(std::string_view name) const;
  http::Response list() const;

  http::Response show(const ControlledStub& stub, const http::RouteCall& call);
  void sessions(const ControlledStub& stub, const http::RouteCall& call);
  void add(const ControlledStub& stub, const http::RouteCall& call);
  http::Response clear(const ControlledStub& stub, const http::RouteCall& call);
  http::Response session(const ControlledStub& stub, const http::RouteCall& call);
  void replace(const ControlledStub& stub, const http::RouteCall& call);
  void remove(const ControlledStub& stub, const http::RouteCall& call);
  void explain(const ControlledStub& stub, const http::RouteCall& call);
  http::Response reset_counters(const ControlledStub& stub, const http::RouteCall& call);
  http::Response reset_state(const ControlledStub& stub, const http::RouteCall& call);
  http::Response reset_log(const ControlledStub& stub, const http::RouteCall& call);
  void reload(const http::RouteCall& call) const;
  http::Response health(const ControlledStub& stub, const http::RouteCall& call);

  std::vector<ControlledStub> stubs_;
  base::WorkerCalls work_;
};

}  // namespace ricochet::stubserver
