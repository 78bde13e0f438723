#include "stubserver/handler.h"

namespace ricochet::stubserver {

StubHandler::StubHandler(base::Loop& loop, Options options, StubState& state,
                         http::ExchangeSink* sink, TrafficLog* log)
    : loop_(loop),
      options_(std::move(options)),
      state_(state),
      sink_(sink),
      log_(log),
      rules_(RuleSet::empty()),
      alive_(std::make_shared<int>(0)) {}

StubHandler::~StubHandler() {
  for (const auto& [id, waiting] : delayed_) loop_.cancel(waiting.timer);
}

void StubHandler::set_rules(std::shared_ptr<const RuleSet> rules) { rules_ = std::move(rules); }

void StubHandler::handle(match::Request request, std::shared_ptr<http::Responder> responder) {
  if (log_ != nullptr) log_->on_request(request);
  Decision decision;
  {
    const match::Subject subject(request);
    decision = decide(subject, *rules_, state_, options_.no_match_status);
  }
  if (log_ != nullptr) log_->on_decision(request, decision);
  record(std::move(request), decision);  // before the first byte of the answer can leave
  if (decision.delay > base::Duration::zero()) {
    delay(std::move(responder), std::move(decision.response), decision.delay);
  } else {
    responder->send(std::move(decision.response));
  }
}

void StubHandler::record(match::Request request, const Decision& decision) {
  if (sink_ == nullptr) return;
  http::Exchange exchange;
  exchange.bin = options_.bin;
  exchange.request = std::move(request);
  exchange.received = loop_.now();
  exchange.received_wall = loop_.wall_now();
  exchange.status = decision.response.status;
  exchange.response_headers = decision.response.headers;
  exchange.response_body = decision.response.body;
  exchange.delay = decision.delay;
  exchange.matched = decision.matched();
  if (decision.rule != nullptr) {
    exchange.rule = decision.rule->place();
    exchange.rule_owner = decision.rule->owner;
  }
  exchange.why_not = decision.why_not;
  sink_->on_exchange(std::move(exchange));
}

void StubHandler::delay(std::shared_ptr<http::Responder> responder, http::Response response,
                        base::Duration latency) {
  const std::uint64_t id = next_id_++;
  const auto timer = loop_.call_after(latency, [this, id] {
    auto node = delayed_.extract(id);
    node.mapped().responder->send(std::move(node.mapped().response));
  });
  delayed_.emplace(id, Delayed(responder, std::move(response), timer));
  responder->on_disconnect([this, id, alive = std::weak_ptr<int>(alive_)] {
    if (alive.expired()) return;
    const auto it = delayed_.find(id);
    if (it == delayed_.end()) return;
    loop_.cancel(it->second.timer);
    delayed_.erase(it);
  });
}

void StubHandler::cancel_delayed() {
  // Taken out first: closing a connection may call back into on_disconnect.
  const auto cancelled = std::exchange(delayed_, {});
  for (const auto& [id, waiting] : cancelled) {
    loop_.cancel(waiting.timer);
    waiting.responder->abort(false);
  }
}

}  // namespace ricochet::stubserver
