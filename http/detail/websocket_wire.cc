#include "http/detail/websocket_wire.h"

#include <cstring>

namespace ricochet::http::detail {

namespace asio = boost::asio;
using boost::system::error_code;

void WebSocketWire::read(asio::mutable_buffer buffer, Moved moved) {
  if (leftover_.empty() || buffer.size() == 0) {
    // The session keeps the stream alive that the operation is on.
    session_->stream().read_some(
        buffer, [self = shared_from_this(), buffer, moved = std::move(moved)](const error_code& ec,
                                                                              std::size_t n) {
          self->incoming_.put({static_cast<const char*>(buffer.data()), n});
          moved(ec, n);
        });
    return;
  }
  const std::size_t n = std::min(leftover_.size(), buffer.size());
  std::memcpy(buffer.data(), leftover_.data(), n);
  incoming_.put(std::string_view(leftover_).substr(0, n));
  leftover_.erase(0, n);
  session_->loop().post([moved = std::move(moved), n] { moved({}, n); });
}

void WebSocketWire::write(std::string bytes, Moved moved) {
  const std::size_t asked = bytes.size();
  out_ = std::move(bytes);
  written_ = 0;
  if (!std::exchange(answered_, true)) {
    // None of our answers says which library wrote it.
    const auto server = out_.find("\r\nServer: ");
    if (server != std::string::npos) out_.erase(server, out_.find("\r\n", server + 2) - server);
  } else if (!auto_pong_ && starts_frame() && is_unwanted_pong()) {
    session_->loop().post([moved = std::move(moved), asked] { moved({}, asked); });
    return;
  }
  write_rest([moved = std::move(moved), asked](const error_code& ec, std::size_t) {
    moved(ec, ec ? 0 : asked);
  });
}

void WebSocketWire::write_rest(Moved moved) {
  session_->stream().write_some(
      asio::buffer(out_.data() + written_, out_.size() - written_),
      [self = shared_from_this(), moved = std::move(moved)](const error_code& ec, std::size_t n) {
        self->written_ += n;
        if (ec || self->written_ >= self->out_.size()) return moved(ec, n);
        self->write_rest(moved);
      });
}

/// Long frames are written in several turns; only the first of them starts with a header (RFC 6455
/// section 5.2, never masked by a server). Keeps count of what is still to come of the frame.
bool WebSocketWire::starts_frame() {
  if (frame_left_ > 0) {
    frame_left_ -= std::min<std::uint64_t>(frame_left_, out_.size());
    return false;
  }
  if (out_.size() < 2) return false;
  const auto byte = [this](std::size_t at) { return static_cast<unsigned char>(out_[at]); };
  std::uint64_t length = byte(1) & 0x7f;
  std::size_t header = 2;
  const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (more > 0) {
    length = 0;
    for (; header < 2 + more && header < out_.size(); ++header) length = length << 8 | byte(header);
  }
  const std::uint64_t whole = header + length;
  frame_left_ = whole > out_.size() ? whole - out_.size() : 0;
  return true;
}

/// A pong has the payload of its ping, so one that was asked for and one that was not are the same
/// bytes: it does not matter which of the two is kept back.
bool WebSocketWire::is_unwanted_pong() {
  constexpr char kPong = '\x8a';
  if (out_[0] != kPong) return false;
  const auto own = own_pongs_.find(out_.substr(2));
  if (own == own_pongs_.end()) return true;
  own_pongs_.erase(own);
  return false;
}

void teardown(boost::beast::role_type, WebSocketStream& stream, error_code& ec) {
  ec = {};
  beast_close_socket(stream);
}

void beast_close_socket(WebSocketStream& stream) { stream.wire().session().stream().close(); }

}  // namespace ricochet::http::detail
