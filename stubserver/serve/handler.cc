#include "stubserver/serve/handler.h"

#include <algorithm>
#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/work.h"
#include "stubserver/serve/examination.h"

namespace ricochet::stubserver {

/// An errand that follows an answer, with all that it works on.
struct StubHandler::Following {
  Following(base::Loop& loop, match::Request r, std::uint64_t calls, std::unique_ptr<Errand> e)
      : request(std::move(r)), depth(calls), errand(std::move(e)), delay(loop) {}
  match::Request request;
  std::uint64_t depth;  // asked for at once: the call that brought the request may end first
  std::unique_ptr<Errand> errand;
  http::Response response;             // of no use to anybody: the answer has been decided
  std::unique_ptr<Delivery> delivery;  // the same
  base::Duration answer_delay{0};
  std::vector<std::unique_ptr<Errand>> more;
  base::Timer delay;
};

std::string server_name(const std::string& stub) { return stub == "stub" ? stub : "stub " + stub; }

namespace {

/// Recorded as what fits no session, so that a scenario that meets it fails with the reason.
void refuse(StubDecision& decision, const match::Request& request) {
  decision.why_not = base::printable(request.peer_address) +
                     " may not ask this stub: it is not among the allowed addresses (--allow)";
  decision.response = http::Response(403, "text/plain; charset=utf-8", decision.why_not + "\n");
}

}  // namespace

StubHandler::StubHandler(base::Loop& loop, Options options, StubState& state,
                         http::ExchangeSink* sink, TrafficLog* log)
    : loop_(loop),
      options_(std::move(options)),
      state_(state),
      sink_(sink),
      log_(log),
      gate_(options_.gate != nullptr ? options_.gate
                                     : std::make_shared<CallGate>(loop, CallRules())),
      rules_(RuleSet::empty()) {}

StubHandler::~StubHandler() = default;

void StubHandler::set_rules(std::shared_ptr<const RuleSet> rules) { rules_ = std::move(rules); }

bool StubHandler::allowed(const match::Request& request) const {
  return options_.allow.empty() ||
         std::any_of(options_.allow.begin(), options_.allow.end(),
                     [&](const base::Cidr& block) { return block.contains(request.peer_address); });
}

/// Only the log shows more than the nearest.
NoMatch StubHandler::no_match() const {
  return {.status = options_.no_match_status, .nearest = log_ != nullptr ? 3u : 1u};
}

/// False: that needs a worker; `marks` are there all the same, when finding them takes little.
bool StubHandler::decide_at_once(StubDecision& decision, match::Subject& subject,
                                 std::optional<std::vector<std::string>>& marks) {
  marks.emplace();
  if (options_.scopes) {
    const match::Work work(match::Work::Size::kInPassing);
    *marks = options_.scopes.marks_of(subject);
    if (match::Work::is_short()) marks.reset();
  }
  if (!marks) return false;
  const auto scope = options_.scopes ? options_.scopes.scope_of(*marks) : 0;
  decision.scope = scope;
  return decide_in_passing(decision, subject, *rules_of(scope), state_.in_scope(scope), no_match());
}

void StubHandler::handle(match::Request&& request, std::shared_ptr<http::Responder> responder) {
  if (log_ != nullptr) log_->on_request(request);
  StubDecision decision;
  std::optional<std::vector<std::string>> marks;
  const auto decide_as = [&](const match::Request& asked) {
    match::Subject subject(asked);
    return decide_at_once(decision, subject, marks);
  };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  bool decided = true;
  if (!allowed(request)) {
    refuse(decision, request);
  } else if (std::none_of(request.method.begin(), request.method.end(), is_lower)) {
    decided = decide_as(request);
  } else {
    // Moco takes methods in any case, although they have one (RFC 9110 section 9.1): `get` is
    // answered as GET is. What is recorded, and passed on by a proxy, stays as it was sent.
    match::Request asked = request;
    asked.method = base::to_upper(request.method);
    decided = decide_as(asked);
  }
  if (!decided) return examine(std::move(request), std::move(responder), std::move(marks));
  answer(std::move(request), std::move(responder), std::move(decision), loop_.now(),
         loop_.wall_now());
}

void StubHandler::answer(match::Request&& request, std::shared_ptr<http::Responder> responder,
                         StubDecision&& decision, base::TimePoint received,
                         base::WallTime received_wall) {
  follow_up(request, decision);
  const bool large_copy =
      sink_ != nullptr && decision.response.body.size() >= RunningExchange::kLargeCopy;
  if (!decision.errands.empty() || decision.delivery != nullptr ||
      decision.delay > base::Duration::zero() || large_copy) {
    return perform(std::move(request), std::move(responder), std::move(decision), received,
                   received_wall);
  }
  if (log_ != nullptr) log_->on_decision(request, decision);
  // Before the first byte of the answer can leave.
  if (sink_ != nullptr)
    record(std::move(request), decision, decision.response.body, received, received_wall);
  responder->send(std::move(decision.response));
}

void StubHandler::perform(match::Request&& request, std::shared_ptr<http::Responder> responder,
                          StubDecision&& decision, base::TimePoint received,
                          base::WallTime received_wall) {
  const std::uint64_t id = next_id_++;
  RunningExchange::Hooks hooks;
  hooks.decided = [this, received, received_wall](match::Request&& asked, const StubDecision& done,
                                                  std::string body) {
    if (log_ != nullptr) log_->on_decision(asked, done);
    record(std::move(asked), done, std::move(body), received, received_wall);
  };
  if (sink_ != nullptr) {
    hooks.messages.listener = server_name(options_.bin);
    hooks.messages.heard = [this](http::Exchange heard) {
      heard.bin = options_.bin;
      heard.received_wall = loop_.wall_now() - std::chrono::duration_cast<base::WallTime::duration>(
                                                   loop_.now() - heard.received);
      sink_->on_exchange(std::move(heard));
    };
    hooks.messages.begun = [this](base::TimePoint at) { return sink_->begun(options_.bin, at); };
  }
  // Destroyed from outside its own calls.
  hooks.done = [this, id] {
    if (auto node = running_.extract(id)) loop_.destroy_later(std::move(node.mapped()));
  };
  responder->on_disconnect(alive_.guarded([this, id] {
    if (auto node = running_.extract(id)) node.mapped()->abort();
  }));
  auto& exchange = running_[id];
  const RunningExchange::Tools tools{loop_, log_, *gate_, sink_ != nullptr};
  exchange = std::make_unique<RunningExchange>(tools, std::move(request), std::move(responder),
                                               std::move(decision), std::move(hooks));
  exchange->start();
}

void StubHandler::record(match::Request&& request, const StubDecision& decision, std::string body,
                         base::TimePoint received, base::WallTime received_wall) {
  if (sink_ == nullptr) return;
  http::Exchange exchange{
      .bin = options_.bin,
      .request = std::move(request),
      .received = received,
      .received_wall = received_wall,
      .status = decision.response.status,
      .response_headers = decision.response.headers,
      .response_body = std::move(body),
      .delay = decision.delay,
      .fault = {},
      .matched = decision.matched(),
      .rule = decision.rule != nullptr ? decision.rule->place() : std::string(),
      .rule_owner = decision.rule != nullptr ? decision.rule->owner : std::string(),
      .why_not = decision.why_not,
      .scope = options_.scopes ? decision.scope : std::nullopt};
  if (decision.delivery != nullptr) {
    exchange.fault = decision.delivery->fault();
    if (!decision.delivery->answers()) {
      exchange.status = 0;
      exchange.response_headers.clear();
      exchange.response_body.clear();
    }
  }
  sink_->on_exchange(std::move(exchange));
}

void StubHandler::follow_up(const match::Request& request, StubDecision& decision) {
  if (decision.follow_ups.empty()) return;
  const std::uint64_t depth = gate_->depth_of(request);
  for (auto& follow_up : decision.follow_ups) {
    const std::uint64_t id = next_id_++;
    auto& following = following_[id];
    following = std::make_unique<Following>(loop_, request, depth, std::move(follow_up.errand));
    following->delay.after(follow_up.delay, [this, id, f = following.get()] {
      const ErrandContext context{loop_,  f->request, f->response,     f->delivery, log_,
                                  *gate_, f->depth,   f->answer_delay, f->more};
      f->errand->start(context, [this, id](const base::Status&) {
        // Destroyed from outside its own calls. Who failed has said so in the log.
        if (auto node = following_.extract(id)) loop_.destroy_later(std::move(node.mapped()));
      });
    });
  }
  decision.follow_ups.clear();
}

void StubHandler::cancel_pending() {
  // Taken out first: closing a connection may call back into on_disconnect.
  const auto cancelled = std::exchange(running_, {});
  const auto unseen = std::exchange(examined_, {});
  following_.clear();
  for (const auto& [id, exchange] : cancelled) exchange->abort();
  cancel(unseen);
}

}  // namespace ricochet::stubserver
