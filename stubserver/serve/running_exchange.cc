#include "stubserver/serve/running_exchange.h"

#include <cstddef>
#include <iterator>
#include <utility>

#include "stubserver/outgoing/call_gate.h"

namespace ricochet::stubserver {

RunningExchange::RunningExchange(const Tools& tools, match::Request request,
                                 std::shared_ptr<http::Responder> responder, StubDecision decision,
                                 Hooks hooks)
    : tools_(tools),
      request_(std::move(request)),
      depth_(decision.errands.empty() ? 0 : tools.gate.depth_of(request_)),
      responder_(std::move(responder)),
      decision_(std::move(decision)),
      errands_(std::move(decision_.errands)),
      hooks_(std::move(hooks)),
      latency_(tools.loop) {}

void RunningExchange::start() { next_errand(); }

void RunningExchange::next_errand() {
  if (next_ < errands_.size()) {
    const ErrandContext context{tools_.loop,
                                request_,
                                decision_.response,
                                decision_.delivery,
                                tools_.log,
                                tools_.gate,
                                depth_,
                                decision_.delay,
                                more_};
    errands_[next_]->start(context, [this](const base::Status& status) { errand_done(status); });
    return;
  }
  if (tools_.keeps_bodies && !copied_ && decision_.response.body.size() >= kLargeCopy)
    return copy_body();
  announce();
  if (decision_.delay > base::Duration::zero()) {
    latency_.after(decision_.delay, [this] { leave(); });
  } else {
    leave();
  }
}

void RunningExchange::errand_done(const base::Status& status) {
  ++next_;
  if (status) {
    errands_.insert(errands_.begin() + static_cast<std::ptrdiff_t>(next_),
                    std::make_move_iterator(more_.begin()), std::make_move_iterator(more_.end()));
    more_.clear();
    return next_errand();
  }
  fail(decision_, status.error());
  announce();
  leave();
}

/// Where the workers have no room it is copied here: an answer is not refused for that.
void RunningExchange::copy_body() {
  struct Bodies {
    std::string answer, copy;
  };
  auto bodies = std::make_shared<Bodies>();
  bodies->answer = std::move(decision_.response.body);
  copying_ = tools_.loop.pool().run(
      bodies->answer.size(),
      [bodies] {
        bodies->copy = bodies->answer;
        return base::Status();
      },
      [this, bodies](const base::Status& done) {
        copied_ = done ? std::move(bodies->copy) : bodies->answer;
        decision_.response.body = std::move(bodies->answer);
        next_errand();
      });
}

void RunningExchange::announce() {
  announced_ = true;
  std::string body;
  if (tools_.keeps_bodies) body = copied_ ? std::move(*copied_) : decision_.response.body;
  hooks_.decided(std::move(request_), decision_, std::move(body));
}

void RunningExchange::leave() {
  if (decision_.delivery != nullptr) {
    if (tools_.log != nullptr) decision_.delivery->use_log(*tools_.log);
    decision_.delivery->use_record(hooks_.messages);
    decision_.delivery->start(tools_.loop, responder_, std::move(decision_.response),
                              [this] { hooks_.done(); });
    return;
  }
  responder_->send(std::move(decision_.response));
  hooks_.done();
}

void RunningExchange::client_left() {
  latency_.cancel();
  if (announced_) return;
  decision_.response = http::Response(0);
  copied_.reset();
  announce();
}

void RunningExchange::abort() {
  client_left();
  responder_->abort(false);
}

}  // namespace ricochet::stubserver
