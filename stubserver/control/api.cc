#include "stubserver/control/api.h"

#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "http/api.h"
#include "stubserver/control/api_assets.h"
#include "stubserver/control/json.h"
#include "stubserver/control/session_work.h"

namespace ricochet::stubserver {

namespace {

/// More sessions, or so many bytes of them, take more than some milliseconds to compile or to show.
constexpr std::size_t kTakesLong = 500;
constexpr std::size_t kLongToCompile = 8 << 10;

bool takes_long(const StubServer& server, const std::string& body) {
  return body.size() >= kLongToCompile || server.rules()->size() > kTakesLong;
}

http::Response busy(const base::Diag& why) {
  auto answer = http::json_error(503, why);
  answer.set_header("Retry-After", "1");
  return answer;
}

}  // namespace

ControlApi::ControlApi(std::vector<ControlledStub> stubs) : stubs_(std::move(stubs)) {}
ControlApi::~ControlApi() = default;

std::string_view ControlApi::openapi() { return api_assets().front().bytes; }

void ControlApi::route(http::Router& router, std::string_view method, std::string_view path,
                       Route answer) {
  router.add(method, "/api/v2/stubs/{stub}" + std::string(path), [this, answer](auto call) {
    const ControlledStub* stub = find(call.param("stub"));
    auto response =
        stub == nullptr ? unknown_stub(call.param("stub")) : (this->*answer)(*stub, call);
    call.responder->send(std::move(response));
  });
}

void ControlApi::long_route(http::Router& router, std::string_view method, std::string_view path,
                            LongRoute answer) {
  router.add(method, "/api/v2/stubs/{stub}" + std::string(path), [this, answer](auto call) {
    const ControlledStub* stub = find(call.param("stub"));
    if (stub == nullptr) return call.responder->send(unknown_stub(call.param("stub")));
    (this->*answer)(*stub, call);
  });
}

/// At once, or by a worker when it takes long.
void ControlApi::show_later(const ControlledStub& stub, const http::RouteCall& call,
                            std::function<http::Response()> make) {
  if (!takes_long(*stub.server, call.request.body)) return call.responder->send(make());
  work_.run(
      stub.server->loop().pool(), call.request.body.size(),
      [make = std::move(make)]() -> base::Result<http::Response> { return make(); },
      [responder = call.responder](base::Result<http::Response> made) {
        responder->send(made ? std::move(*made) : busy(made.error()));
      });
}

/// The same for sessions that come in: made of what there is now, and made anew when that has
/// changed meanwhile.
void ControlApi::change(const ControlledStub& stub,
                        const std::shared_ptr<const NewSessions>& wanted,
                        const std::shared_ptr<http::Responder>& responder, int tries) {
  auto make = [wanted, before = stub.server->sets(), all = stub.server->rules()] {
    return change_sessions(*wanted, before, *all);
  };
  auto* server = stub.server;
  const auto put_in = [this, &stub, wanted, responder, tries, server](SessionChange made) {
    if (!made.ok || server->exchange(made.before, made.after, made.gone.get()))
      return responder->send(std::move(made.answer));
    change(stub, wanted, responder, tries + 1);
  };
  if (tries > kMostTries || !takes_long(*server, wanted->body)) return put_in(make());
  work_.run(
      server->loop().pool(), wanted->body.size(),
      [make = std::move(make)]() -> base::Result<SessionChange> { return make(); },
      [responder, put_in](base::Result<SessionChange> made) {
        if (!made) return responder->send(busy(made.error()));
        put_in(std::move(*made));
      });
}

void ControlApi::add_routes(http::Router& router) {
  router.add("GET", "/api/v2/stubs",
             [this](const http::RouteCall& call) { call.responder->send(list()); });
  route(router, "GET", "", &ControlApi::show);
  long_route(router, "GET", "/sessions", &ControlApi::sessions);
  long_route(router, "POST", "/sessions", &ControlApi::add);
  route(router, "DELETE", "/sessions", &ControlApi::clear);
  route(router, "GET", "/sessions/{id}", &ControlApi::session);
  long_route(router, "PUT", "/sessions/{id}", &ControlApi::replace);
  long_route(router, "DELETE", "/sessions/{id}", &ControlApi::remove);
  long_route(router, "POST", "/explain", &ControlApi::explain);
  route(router, "POST", "/reset/counters", &ControlApi::reset_counters);
  route(router, "POST", "/reset/state", &ControlApi::reset_state);
  route(router, "POST", "/reset/log", &ControlApi::reset_log);
  router.add("POST", "/api/v2/stubs/{stub}/reload",
             [this](const http::RouteCall& call) { reload(call); });
  route(router, "GET", "/health", &ControlApi::health);
}

const ControlledStub* ControlApi::find(std::string_view name) const {
  const auto it = std::find_if(stubs_.begin(), stubs_.end(), [&](const ControlledStub& stub) {
    return stub.server->name() == name;
  });
  return it == stubs_.end() ? nullptr : &*it;
}

http::Response ControlApi::unknown_stub(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& stub : stubs_) names.push_back(stub.server->name());
  return http::json_error(404, base::Diag(base::Diag::Kind::kNotFound, "stub/unknown-stub",
                                          "there is no stub " + base::in_quotes(name),
                                          base::did_you_mean(name, names)));
}

http::Response ControlApi::list() const {
  base::Json out;
  out["stubs"] = base::Json::array();
  for (const auto& stub : stubs_) out["stubs"].push_back(stub_json(*stub.server, stub.reloader));
  return http::json_response(200, out);
}

http::Response ControlApi::show(const ControlledStub& stub, const http::RouteCall&) {
  return http::json_response(200, stub_json(*stub.server, stub.reloader));
}

void ControlApi::sessions(const ControlledStub& stub, const http::RouteCall& call) {
  if (auto known = http::check_queries(call.request, {"unused"}); !known)
    return call.responder->send(http::json_error(400, known.error()));
  const auto unused = http::query_bool(call.request, "unused", false);
  if (!unused) return call.responder->send(http::json_error(400, unused.error()));
  show_later(stub, call,
             [rules = stub.server->rules(), hits = stub.server->all_hits(), unused = *unused] {
               return list_sessions(*rules, hits, unused);
             });
}

void ControlApi::add(const ControlledStub& stub, const http::RouteCall& call) {
  change(stub, std::make_shared<const NewSessions>(NewSessions{call.request.body, {}, stub.load}),
         call.responder, 1);
}

http::Response ControlApi::clear(const ControlledStub& stub, const http::RouteCall&) {
  stub.server->remove_added();
  return http::Response(204);
}

http::Response ControlApi::session(const ControlledStub& stub, const http::RouteCall& call) {
  const auto rule = stub.server->by_id(call.param("id"));
  if (rule == nullptr) return unknown_session(call.param("id"));
  return http::json_response(200, session_json(*rule, stub.server->hits(*rule)));
}

void ControlApi::replace(const ControlledStub& stub, const http::RouteCall& call) {
  change(stub,
         std::make_shared<const NewSessions>(
             NewSessions{call.request.body, call.param("id"), stub.load}),
         call.responder, 1);
}

void ControlApi::remove(const ControlledStub& stub, const http::RouteCall& call) {
  NewSessions none;
  none.replaces = call.param("id");
  none.none = true;
  change(stub, std::make_shared<const NewSessions>(std::move(none)), call.responder, 1);
}

void ControlApi::explain(const ControlledStub& stub, const http::RouteCall& call) {
  const auto limit = http::query_int(call.request, "limit", kDefaultExplained, 1, kMaxExplained);
  if (!limit) return call.responder->send(http::json_error(400, limit.error()));
  show_later(
      stub, call,
      [rules = stub.server->rules(), hits = stub.server->all_hits(), body = call.request.body,
       came = call.request.received, limit = static_cast<std::size_t>(*limit)] {
        return explain_request(*rules, hits, body, came, limit);
      });
}

http::Response ControlApi::reset_counters(const ControlledStub& stub, const http::RouteCall&) {
  stub.server->reset_counters();
  return http::Response(204);
}

http::Response ControlApi::reset_state(const ControlledStub& stub, const http::RouteCall&) {
  stub.server->reset_positions();
  return http::Response(204);
}

http::Response ControlApi::reset_log(const ControlledStub& stub, const http::RouteCall&) {
  if (!stub.clear_log) {
    return http::json_error(
        409, base::Diag(base::Diag::Kind::kConflict, "stub/no-log",
                        "nobody keeps the requests of this stub", "start it with --control"));
  }
  stub.clear_log();
  return http::Response(204);
}

void ControlApi::reload(const http::RouteCall& call) const {
  const ControlledStub* stub = find(call.param("stub"));
  if (stub == nullptr) return call.responder->send(unknown_stub(call.param("stub")));
  if (stub->reloader == nullptr) {
    return call.responder->send(http::json_error(
        409, base::Diag(base::Diag::Kind::kConflict, "stub/no-files",
                        "this stub has no files to read again", "POST or PUT its sessions")));
  }
  auto* reloader = stub->reloader;
  reloader->reload([reloader, responder = call.responder](bool ok) {
    responder->send(http::json_response(ok ? 200 : 422, health_json(reloader->status())));
  });
}

http::Response ControlApi::health(const ControlledStub& stub, const http::RouteCall&) {
  const ReloadStatus none;
  const ReloadStatus& status = stub.reloader == nullptr ? none : stub.reloader->status();
  return http::json_response(status.ok ? 200 : 503, health_json(status));
}

}  // namespace ricochet::stubserver
