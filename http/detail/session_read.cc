#include <algorithm>
#include <boost/asio/buffer.hpp>

#include "base/text/text.h"
#include "http/detail/responder.h"
#include "http/detail/session.h"

namespace ricochet::http::detail {
namespace {

constexpr std::size_t kSmallRead = 4 << 10;
constexpr std::size_t kBodyRead = 64 << 10;
// Pipelined bytes that are read ahead while an answer is pending. Reading goes on until then,
// because the end of input is how the peer's going away is seen.
constexpr std::size_t kMaxReadAhead = 64 << 10;

}  // namespace

void Session::make_room(std::size_t bytes) {
  if (begin_ == end_) begin_ = end_ = 0;
  if (input_.size() - end_ >= bytes) return;
  if (begin_ > 0) {
    input_.erase(0, begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (input_.size() - end_ < bytes) input_.resize(end_ + bytes);
}

void Session::read() {
  if (reading_ || phase_ == Phase::kClosed) return;
  make_room(phase_ == Phase::kBody || phase_ == Phase::kLinger ? kBodyRead : kSmallRead);
  reading_ = true;
  stream_->read_some(boost::asio::buffer(input_.data() + end_, input_.size() - end_),
                     [self = shared_from_this()](const boost::system::error_code& ec,
                                                 std::size_t bytes) { self->on_read(ec, bytes); });
}

void Session::on_read(const boost::system::error_code& ec, std::size_t bytes) {
  reading_ = false;
  if (phase_ == Phase::kClosed || beneath_) return;
  if (ec == boost::asio::error::eof || net::TlsLayer::is_truncation(ec)) {
    end_of_input_ = true;
    if (phase_ == Phase::kTaken) return taken_is_idle();
    return process();  // requests may still wait in the buffer
  }
  if (phase_ == Phase::kTaken && (!ec || ec == boost::asio::error::operation_aborted)) {
    end_ += bytes;
    return taken_is_idle();
  }
  if (ec && phase_ == Phase::kLinger && stream_->tls) return drain_beneath();
  if (ec) return on_broken(ec);
  if (phase_ == Phase::kLinger) {
    begin_ = end_ = 0;
    return drained(bytes);
  }
  end_ += bytes;
  if (phase_ == Phase::kExchange) {
    if (end_ - begin_ < kMaxReadAhead) read();
    return;
  }
  process();
}

/// A reset, mostly. In the middle of a request it ends a call that somebody made.
void Session::on_broken(const boost::system::error_code& ec) {
  const auto self = shared_from_this();
  const bool in_head = phase_ == Phase::kHead && (begin_ != end_ || head_started_);
  if (in_head || phase_ == Phase::kBody) {
    report({0,
            std::string("the connection broke in the middle of the request ") +
                (in_head ? "head" : "body") + ": " + ec.message(),
            "cut_short"});
  }
  close();
}

void Session::on_end_of_input() {
  switch (phase_) {
    case Phase::kHead:
      if (begin_ == end_ && !head_started_) return close();
      return reject(
          {400, "the client closed the connection in the middle of the request head", "cut_short"});
    case Phase::kBody:
      return reject(
          {400, "the client closed the connection in the middle of the request body", "cut_short"});
    case Phase::kExchange:
      // It may have closed only its sending side and still wait, so the answer is sent all the
      // same.
      return peer_gone();
    case Phase::kLinger:
      return close();
    case Phase::kDelayed:
    case Phase::kHandshake:
    case Phase::kTaken:
    case Phase::kClosed:
      return;
  }
}

void Session::process() {
  if (processing_ || phase_ == Phase::kClosed) return;
  const auto self = shared_from_this();
  processing_ = true;
  while (step()) {
  }
  processing_ = false;
  if (phase_ == Phase::kClosed) return;
  if (end_of_input_) return on_end_of_input();
  if (phase_ == Phase::kLinger || phase_ == Phase::kTaken) return;  // read on by themselves
  if (phase_ != Phase::kExchange || end_ - begin_ < kMaxReadAhead) read();
}

/// One piece of progress. False: bytes or an answer are needed first, or the connection is over.
bool Session::step() {
  if (phase_ == Phase::kHead) return read_head();
  if (phase_ == Phase::kBody) return read_body();
  return false;
}

bool Session::read_head() {
  const Limits& limits = server_->options.limits;
  if (begin_ == end_) {
    set_deadline(server_->loop.now() + limits.keep_alive);
    return false;
  }
  const auto bytes = input();
  if (!scanner_.scan(bytes)) {
    if (scanner_.problem()) {
      reject(*scanner_.problem());
      return false;
    }
    if (!head_started_) {
      head_started_ = true;  // total, not idle: later bytes do not move the deadline
      set_deadline(server_->loop.now() + limits.header_time);
    }
    hold_or_reject(bytes.size());
    return false;
  }
  const auto head = bytes.substr(scanner_.begin(), scanner_.end() - scanner_.begin());
  const auto fields =
      bytes.substr(scanner_.headers_begin(), scanner_.end() - scanner_.headers_begin());
  if (const auto problem = check_fields(fields, scanner_.request_line())) {
    reject(*problem);
    return false;
  }
  parser_.reset();
  const ParseStep done = parser_.put(head);
  if (done.problem || !done.head_done) {
    reject(done.problem ? *done.problem : Problem{400, "the request head is malformed"});
    return false;
  }
  begin_ += scanner_.end();
  scanner_.reset();
  head_started_ = false;
  if (done.done) {
    hand_over();
    return true;
  }
  phase_ = Phase::kBody;
  body_began_ = loop_.now();
  body_received_ = 0;
  set_deadline(body_deadline());
  if (begin_ == end_ && parser_.expects_continue())
    put_out("HTTP/1.1 100 Continue\r\n\r\n", {}, {});
  return phase_ == Phase::kBody;
}

bool Session::read_body() {
  if (begin_ == end_) return false;
  const ParseStep done = parser_.put(input());
  begin_ += done.consumed;
  body_received_ += done.consumed;
  if (done.problem) {
    reject(*done.problem);
    return false;
  }
  if (done.done) {
    hand_over();
    return true;
  }
  set_deadline(body_deadline());
  hold_or_reject(parser_.body_size() + end_ - begin_);
  return false;
}

bool Session::hold(std::size_t bytes) {
  if (bytes == held_) return true;
  if (!server_->buffered->change(held_, bytes)) return false;
  held_ = bytes;
  return true;
}

/// What is held of a request that is not whole yet.
bool Session::hold_or_reject(std::size_t bytes) {
  if (hold(bytes)) return true;
  const auto limit = base::format_bytes(server_->buffered->limit());
  reject({503,
          "the requests that are on their way here hold " + limit + " together (--max-buffered)",
          "too_much_buffered", "--max-buffered " + limit});
  return false;
}

/// The earlier of two moments: when it has been idle for too long, and when what has come so far
/// falls below the rate.
base::TimePoint Session::body_deadline() const {
  const Limits& limits = server_->options.limits;
  const auto idle = loop_.now() + limits.body_idle;
  if (limits.body_min_rate == 0) return idle;
  const std::chrono::seconds paid_for(body_received_ / limits.body_min_rate);
  return std::min(idle, body_began_ + limits.body_grace + paid_for);
}

bool Session::body_too_slow() const {
  const Limits& limits = server_->options.limits;
  if (limits.body_min_rate == 0) return false;
  const std::chrono::seconds paid_for(body_received_ / limits.body_min_rate);
  return loop_.now() >= body_began_ + limits.body_grace + paid_for;
}

void Session::hand_over() {
  keep_alive_ = parser_.keep_alive() && !server_->stopping;
  match::Request& request = parser_.request();
  request.peer_address = peer_.address;
  request.peer_port = peer_.port;
  request.connection = number_;
  request.received = loop_.wall_now();
  request.secure = stream_->tls != nullptr;
  http10_ = std::string_view(request.version) == "HTTP/1.0";
  head_request_ = std::string_view(request.method) == "HEAD";
  hold(0);
  phase_ = Phase::kExchange;
  answer_ = AnswerState::kNone;
  gone_ = false;
  counted_ = true;
  ++server_->open_exchanges;
  clear_deadline();
  server_->handler.handle(std::move(request),
                          std::make_shared<SessionResponder>(weak_from_this(), ++exchange_));
}

}  // namespace ricochet::http::detail
