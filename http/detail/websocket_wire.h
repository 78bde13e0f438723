#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "http/detail/incoming_frames.h"
#include "http/detail/session.h"

namespace ricochet::http::detail {

/// What lies between Beast's WebSocket and a connection that was taken over: hands out first what
/// HTTP had read already, takes Beast's Server header off the answer, and keeps back the pongs that
/// Beast sends by itself if they are not wanted, for which Beast has no switch.
class WebSocketWire : public std::enable_shared_from_this<WebSocketWire> {
 public:
  using Moved = std::function<void(const boost::system::error_code&, std::size_t)>;

  WebSocketWire(std::shared_ptr<Session> session, bool auto_pong)
      : session_(std::move(session)), auto_pong_(auto_pong) {}

  void begin() { leftover_ = session_->take_leftover(); }
  /// A pong that the user asks for, before Beast writes it.
  void expect_pong(const std::string& payload) { own_pongs_.insert(payload); }

  void read(boost::asio::mutable_buffer buffer, Moved moved);
  /// All of it, although Beast only asks for some.
  void write(std::string bytes, Moved moved);
  Session& session() { return *session_; }
  /// Messages that the peer has begun to send.
  std::uint64_t messages_begun() const { return incoming_.messages(); }

 private:
  void write_rest(Moved moved);
  bool is_unwanted_pong();
  bool starts_frame();

  std::shared_ptr<Session> session_;
  bool auto_pong_;
  std::string leftover_;
  IncomingFrames incoming_;
  std::string out_;
  std::size_t written_ = 0;
  bool answered_ = false;         // the 101 has been written
  std::uint64_t frame_left_ = 0;  // of the frame that is being written
  std::multiset<std::string> own_pongs_;
};

/// The wire as the stream type that Beast wants (AsyncStream).
class WebSocketStream {
 public:
  using executor_type = boost::asio::any_io_executor;
  explicit WebSocketStream(std::shared_ptr<WebSocketWire> wire) : wire_(std::move(wire)) {}
  executor_type get_executor() { return wire_->session().stream().socket.get_executor(); }
  WebSocketWire& wire() { return *wire_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [wire = wire_](auto handler, boost::asio::mutable_buffer buffer) {
          wire->read(buffer, shared(std::move(handler)));
        },
        token, first_of(buffers));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    std::string bytes(boost::asio::buffer_size(buffers), '\0');
    boost::asio::buffer_copy(boost::asio::buffer(bytes), buffers);
    return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [wire = wire_](auto handler, std::string all) {
          wire->write(std::move(all), shared(std::move(handler)));
        },
        token, std::move(bytes));
  }

 private:
  /// Beast's handlers move only; std::function wants to copy.
  template <class Handler>
  static WebSocketWire::Moved shared(Handler handler) {
    return [held = std::make_shared<Handler>(std::move(handler))](
               const boost::system::error_code& ec, std::size_t n) { (*held)(ec, n); };
  }
  template <class Buffers>
  static boost::asio::mutable_buffer first_of(const Buffers& buffers) {
    const auto end = boost::asio::buffer_sequence_end(buffers);
    for (auto it = boost::asio::buffer_sequence_begin(buffers); it != end; ++it) {
      const boost::asio::mutable_buffer one(*it);
      if (one.size() > 0) return one;
    }
    return {};
  }
  std::shared_ptr<WebSocketWire> wire_;
};

/// These are found by Beast through argument-dependent lookup. The session closes by itself, so a
/// teardown has nothing to do but to end.
template <class Handler>
void async_teardown(boost::beast::role_type, WebSocketStream& stream, Handler&& handler) {
  using Held = std::decay_t<Handler>;
  stream.wire().session().loop().post([held = std::make_shared<Held>(std::forward<Handler>(
                                           handler))] { (*held)(boost::system::error_code()); });
}
void teardown(boost::beast::role_type, WebSocketStream& stream, boost::system::error_code& ec);
void beast_close_socket(WebSocketStream& stream);

}  // namespace ricochet::http::detail
