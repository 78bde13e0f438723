#include "http/websocket.h"

#include <algorithm>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/beast/zlib/error.hpp>
#include <deque>
#include <optional>

#include "base/text/encoding.h"
#include "base/text/text.h"
#include "http/detail/websocket_offers.h"
#include "http/detail/websocket_wire.h"

namespace ricochet::http {

namespace {

namespace beast = boost::beast;
namespace bws = boost::beast::websocket;
namespace bhttp = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t kMaxControl = 125;    // RFC 6455 section 5.5
constexpr std::size_t kFrameOverhead = 16;  // so that a queue of empty messages has a bound too
constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kTryAgainLater = 1013;
constexpr std::size_t kReadBytes = 64 << 10;  // so that what is held can be counted while it grows
constexpr std::uint16_t kNoCode = 1005;       // a close frame without one

enum class Kind { kText, kBinary, kPing, kPong, kClose };

bool has_token(const match::Request& request, std::string_view name, std::string_view token) {
  for (const auto& field : request.headers) {
    if (!base::iequals(field.name, name)) continue;
    for (const auto one : base::split(field.value, ',')) {
      if (base::iequals(base::trim(one), token)) return true;
    }
  }
  return false;
}

}  // namespace

/// Outlives the WebSocket while operations of Beast's are under way.
class WebSocket::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(base::Loop& loop, std::shared_ptr<detail::Session> session, WebSocketOptions options)
      : options_(std::move(options)),
        session_(std::move(session)),
        wire_(std::make_shared<detail::WebSocketWire>(session_, options_.auto_pong)),
        ws_(detail::WebSocketStream(wire_)),
        max_message_(
            options_.max_message_bytes.value_or(session_->server_options().limits.message_bytes)),
        patience_(loop) {}

  bool begin(const match::Request& request) {
    handshake_.method(bhttp::verb::get);
    handshake_.target(request.target);
    handshake_.version(11);
    const std::string kExtensions = "Sec-WebSocket-Extensions";
    for (const auto& field : request.headers) {
      if (base::iequals(field.name, "Expect") || base::iequals(field.name, kExtensions)) continue;
      handshake_.insert(field.name, field.value);
    }
    if (const auto offered = detail::usable_extensions(request.headers); !offered.empty())
      handshake_.insert(kExtensions, offered);
    detail::Taker taker;
    taker.ready = [self = shared_from_this()] { self->answer(); };
    taker.wind_down = [self = shared_from_this()] { self->close(kGoingAway, "the server stops"); };
    taker.closed = [self = shared_from_this()] { self->finish(1006, "the connection was closed"); };
    return session_->take_over(std::move(taker));
  }

  bool send(Kind kind, std::string bytes) {
    if (closing_ || over_) return false;
    if (kind != Kind::kClose && !queue_.empty() &&
        queued_ + bytes.size() + kFrameOverhead > options_.max_queued_bytes)
      return false;
    queued_ += bytes.size() + kFrameOverhead;
    queue_.push_back({kind, std::move(bytes)});
    pump();
    return true;
  }

  bool control(Kind kind, std::string payload) {
    payload.resize(std::min(payload.size(), kMaxControl));
    return send(kind, std::move(payload));
  }

  void close(std::uint16_t code, const std::string& reason) {
    if (closing_ || over_) return;
    close_reason_ =
        bws::close_reason(static_cast<bws::close_code>(code),
                          reason.substr(0, std::min(reason.size(), kMaxControl - sizeof code)));
    send(Kind::kClose, {});
    closing_ = true;
    patience_.after(options_.close_time, [self = shared_from_this()] {
      self->finish(1006, "the peer did not close its half in time");
    });
  }

  void abort(bool reset) {
    if (!over_) session_->close(reset);  // and that calls finish()
  }

  void abandon() {
    on_message = nullptr;
    on_ping = on_pong = nullptr;
    on_refused = nullptr;
    on_closed = nullptr;
    close(kGoingAway, {});
  }

  void hold(bool held) {
    held_ = held;
    if (!held && waits_) read();
  }

  bool is_open() const { return !closing_ && !over_; }
  std::size_t queued() const { return queued_; }

  std::function<void(std::string, bool)> on_message;
  std::function<void(std::string)> on_ping;
  std::function<void(std::string)> on_pong;
  std::function<void(RefusedMessage)> on_refused;
  std::function<void(WebSocketEnd)> on_closed;

 private:
  struct Out {
    Kind kind;
    std::string bytes;
  };

  void answer() {
    wire_->begin();
    ws_.read_message_max(max_message_);
    ws_.auto_fragment(false);
    bws::permessage_deflate deflate;
    deflate.server_enable = options_.deflate;
    ws_.set_option(deflate);
    ws_.set_option(bws::stream_base::decorator([this](bws::response_type& response) {
      if (!options_.subprotocol.empty())
        response.set(bhttp::field::sec_websocket_protocol, options_.subprotocol);
      for (const auto& field : options_.headers) response.insert(field.name, field.value);
    }));
    ws_.control_callback([this](bws::frame_type type, beast::string_view payload) {
      // Copies: either may drop the WebSocket, and with it the callback that runs.
      const auto& handler = type == bws::frame_type::ping ? on_ping : on_pong;
      if (type == bws::frame_type::close || !handler) return;
      session_->loop().post([self = shared_from_this(), type, text = std::string(payload)] {
        const auto callback = type == bws::frame_type::ping ? self->on_ping : self->on_pong;
        if (callback) callback(text);
      });
    });
    ws_.async_accept(handshake_, [self = shared_from_this()](const error_code& ec) {
      if (self->over_) return;
      if (ec) return self->finish(1006, "the handshake failed: " + ec.message());
      self->open_ = true;
      self->pump();
      self->read();
    });
  }

  void read() {
    waits_ = held_;
    if (held_ || over_) return;
    read_on();
  }

  /// Some more of a message: held or not, what has begun is read to its end.
  void read_on() {
    ws_.async_read_some(
        buffer_, kReadBytes,
        [self = shared_from_this()](const error_code& ec, std::size_t) { self->on_read(ec); });
  }

  void on_read(const error_code& ec) {
    if (over_) return;
    if (ec == bws::error::closed) return finish_as_agreed();
    // Beast gives up this read when a close frame leaves; async_close then waits for the peer's.
    if (ec == boost::asio::error::operation_aborted && closing_) return;
    if (ec) {
      read_error_ = ec;
      return finish(1006, ec.message());
    }
    if (!ws_.is_message_done()) {
      if (session_->hold_taken(buffer_.size())) return read_on();
      return too_much_buffered();
    }
    session_->hold_taken(0);
    std::string message = beast::buffers_to_string(buffer_.data());
    buffer_.consume(buffer_.size());
    if (buffer_.capacity() > kReadBytes) buffer_.shrink_to_fit();
    ++delivered_;
    // A copy: it may drop the WebSocket.
    if (const auto callback = on_message) callback(std::move(message), ws_.got_binary());
    read();
  }

  void too_much_buffered() {
    const auto limit = base::format_bytes(session_->buffered_limit());
    auto refused = refusal("too_much_buffered",
                           "what is on its way here holds " + limit + " together (--max-buffered)",
                           "--max-buffered " + limit);
    session_->hold_taken(0);
    buffer_.consume(buffer_.size());
    buffer_.shrink_to_fit();
    close(kTryAgainLater, refused.reason);
    told_ = true;
    if (const auto callback = std::exchange(on_refused, nullptr)) callback(std::move(refused));
  }

  RefusedMessage refusal(std::string code, std::string reason, std::string bound = {}) const {
    RefusedMessage out{std::move(code), std::move(reason), std::move(bound), {}};
    out.bytes = beast::buffers_to_string(buffer_.data());
    out.bytes.resize(std::min(out.bytes.size(), kMaxRefusedBody));
    return out;
  }

  /// Of a message that has begun and will never be handed over.
  RefusedMessage lost() const {
    const auto limit = base::format_bytes(max_message_);
    if (read_error_ == bws::error::message_too_big || read_error_ == bws::error::buffer_overflow)
      return refusal("message_too_large",
                     "the WebSocket message is larger than " + limit + " (--max-message)",
                     "--max-message " + limit);
    const auto& category = read_error_.category();
    if (category == bws::make_error_code(bws::error::closed).category() ||
        category == beast::zlib::make_error_code(beast::zlib::error::need_buffers).category())
      return refusal("bad_message", "the WebSocket message is malformed: " + read_error_.message());
    if (closing_)
      return refusal("not_read", "the WebSocket was closed before the message was read");
    return refusal("cut_short", "the connection ended in the middle of a WebSocket message");
  }

  /// One operation at a time, in order.
  void pump() {
    if (!open_ || writing_ || queue_.empty() || over_) return;
    writing_ = true;
    const Out& out = queue_.front();
    auto done = [self = shared_from_this()](const error_code& ec, std::size_t = 0) {
      self->on_written(ec);
    };
    switch (out.kind) {
      case Kind::kText:
      case Kind::kBinary:
        ws_.binary(out.kind == Kind::kBinary);
        return ws_.async_write(boost::asio::buffer(out.bytes), std::move(done));
      case Kind::kPing:
        return ws_.async_ping(bws::ping_data(out.bytes), std::move(done));
      case Kind::kPong:
        wire_->expect_pong(out.bytes);
        return ws_.async_pong(bws::ping_data(out.bytes), std::move(done));
      case Kind::kClose:
        return ws_.async_close(close_reason_, [self = shared_from_this()](const error_code& ec) {
          if (self->over_) return;
          if (!ec) return self->finish_as_agreed();
          // Given up because the peer's close frame came first: on_read() has seen that.
          if (ec != boost::asio::error::operation_aborted) self->finish(1006, ec.message());
        });
    }
  }

  void on_written(const error_code& ec) {
    writing_ = false;
    if (over_) return;
    // With an error the connection is lost, or the peer has closed; reading tells which.
    if (ec) return;
    queued_ -= queue_.front().bytes.size() + kFrameOverhead;
    queue_.pop_front();
    pump();
  }

  /// Both close frames have been exchanged.
  void finish_as_agreed() {
    const auto& reason = ws_.reason();
    const std::uint16_t code = reason.code == bws::close_code::none ? kNoCode : reason.code;
    session_->end_taken();
    finish(code, std::string(reason.reason.data(), reason.reason.size()));
  }

  void finish(std::uint16_t code, std::string reason) {
    if (std::exchange(over_, true)) return;
    const auto self = shared_from_this();
    patience_.cancel();
    if (code == 1006) session_->close();
    on_message = nullptr;
    on_ping = on_pong = nullptr;
    session_->hold_taken(0);
    WebSocketEnd end{code, std::move(reason)};
    std::optional<RefusedMessage> message;
    if (!told_ && on_refused && wire_->messages_begun() > delivered_) message = lost();
    // Later: this may be inside of a call of the user's, or of the server's destructor. Who drops
    // the WebSocket before hears nothing.
    session_->loop().post([self, end = std::move(end), message = std::move(message)] {
      if (const auto refused = std::exchange(self->on_refused, nullptr); refused && message)
        refused(*message);
      if (const auto closed = std::exchange(self->on_closed, nullptr)) closed(end);
    });
  }

  WebSocketOptions options_;
  std::shared_ptr<detail::Session> session_;
  std::shared_ptr<detail::WebSocketWire> wire_;
  bhttp::request<bhttp::empty_body> handshake_;
  bws::stream<detail::WebSocketStream> ws_;
  bws::close_reason close_reason_;
  beast::flat_buffer buffer_;
  std::deque<Out> queue_;  // the front is being written
  std::size_t queued_ = 0;
  std::size_t max_message_;
  std::uint64_t delivered_ = 0;  // messages that were handed over
  error_code read_error_;
  bool told_ = false;  // of a refused message
  bool open_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool over_ = false;
  bool held_ = false;
  bool waits_ = false;  ///< a read would be under way if it were not held
  base::Timer patience_;
};

bool WebSocket::is_upgrade(const match::Request& request) {
  return request.method == "GET" && request.version == "HTTP/1.1" &&
         has_token(request, "Upgrade", "websocket") && has_token(request, "Connection", "upgrade");
}

std::string WebSocket::refusal(const match::Request& request) {
  if (!is_upgrade(request)) return "this request asks for no upgrade to websocket";
  const std::string* const key = request.header("Sec-WebSocket-Key");
  if (key == nullptr) return "the upgrade has no Sec-WebSocket-Key";
  const auto bytes = base::base64_decode(base::trim(*key));
  if (!bytes || bytes->size() != 16) return "Sec-WebSocket-Key is not 16 bytes in base64";
  const std::string* const version = request.header("Sec-WebSocket-Version");
  if (version == nullptr || base::trim(*version) != "13")
    return "only version 13 of WebSocket is spoken here (Sec-WebSocket-Version)";
  if (!request.body.empty()) return "an upgrade must not have a body";
  return {};
}

base::Result<std::shared_ptr<WebSocket>> WebSocket::accept(
    base::Loop& loop, const match::Request& request, const std::shared_ptr<Responder>& responder,
    WebSocketOptions options) {
  if (auto why = refusal(request); !why.empty()) {
    return base::Diag("http/bad-upgrade", std::move(why),
                      "send what RFC 6455 section 4.1 asks for; any WebSocket client does");
  }
  auto session = responder->connection();
  auto core = session ? std::make_shared<Core>(loop, session, std::move(options)) : nullptr;
  if (!core || !core->begin(request)) {
    return base::Diag("http/bad-upgrade", "the connection cannot be taken over",
                      "the client is gone, or this request has been answered");
  }
  return std::shared_ptr<WebSocket>(new WebSocket(std::move(core)));
}

WebSocket::WebSocket(std::shared_ptr<Core> core) : core_(std::move(core)) {}
WebSocket::~WebSocket() { core_->abandon(); }

void WebSocket::on_message(std::function<void(std::string, bool)> callback) {
  core_->on_message = std::move(callback);
}
void WebSocket::on_ping(std::function<void(std::string)> callback) {
  core_->on_ping = std::move(callback);
}
void WebSocket::on_pong(std::function<void(std::string)> callback) {
  core_->on_pong = std::move(callback);
}
void WebSocket::on_refused(std::function<void(RefusedMessage)> callback) {
  core_->on_refused = std::move(callback);
}
void WebSocket::on_closed(std::function<void(WebSocketEnd)> callback) {
  core_->on_closed = std::move(callback);
}
bool WebSocket::send_text(std::string utf8) { return core_->send(Kind::kText, std::move(utf8)); }
bool WebSocket::send_binary(std::string bytes) {
  return core_->send(Kind::kBinary, std::move(bytes));
}
bool WebSocket::ping(std::string payload) {
  return core_->control(Kind::kPing, std::move(payload));
}
bool WebSocket::pong(std::string payload) {
  return core_->control(Kind::kPong, std::move(payload));
}
void WebSocket::close(std::uint16_t code, const std::string& reason) { core_->close(code, reason); }
void WebSocket::abort(bool reset) { core_->abort(reset); }
void WebSocket::hold(bool held) { core_->hold(held); }
bool WebSocket::is_open() const { return core_->is_open(); }
std::size_t WebSocket::queued_bytes() const { return core_->queued(); }

}  // namespace ricochet::http
