#include "requestbin/transfer/send_routes.h"

#include <algorithm>
#include <utility>

#include "base/json/json.h"
#include "base/json/reader.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "http/end_to_end.h"
#include "journal/record_json.h"
#include "requestbin/answers.h"
#include "requestbin/transfer/send_target.h"

namespace ricochet::requestbin {

namespace {

std::vector<match::Field> headers_to_send(const match::Request& call) {
  auto headers = http::end_to_end_headers(call.headers);
  std::erase_if(headers, [](const match::Field& field) {
    return base::iequals(field.name, "host") || base::iequals(field.name, "content-length") ||
           base::iequals(field.name, "expect");
  });
  return headers;
}

base::Json sent_json(const std::string& url, const http::Response& answer, base::Duration took) {
  base::Json object;
  object["url"] = url;
  object["status"] = answer.status;
  object["took_ms"] =
      static_cast<double>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()) /
      1000.0;
  object["headers"] = journal::fields_to_v2(answer.headers);
  object["body"] = journal::body_to_v2(answer.body);
  return object;
}

}  // namespace

V2Send::V2Send(const V2Context& context, http::Router& router) : context_(context) {
  router.add("GET", "/api/v2/targets", [this](const http::RouteCall& call) { list(call); });
  router.add("POST", "/api/v2/bins/{bin}/requests/{id}/send",
             [this](const http::RouteCall& call) { send(call); });
}

void V2Send::stop() {
  for (const auto& [id, sending] : std::exchange(under_way_, {})) {
    sending.responder->send(
        v2_error({base::Diag::Kind::kEnvironment, "bin/stopping", "the server stops",
                  "whether the request arrived is not known"}));
  }
}

void V2Send::list(const http::RouteCall& call) const {
  base::Json object;
  object["targets"] = context_.options.send_to;
  call.responder->send(v2_answer(200, object));
}

std::optional<std::string> V2Send::target_of(const http::RouteCall& call) const {
  const auto fail = [&call](int status, const auto& why) {
    call.responder->send(v2_error(status, why));
    return std::nullopt;
  };
  const auto document = base::JsonDocument::parse("send", call.request.body);
  if (!document) return fail(400, document.error());
  base::DiagList diags;
  const base::JsonReader body(*document, diags, "send");
  std::optional<std::string> to;
  if (body.object({"to"})) {
    if (const auto value = body.require("to")) to = value->nonempty_string();
  }
  if (!to) return fail(400, diags);
  const auto& allowed = context_.options.send_to;
  if (std::find(allowed.begin(), allowed.end(), *to) != allowed.end()) return to;
  return fail(
      403,
      base::Diag("bin/no-target", base::in_quotes(base::shorten(*to, 200)) + " is not a target",
                 allowed.empty() ? "start the server with --send-to and that URL"
                                 : "GET /api/v2/targets lists them; --send-to adds one"));
}

void V2Send::send(const http::RouteCall& call) {
  const auto record = context_.record_of(call);
  if (!record) return;
  if (record->refused) {
    return call.responder->send(v2_error(
        {base::Diag::Kind::kConflict, "bin/refused-call",
         "the server refused this call, so it was not read to its end: " + record->refusal(),
         "send it from where it came"}));
  }
  const auto to = target_of(call);
  if (!to) return;
  const auto fail = [&call](const base::Diag& diag) { call.responder->send(v2_error(diag)); };
  const auto* sent = record->request();
  if (sent == nullptr)
    return fail({base::Diag::Kind::kConflict, "bin/no-calls", "an event is not an HTTP request",
                 "publish it: ricochet publish --help"});
  if (record->truncated())
    return fail({base::Diag::Kind::kConflict, "bin/cut-body",
                 "only the beginning of its body was kept",
                 "let the server keep more: --max-body"});
  if (under_way_.size() >= kMaxUnderWay)
    return fail({base::Diag::Kind::kEnvironment, "bin/too-many-sendings",
                 std::to_string(kMaxUnderWay) + " requests are being sent already",
                 "wait for one to end"});
  const auto url = send_url(*to, *sent, context_.log.info(record->bin)->kind);
  if (!url) return fail(url.error());
  http::ClientRequest request;
  request.method = sent->method;
  request.url = *url;
  request.headers = headers_to_send(*sent);
  request.body = sent->body;
  request.timeout = kTimeout;
  request.max_response_bytes = kMaxAnswerBytes;
  start(std::move(request), call);
}

void V2Send::start(http::ClientRequest request, const http::RouteCall& call) {
  const auto id = ++last_;
  under_way_[id].responder = call.responder;
  call.responder->on_disconnect(alive_.guarded([this, id] { under_way_.erase(id); }));
  const auto began = context_.loop.now();
  const auto url = request.url;
  under_way_[id].request = http::fetch(
      context_.loop, std::move(request), [this, id, url, began](base::Result<http::Response> got) {
        const auto sending = under_way_.extract(id);
        if (sending.empty()) return;
        auto& responder = *sending.mapped().responder;
        if (!got) return responder.send(v2_error(502, got.error()));
        responder.send(v2_answer(200, sent_json(url, *got, context_.loop.now() - began)));
      });
}

}  // namespace ricochet::requestbin
