#include "net/tcp_session.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <utility>

#include "net/stream.h"

namespace ricochet::net {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;

namespace {
constexpr std::size_t kReadBytes = 16 << 10;
}

TcpSession::TcpSession(base::Loop& loop, const TcpLimits& limits, int fd, bool v6,
                       std::string address, Events events)
    : loop_(loop),
      limits_(limits),
      socket_(loop.context()),
      address_(std::move(address)),
      events_(std::move(events)),
      idle_(loop),
      last_active_(loop.now()) {
  error_code ec;
  socket_.assign(v6 ? tcp::v6() : tcp::v4(), fd, ec);
  if (ec) ::close(fd);  // start() notices
}

void TcpSession::start() {
  error_code ec;
  socket_.non_blocking(true, ec);
  if (ec) return close(false);
  stay_awake();
  read();
}

/// The timer looks at the time of the last byte when it fires, so that bytes cost it nothing.
void TcpSession::stay_awake() {
  const base::TimePoint due = last_active_ + limits_.idle;
  if (due <= loop_.now()) return close(false);
  idle_.at(due, [self = shared_from_this()] { self->stay_awake(); });
}

void TcpSession::read() {
  // Waiting first and reading then needs no buffer for connections that say nothing.
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const error_code& ec) {
    if (self->closed_ || self->ending_) return;
    if (ec) return self->close(false);
    self->on_readable();
  });
}

void TcpSession::on_readable() {
  std::string bytes;
  error_code ec;
  std::size_t filled = 0;
  while (filled < limits_.burst_bytes) {
    bytes.resize(filled + std::min(kReadBytes, limits_.burst_bytes - filled));
    filled += socket_.read_some(asio::buffer(bytes.data() + filled, bytes.size() - filled), ec);
    if (ec || filled < bytes.size()) break;
  }
  bytes.resize(filled);
  if (!bytes.empty()) {
    last_active_ = loop_.now();
    const auto burst = events_.burst;  // it may end this session
    if (burst) burst(std::move(bytes));
  }
  if (closed_ || ending_) return;
  if (ec == asio::error::eof) return wind_down();  // it may still wait for what is queued
  if (ec && ec != asio::error::would_block && ec != asio::error::try_again) return close(false);
  read();
}

void TcpSession::write(std::string bytes) {
  if (closed_ || ending_ || bytes.empty()) return;
  if (out_bytes_ + bytes.size() > limits_.queued_bytes && !out_.empty()) return close(true);
  out_bytes_ += bytes.size();
  out_.push_back(std::move(bytes));
  if (!writing_) write_some();
}

void TcpSession::write_some() {
  writing_ = true;
  const std::string& front = out_.front();
  const auto bytes = std::min(front.size() - out_offset_, Stream::kMostAtOnce);
  socket_.async_write_some(asio::const_buffer(front.data() + out_offset_, bytes),
                           [self = shared_from_this()](const error_code& ec, std::size_t n) {
                             self->writing_ = false;
                             if (self->closed_) return;
                             if (ec) return self->close(false);
                             self->last_active_ = self->loop_.now();
                             self->out_bytes_ -= n;
                             self->out_offset_ += n;
                             if (self->out_offset_ == self->out_.front().size()) {
                               self->out_.pop_front();
                               self->out_offset_ = 0;
                             }
                             if (!self->out_.empty()) return self->write_some();
                             if (self->ending_) self->close(false);
                           });
}

void TcpSession::wind_down() {
  if (closed_ || ending_) return;
  ending_ = true;
  if (out_.empty()) close(false);
}

void TcpSession::close(bool reset) {
  if (closed_) return;
  const auto self = shared_from_this();
  closed_ = true;
  idle_.cancel();
  error_code ec;
  if (reset) {
    socket_.set_option(asio::socket_base::linger(true, 0), ec);
  } else {
    // Closing over bytes that nobody has read would be a reset, too.
    std::array<char, kReadBytes> unread;
    for (int i = 0; i < 64 && !ec; ++i) socket_.read_some(asio::buffer(unread), ec);
  }
  socket_.close(ec);
  const auto events = std::exchange(events_, {});
  if (events.closed) events.closed();
}

void TcpSession::detach() {
  events_ = {};
  close(false);
}

}  // namespace ricochet::net
