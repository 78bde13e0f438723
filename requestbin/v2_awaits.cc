#include "requestbin/v2_awaits.h"

#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "http/api.h"
#include "requestbin/answers.h"
#include "requestbin/await_request.h"

namespace ricochet::requestbin {

V2Awaits::V2Awaits(const V2Context& context, http::Router& router) : context_(context) {
  router.add("POST", "/api/v2/bins/{bin}/await",
             [this](const http::RouteCall& call) { await(call); });
  router.add("GET", "/api/v2/awaits", [this](const http::RouteCall& call) { list(call); });
  router.add("GET", "/api/v2/awaits/{id}", [this](const http::RouteCall& call) { one(call); });
}

void V2Awaits::await(const http::RouteCall& call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  const auto responder = call.responder;
  base::DiagList diags;
  Expectation expectation;
  if (!read_await_request(call.request.body, *bin, diags, expectation))
    return responder->send(v2_error(400, diags));
  if (context_.awaits.open() >= context_.options.max_waits) {
    return responder->send(v2_error(
        503,
        {"await/too-many", std::to_string(context_.options.max_waits) + " waits are open already",
         "let some end, or wait less often"}));
  }
  const auto always200 = http::query_bool(call.request, "always200", false);
  if (!always200) return responder->send(v2_error(400, always200.error()));
  const auto id = context_.awaits.start(
      std::move(expectation),
      [responder, start = context_.start(), calm = *always200](const Verdict& verdict) {
        responder->send(
            v2_answer(verdict.passed() || calm ? 200 : 412, verdict_to_v2(verdict, start)));
      });
  if (!id) return responder->send(v2_error(400, id.error()));
  responder->on_disconnect(
      [this, wait = *id] { context_.awaits.cancel(wait, "the client went away"); });
}

void V2Awaits::list(const http::RouteCall& call) const {
  base::Json object;
  base::Json& list = object["awaits"] = base::Json::array();
  for (const auto& open : context_.awaits.pending())
    list.push_back(await_to_v2(open, context_.start(), context_.loop.now()));
  for (const auto* verdict : context_.awaits.decided(kListed))
    list.push_back(await_to_v2(*verdict, context_.start()));
  call.responder->send(v2_answer(200, object));
}

void V2Awaits::one(const http::RouteCall& call) const {
  AwaitId id = 0;
  const auto& text = call.param("id");
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (problem == std::errc() && stop == text.data() + text.size()) {
    if (const auto* verdict = context_.awaits.verdict(id))
      return call.responder->send(v2_answer(200, verdict_to_v2(*verdict, context_.start())));
    if (const auto open = context_.awaits.pending(id)) {
      return call.responder->send(
          v2_answer(200, await_to_v2(*open, context_.start(), context_.loop.now())));
    }
  }
  call.responder->send(v2_error(
      404, {"await/unknown", "there is no await " + base::in_quotes(base::shorten(text, 40)),
            "verdicts are kept for a while only; GET /api/v2/awaits lists them"}));
}

}  // namespace ricochet::requestbin
