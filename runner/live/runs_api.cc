#include "runner/live/runs_api.h"

#include <utility>

#include "base/text/printable.h"
#include "http/api.h"
#include "requestbin/answers.h"
#include "requestbin/server/web_assets.h"
#include "runner/live/api_assets.h"

namespace ricochet::runner {

using requestbin::v2_answer;
using requestbin::v2_error;

RunsApi::RunsApi(base::Loop& loop, RunLog& log)
    : log_(log), readers_(loop), files_(requestbin::web_assets()) {
  log_.on_change([this] { readers_.go_on(); });
}

RunsApi::~RunsApi() { log_.on_change({}); }

std::string_view RunsApi::openapi() { return api_assets().front().bytes; }

void RunsApi::add_routes(http::Router& router) {
  router.add("GET", "/api/v2/runs", [this](const auto& call) { list(call); });
  router.add("GET", "/api/v2/runs/{run}", [this](const auto& call) { one(call); });
  router.add("GET", "/api/v2/runs/{run}/events", [this](const auto& call) { follow(call); });
  router.add("GET", "/api/v2/runs/{run}/results/{index}/trace",
             [this](const auto& call) { trace(call); });
  router.add("GET", "/ui/run", [this](const auto& call) {
    call.responder->send(files_.find("run.html", call.request).value_or(requestbin::not_found()));
  });
  // The page names its files from where it stands, so that a proxy may put all of it anywhere.
  router.add("GET", "/ui/static/{name*}", [this](const auto& call) {
    call.responder->send(
        files_.find(call.param("name"), call.request).value_or(requestbin::not_found()));
  });
}

void RunsApi::list(const http::RouteCall& call) const {
  base::Json out;
  base::Json& runs = out["runs"] = base::Json::array();
  for (auto run = log_.runs().rbegin(); run != log_.runs().rend(); ++run)
    runs.push_back((*run)->to_json(false));
  call.responder->send(v2_answer(200, out));
}

const RunRecord* RunsApi::run_of(const http::RouteCall& call) const {
  const std::string& id = call.param("run");
  const RunRecord* run = nullptr;
  if (id == "latest") {
    run = log_.runs().empty() ? nullptr : log_.runs().back().get();
  } else if (const auto number = http::SseReaders::number_of(id)) {
    run = log_.find(*number);
  }
  if (run == nullptr)
    call.responder->send(
        v2_error({base::Diag::Kind::kNotFound, "run/no-run",
                  id == "latest" ? "no run has begun"
                                 : "there is no run " + base::in_quotes(base::shorten(id, 40)),
                  "GET /api/v2/runs lists them; at most " + std::to_string(log_.limits().runs) +
                      " are kept"}));
  return run;
}

void RunsApi::one(const http::RouteCall& call) const {
  if (const auto* run = run_of(call)) call.responder->send(v2_answer(200, run->to_json(true)));
}

void RunsApi::trace(const http::RouteCall& call) const {
  const auto* run = run_of(call);
  if (run == nullptr) return;
  const std::string& index = call.param("index");
  const auto number = http::SseReaders::number_of(index);
  if (!number || *number >= run->entries().size())
    return call.responder->send(v2_error(
        {base::Diag::Kind::kNotFound, "run/no-result",
         "the run has no scenario " + base::in_quotes(base::shorten(index, 40)),
         "they count from 0, as in results of GET /api/v2/runs/" + std::to_string(run->id())}));
  const auto& entry = run->entries()[*number];
  if (entry.trace_gone)
    return call.responder->send(
        v2_error({base::Diag::Kind::kNotFound, "run/trace-gone",
                  "what happened in this scenario made room for others", "raise --ui-memory"}));
  const auto text = log_.trace_of(entry);
  http::Response answer = v2_answer(200, nullptr);
  if (text) answer.body = *text;
  call.responder->send(std::move(answer));
}

void RunsApi::follow(const http::RouteCall& call) {
  const auto* run = run_of(call);
  if (run == nullptr) return;
  if (const auto known = http::check_queries(call.request, {"after"}); !known)
    return call.responder->send(v2_error(known.error()));
  std::uint64_t after = run->last();
  const auto* given = http::query(call.request, "after");
  if (const auto* header = call.request.header("last-event-id")) given = header;
  if (given != nullptr) {
    const auto number = http::SseReaders::number_of(*given);
    if (!number)
      return call.responder->send(
          v2_error({"run/bad-event-id",
                    base::in_quotes(base::shorten(*given, 60)) + " is not the number of an event",
                    "send the id of the last event as it came"}));
    if (*number > run->last())
      return call.responder->send(v2_error(
          {"run/bad-event-id",
           "there is no event " + std::to_string(*number) + ": the run " +
               std::to_string(run->id()) + " has had " + std::to_string(run->last()) + " so far",
           "read the run anew, GET /api/v2/runs/" + std::to_string(run->id()) +
               ", and go on from its cursor"}));
    after = *number;
  }
  if (call.request.method == "HEAD")
    return call.responder->send({200, "text/event-stream; charset=utf-8", ""});
  if (readers_.size() >= kMaxReaders)
    return call.responder->send(v2_error(
        {base::Diag::Kind::kEnvironment, "run/too-many-readers",
         std::to_string(kMaxReaders) + " streams of runs are open already", "close some"}));
  http::SseReaders::View view;
  // By its number: it may make room while somebody reads.
  const auto here = [this, id = run->id()] { return log_.find(id); };
  view.last = [here] { return here() ? here()->last() : 0; };
  view.gone_through = [here] { return here() ? here()->gone_through() : 0; };
  view.next = [here](std::uint64_t& at) -> std::optional<http::SseEvent> {
    const RunRecord* record = here();
    if (record == nullptr || at >= record->last()) return std::nullopt;
    const auto& events = record->events();
    const auto& event = events[static_cast<std::size_t>(at + 1 - events.front().number)];
    at = event.number;
    return http::SseEvent{std::to_string(event.number), event.type, event.data};
  };
  readers_.open(call.responder, std::move(view), after);
}

}  // namespace ricochet::runner
