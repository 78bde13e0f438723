#include "http/detail/session.h"

#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include "base/text/text.h"

namespace ricochet::http::detail {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

Session::Session(ServerState& server, int fd, bool v6, Peer peer, std::uint64_t number,
                 bool admitted)
    : server_(&server),
      loop_(server.loop),
      stream_(std::make_unique<net::Stream>(server.loop.context())),
      peer_(std::move(peer)),
      number_(number),
      scanner_(server.options.limits.request_line_bytes, server.options.limits.header_bytes,
               server.options.limits.header_count),
      parser_(server.options.limits.body_bytes,
              [this](const match::Request& line) -> std::optional<std::size_t> {
                body_rule_ =
                    server_->options.body_rule ? server_->options.body_rule(line) : std::nullopt;
                return body_rule_ ? std::optional(body_rule_->bytes) : std::nullopt;
              }),
      admitted_(admitted),
      timer_(server.loop) {
  boost::system::error_code ec;
  stream_->socket.assign(v6 ? tcp::v6() : tcp::v4(), fd, ec);
  if (ec) ::close(fd);  // start() notices
}

Session::~Session() = default;

void Session::start(base::Duration delay) {
  boost::system::error_code ec;
  stream_->socket.non_blocking(true, ec);  // lets put_out() hear "would block"
  if (ec) return close();
  if (delay.count() <= 0) return begin();
  phase_ = Phase::kDelayed;
  set_deadline(loop_.now() + delay);
}

void Session::begin() {
  phase_ = Phase::kHead;
  if (server_->tls) return handshake();
  set_deadline(server_->loop.now() + server_->options.limits.keep_alive);
  read();
}

void Session::close(bool reset) {
  if (phase_ == Phase::kClosed) return;
  const auto self = shared_from_this();
  phase_ = Phase::kClosed;
  timer_.cancel();
  boost::system::error_code ec;
  if (reset) stream_->socket.set_option(asio::socket_base::linger(true, 0), ec);
  stream_->close();
  fail_pieces();
  peer_gone();
  const auto taker = std::exchange(taker_, {});
  if (taker.closed) taker.closed();
  if (server_ == nullptr) return;
  hold(0);
  server_->sessions.erase(number_);
  if (!admitted_) --server_->turned_away;
  if (admitted_ && server_->left) server_->left(peer_.address);
  if (server_->session_closed) server_->session_closed();
}

void Session::detach() {
  if (server_ == nullptr) return;
  count_exchange_out();
  hold(0);
  on_gone_ = nullptr;
  taker_ = {};
  for (auto& piece : out_) piece.sent = nullptr;
  server_ = nullptr;
  close();
}

void Session::wind_down() {
  if (phase_ == Phase::kExchange) {
    keep_alive_ = false;
    plan_.keep_alive = false;
  } else if (phase_ == Phase::kTaken) {
    if (const auto wind_down = taker_.wind_down) wind_down();
  } else {
    close();
  }
}

// One timer per connection. It is armed for the earliest moment that may matter and looks at
// `deadline_` when it fires: moving the deadline back, which happens at each request, then costs
// nothing.
void Session::set_deadline(base::TimePoint when) {
  deadline_ = when;
  if (armed_for_ <= when) return;
  armed_for_ = when;
  timer_.at(when, [this] { on_timer(); });
}

void Session::on_timer() {
  const auto self = shared_from_this();
  armed_for_ = base::TimePoint::max();
  if (deadline_ == base::TimePoint::max() || server_ == nullptr) return;
  if (deadline_ > server_->loop.now()) return set_deadline(deadline_);
  clear_deadline();
  on_deadline();
}

void Session::on_deadline() {
  const Limits& limits = server_->options.limits;
  switch (phase_) {
    case Phase::kDelayed:
      return begin();
    case Phase::kHandshake:
      report({0,
              "the TLS handshake was not complete within " + base::humanize(limits.header_time) +
                  " (--header-timeout)",
              "tls_handshake", "--header-timeout " + base::humanize(limits.header_time)});
      return close();
    case Phase::kHead:
      if (!head_started_) return close();  // idle between requests: closed quietly
      return reject({408,
                     "the request head was not complete within " +
                         base::humanize(limits.header_time) + " (--header-timeout)",
                     "head_timeout", "--header-timeout " + base::humanize(limits.header_time)});
    case Phase::kBody:
      if (body_too_slow()) {
        const auto rate = base::format_bytes(limits.body_min_rate);
        return reject({408, "the body came at less than " + rate + " per second (--min-body-rate)",
                       "body_too_slow", "--min-body-rate " + rate});
      }
      return reject(
          {408, "no byte of the body for " + base::humanize(limits.body_idle) + " (--body-timeout)",
           "body_timeout", "--body-timeout " + base::humanize(limits.body_idle)});
    case Phase::kExchange:  // the peer does not read its answer
    case Phase::kLinger:
      return close();
    case Phase::kTaken:
    case Phase::kClosed:
      return;
  }
}

bool Session::take_over(Taker taker) {
  if (phase_ != Phase::kExchange || answer_ != AnswerState::kNone || !out_.empty()) return false;
  phase_ = Phase::kTaken;
  count_exchange_out();
  on_gone_ = nullptr;
  clear_deadline();
  taker_ = std::move(taker);
  if (reading_) {
    boost::system::error_code ec;
    stream_->socket.cancel(ec);  // on_read() goes on
  } else {
    loop_.post([self = shared_from_this()] { self->taken_is_idle(); });
  }
  return true;
}

void Session::taken_is_idle() {
  if (phase_ != Phase::kTaken) return;
  if (end_of_input_) return close();
  if (const auto ready = std::exchange(taker_.ready, nullptr)) ready();
}

void Session::end_taken() {
  if (phase_ != Phase::kTaken) return;
  const auto unused = std::exchange(taker_, {});
  shut_down();
}

std::string Session::take_leftover() {
  std::string rest(input());
  begin_ = end_ = 0;
  return rest;
}

}  // namespace ricochet::http::detail
