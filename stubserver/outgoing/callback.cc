#include "stubserver/outgoing/callback.h"

#include "stubserver/answer/traffic_log.h"
#include "stubserver/outgoing/call_gate.h"

namespace ricochet::stubserver {

void CallbackCall::start(ErrandContext context, std::function<void(base::Status)> done) {
  TrafficLog* log = context.log;
  if (log != nullptr) log->on_action(request_);
  auto answered = [log, done = std::move(done)](const base::Result<http::Response>& response) {
    if (log != nullptr) log->on_action_answer(response);
    if (response) return done({});
    done(base::Diag(base::Diag::Kind::kEnvironment, "stub/callback-failed",
                    "its callback: " + response.error().message, response.error().hint));
  };
  const auto passage = context.gate.admit(
      {.url = request_.url, .named = named_, .callback = true, .depth = context.depth});
  if (!passage) {
    refused_.emplace(context.loop);
    return refused_->after(base::Duration::zero(), [answered = std::move(answered),
                                                    why = passage.error()] { answered(why); });
  }
  CallGate::watch(*passage, request_);
  running_ = http::fetch(context.loop, std::move(request_), std::move(answered));
}

}  // namespace ricochet::stubserver
