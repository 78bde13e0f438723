#include "stubserver/outgoing/callback.h"

#include "stubserver/traffic_log.h"

namespace ricochet::stubserver {

void CallbackCall::start(ErrandContext context, std::function<void(base::Status)> done) {
  TrafficLog* log = context.log;
  if (log != nullptr) log->on_action(request_);
  running_ = http::fetch(
      context.loop, request_,
      [log, done = std::move(done)](const base::Result<http::Response>& response) {
        if (log != nullptr) log->on_action_answer(response);
        if (response) return done({});
        done(base::Diag("stub/callback-failed", "its callback: " + response.error().message,
                        response.error().hint));
      });
}

}  // namespace ricochet::stubserver
