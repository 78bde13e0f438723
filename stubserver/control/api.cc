#include "stubserver/control/api.h"

#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "http/api.h"
#include "match/subject.h"
#include "match/work.h"
#include "stubserver/control/api_assets.h"
#include "stubserver/control/json.h"
#include "stubserver/control/request_json.h"
#include "stubserver/decide/why_not.h"

namespace ricochet::stubserver {

namespace {

constexpr const char* kBodyName = "the body of the request";

http::Response unknown_session(const std::string& id) {
  return http::json_error(404, base::Diag(base::Diag::Kind::kNotFound, "stub/unknown-session",
                                          "there is no session " + base::in_quotes(id) +
                                              " that could be shown or changed",
                                          "GET .../sessions lists them; those of scenarios cannot "
                                          "be changed"));
}

/// Sessions from a body: one, or an array of them. nullptr: `diags` says why.
std::shared_ptr<const RuleSet> read_sessions(const match::Request& request,
                                             const LoadOptions& options, base::DiagList& diags) {
  const auto document = base::JsonDocument::parse(kBodyName, request.body);
  if (!document) {
    diags.add(document.error());
    return nullptr;
  }
  const base::JsonReader reader(*document, diags, "stub");
  if (reader.is_array()) return RuleSet::parse(reader, options);
  return RuleSet::parse_session(reader, options);
}

/// The same sessions under ids that no session of the server has; the first one gets `first_id`
/// when there is one.
std::shared_ptr<const RuleSet> with_ids(const RuleSet& rules, const StubServer& server,
                                        const std::string& first_id) {
  Rules sessions, any;
  bool first = true;
  std::vector<std::string> taken;
  for (const auto& rule : rules.rules()) {
    auto named = std::make_shared<Rule>(*rule);
    if (first && !first_id.empty()) {
      named->id = first_id;
    } else {
      const std::string base_id = rule->id;
      const auto used = [&](const std::string& id) {
        return server.by_id(id) != nullptr ||
               std::find(taken.begin(), taken.end(), id) != taken.end();
      };
      for (int n = 2; used(named->id); ++n) named->id = base_id + "-" + std::to_string(n);
    }
    first = false;
    taken.push_back(named->id);
    (named->any ? any : sessions).push_back(std::move(named));
  }
  std::vector<std::shared_ptr<const RuleBlock>> blocks;
  blocks.push_back(std::make_shared<const RuleBlock>(std::move(sessions), std::move(any)));
  return std::make_shared<const RuleSet>(std::move(blocks));
}

base::Json sessions_json(const StubServer& server, const RuleSet& rules) {
  base::Json list = base::Json::array();
  for (const auto& rule : rules.rules()) list.push_back(session_json(server, *rule));
  return list;
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

void ControlApi::add_routes(http::Router& router) {
  router.add("GET", "/api/v2/stubs",
             [this](const http::RouteCall& call) { call.responder->send(list()); });
  route(router, "GET", "", &ControlApi::show);
  route(router, "GET", "/sessions", &ControlApi::sessions);
  route(router, "POST", "/sessions", &ControlApi::add);
  route(router, "DELETE", "/sessions", &ControlApi::clear);
  route(router, "GET", "/sessions/{id}", &ControlApi::session);
  route(router, "PUT", "/sessions/{id}", &ControlApi::replace);
  route(router, "DELETE", "/sessions/{id}", &ControlApi::remove);
  route(router, "POST", "/explain", &ControlApi::explain);
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

http::Response ControlApi::sessions(const ControlledStub& stub, const http::RouteCall& call) {
  if (auto known = http::check_queries(call.request, {"unused"}); !known)
    return http::json_error(400, known.error());
  const auto unused = http::query_bool(call.request, "unused", false);
  if (!unused) return http::json_error(400, unused.error());
  base::Json out;
  out["sessions"] = base::Json::array();
  for (const auto& rule : stub.server->rules()->rules()) {
    if (*unused && (rule->any || stub.server->hits(*rule) > 0)) continue;
    out["sessions"].push_back(session_json(*stub.server, *rule));
  }
  return http::json_response(200, out);
}

http::Response ControlApi::add(const ControlledStub& stub, const http::RouteCall& call) {
  base::DiagList diags;
  const auto read = read_sessions(call.request, stub.load, diags);
  if (read == nullptr) return http::json_error(400, diags);
  const auto rules = with_ids(*read, *stub.server, "");
  stub.server->add(rules);
  base::Json out;
  out["sessions"] = sessions_json(*stub.server, *rules);
  return http::json_response(201, out);
}

http::Response ControlApi::clear(const ControlledStub& stub, const http::RouteCall&) {
  stub.server->remove_added();
  return http::Response(204);
}

http::Response ControlApi::session(const ControlledStub& stub, const http::RouteCall& call) {
  const auto rule = stub.server->by_id(call.param("id"));
  if (rule == nullptr) return unknown_session(call.param("id"));
  return http::json_response(200, session_json(*stub.server, *rule));
}

http::Response ControlApi::replace(const ControlledStub& stub, const http::RouteCall& call) {
  const std::string& id = call.param("id");
  base::DiagList diags;
  const auto read = read_sessions(call.request, stub.load, diags);
  if (read == nullptr) return http::json_error(400, diags);
  const auto rules = with_ids(*read, *stub.server, id);
  if (!stub.server->replace(id, *rules)) return unknown_session(id);
  base::Json out;
  out["sessions"] = sessions_json(*stub.server, *rules);
  return http::json_response(200, out);
}

http::Response ControlApi::remove(const ControlledStub& stub, const http::RouteCall& call) {
  if (!stub.server->replace(call.param("id"), *RuleSet::empty()))
    return unknown_session(call.param("id"));
  return http::Response(204);
}

http::Response ControlApi::explain(const ControlledStub& stub, const http::RouteCall& call) {
  const auto limit = http::query_int(call.request, "limit", kDefaultExplained, 1, kMaxExplained);
  if (!limit) return http::json_error(400, limit.error());
  base::DiagList diags;
  const auto document = base::JsonDocument::parse(kBodyName, call.request.body);
  if (!document) return http::json_error(400, document.error());
  const auto request = read_request(base::JsonReader(*document, diags, "stub"));
  if (!request) return http::json_error(400, diags);
  const match::Subject subject(*request);
  const RuleSet& rules = *stub.server->rules();
  const match::Work work;
  base::Json out;
  const auto answering = rules.find(subject);
  out["matched"] = answering == nullptr ? base::Json() : session_json(*stub.server, *answering);
  if (answering == nullptr) out["why_not"] = why_not(subject, rules).summary;
  out["candidates"] = base::Json::array();
  std::size_t left_out = 0;
  for (const auto& rule : rules.rules()) {
    if (out["candidates"].size() == static_cast<std::size_t>(*limit)) {
      ++left_out;
      continue;
    }
    base::Json candidate;
    candidate["id"] = rule->id;
    candidate["place"] = rule->place();
    candidate["matches"] = rule->describe();
    candidate["fits"] = rule->matcher->matches(subject);
    candidate["conditions"] = base::Json::array();
    for (const auto& condition : rule->matcher->explain_unless_path_fails(subject))
      candidate["conditions"].push_back(condition_json(condition));
    out["candidates"].push_back(std::move(candidate));
  }
  out["left_out"] = left_out;
  return http::json_response(200, out);
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
