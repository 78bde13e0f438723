#include "stubserver/performance.h"

#include <utility>

namespace ricochet::stubserver {

Performance::Performance(base::Loop& loop, match::Request request,
                         std::shared_ptr<http::Responder> responder, Decision decision,
                         TrafficLog* log, Hooks hooks)
    : loop_(loop),
      request_(std::move(request)),
      responder_(std::move(responder)),
      decision_(std::move(decision)),
      errands_(std::move(decision_.errands)),
      log_(log),
      hooks_(std::move(hooks)),
      latency_(loop) {}

void Performance::start() { next_errand(); }

void Performance::next_errand() {
  if (next_ < errands_.size()) {
    const ErrandContext context{loop_, request_, decision_.response, decision_.delivery, log_};
    errands_[next_]->start(context, [this](const base::Status& status) { errand_done(status); });
    return;
  }
  announce();
  if (decision_.delay > base::Duration::zero()) {
    latency_.after(decision_.delay, [this] { leave(); });
  } else {
    leave();
  }
}

void Performance::errand_done(const base::Status& status) {
  ++next_;
  if (status) return next_errand();
  fail(decision_, status.error());
  announce();
  leave();
}

void Performance::announce() {
  announced_ = true;
  hooks_.decided(request_, decision_);
}

void Performance::leave() {
  if (decision_.delivery != nullptr) {
    if (log_ != nullptr) decision_.delivery->use_log(*log_);
    decision_.delivery->start(loop_, responder_, std::move(decision_.response),
                              [this] { hooks_.done(); });
    return;
  }
  responder_->send(std::move(decision_.response));
  hooks_.done();
}

void Performance::client_left() {
  latency_.cancel();
  if (announced_) return;
  decision_.response = http::Response(0);
  announce();
}

void Performance::abort() {
  client_left();
  responder_->abort(false);
}

}  // namespace ricochet::stubserver
