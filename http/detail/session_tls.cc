#include <boost/asio/buffer.hpp>
#include <utility>

#include "http/detail/session.h"

namespace ricochet::http::detail {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kDrainRead = 64 << 10;

}  // namespace

void Session::handshake() {
  phase_ = Phase::kHandshake;
  set_deadline(loop_.now() + server_->options.limits.header_time);
  stream_->tls = std::make_unique<net::TlsLayer>(stream_->socket, server_->tls);
  stream_->tls->accept(
      [self = shared_from_this()](const boost::system::error_code& ec) { self->on_handshake(ec); });
}

void Session::on_handshake(const boost::system::error_code& ec) {
  if (phase_ == Phase::kClosed) return;
  if (!ec) {
    phase_ = Phase::kHead;
    set_deadline(loop_.now() + server_->options.limits.keep_alive);
    return read();
  }
  const auto self = shared_from_this();
  const std::string reason = stream_->tls->explain(ec);
  const bool plain = reason == "http request";
  if (plain) {
    report({400, "this port speaks TLS; use https:// for it", "plain_on_tls_port"});
  } else if (ec != asio::error::operation_aborted && stream_->tls->has_read()) {
    // Who only looks whether the port is open has asked for nothing, as without TLS.
    report({0, "the TLS handshake failed: " + reason, "tls_handshake"});
  }
  if (phase_ == Phase::kClosed) return;
  if (plain) {
    // Said in the client's own language, or it would only see bytes that make no sense to it.
    constexpr std::string_view kAnswer =
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Connection: close\r\n\r\nthis port speaks TLS; use https:// for it\n";
    boost::system::error_code ignored;
    stream_->socket.write_some(asio::buffer(kAnswer), ignored);
  }
  close();
}

/// close_notify, and the peer's if it comes in time: without it a client cannot tell a whole answer
/// from one that was cut off on the way.
void Session::say_goodbye() {
  linger();
  stream_->tls->shutdown([self = shared_from_this()](const boost::system::error_code& ec) {
    if (self->phase_ != Phase::kLinger) return;
    if (!ec || self->end_of_input_) return self->close();
    self->drain_beneath();
  });
}

/// The peer goes on sending, which is an error to TLS once the goodbye has left. Nothing needs to
/// be understood any more, so it is drained from the socket itself.
void Session::drain_beneath() {
  if (std::exchange(beneath_, true)) return;
  boost::system::error_code ignored;
  stream_->socket.shutdown(asio::socket_base::shutdown_send, ignored);
  scratch_.resize(kDrainRead);
  drain_some();
}

void Session::drain_some() {
  stream_->socket.async_read_some(
      asio::buffer(scratch_.data(), scratch_.size()),
      [self = shared_from_this()](const boost::system::error_code& ec, std::size_t bytes) {
        if (self->phase_ != Phase::kLinger) return;
        if (ec) return self->close();
        self->drained(bytes);
      });
}

}  // namespace ricochet::http::detail
