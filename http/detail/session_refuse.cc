// What becomes of a call that never reaches the handler: a record first, then the answer.
#include <algorithm>
#include <utility>

#include "http/detail/session.h"

namespace ricochet::http::detail {
namespace {

constexpr std::size_t kRefusedHeadBytes = 1 << 10;

}  // namespace

/// The call as far as it was read. Takes what the parser has of it.
Exchange Session::refusal(const Problem& problem) {
  Exchange exchange;
  auto why = std::make_shared<Refused>();
  if (phase_ == Phase::kBody) {
    why->head = parser_.describe_head(kRefusedHeadBytes);
    why->target_read = true;
    exchange.request = parser_.take();
    auto& body = exchange.request.body;
    body.resize(std::min(body.size(), kMaxRefusedBody));
    body.shrink_to_fit();
    exchange.request.body_truncated = true;
  } else if (phase_ == Phase::kHead) {
    const auto bytes = input();
    why->head = bytes.substr(0, kRefusedHeadBytes);
    auto head = read_partial_head(bytes);
    exchange.request = std::move(head.request);
    exchange.request.body_truncated = true;
    why->target_read = head.target_read;
  } else {
    exchange.request.version.clear();
  }
  exchange.request.peer_address = peer_.address;
  exchange.request.peer_port = peer_.port;
  exchange.request.connection = number_;
  exchange.received = loop_.now();
  exchange.received_wall = loop_.wall_now();
  exchange.status = problem.status;
  why->code = problem.code;
  why->reason = problem.reason;
  why->bound = problem.bound;
  why->listener = server_->options.name;
  exchange.refused = std::move(why);
  return exchange;
}

/// Tells who records and counts refusals. May close or detach this session.
void Session::report(const Problem& problem) {
  const auto self = shared_from_this();
  const auto exchange = refusal(problem);
  hold(0);
  for (std::size_t i = 0; server_ != nullptr && i < server_->refused.size(); ++i) {
    const auto tell = server_->refused[i];  // a copy: it may destroy the server
    tell(exchange);
  }
}

void Session::reject(const Problem& problem) {
  const auto self = shared_from_this();
  report(problem);
  if (server_ == nullptr || phase_ == Phase::kClosed) return;

  Response response(problem.status, "text/plain; charset=utf-8", problem.reason + "\n");
  if (problem.status == 413 && body_rule_ && body_rule_->too_large)
    response = body_rule_->too_large(problem.reason);
  ++exchange_;  // no responder belongs to this one
  phase_ = Phase::kExchange;
  http10_ = head_request_ = keep_alive_ = gone_ = false;
  rejected_ = true;
  answer_ = AnswerState::kNone;
  answer(std::move(response));
}

void Session::turn_away(const Problem& problem) {
  const auto self = shared_from_this();
  // Under TLS nothing can be said before a handshake, which is work for one who is too many.
  const bool can_tell = !server_->tls && server_->turned_away < kMaxTurnedAway;
  ++server_->turned_away;
  phase_ = Phase::kDelayed;  // nothing has been read
  boost::system::error_code ec;
  stream_->socket.non_blocking(true, ec);
  if (can_tell && !ec) return reject(problem);
  Problem silent = problem;
  silent.status = 0;
  report(silent);
  close();
}

}  // namespace ricochet::http::detail
