#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "http/handler.h"

namespace ricochet::http {

struct WebSocketOptions {
  /// All fragments of a message; above: closed with 1009. None: Limits::message_bytes of the
  /// server.
  std::optional<std::size_t> max_message_bytes;
  std::size_t max_queued_bytes = 16 << 20;              ///< what send() keeps for a slow reader
  base::Duration close_time = std::chrono::seconds(5);  ///< for the peer's half of a closing
  bool auto_pong = true;  ///< false: pings are answered by pong() alone
  /// permessage-deflate (RFC 7692) for clients that offer it; max_message_bytes holds for what
  /// comes out of it.
  bool deflate = true;
  std::string subprotocol;            ///< Sec-WebSocket-Protocol of the answer; empty: none
  std::vector<match::Field> headers;  ///< of the answer, besides the required ones
};

/// How it ended (RFC 6455 section 7.1).
struct WebSocketEnd {
  std::uint16_t code =
      1006;            ///< of the peer's close frame; 1005: it had none; 1006: no close frame
  std::string reason;  ///< the peer's, or what broke
};

/// A message that came, or began to come, and was never handed over.
struct RefusedMessage {
  std::string code;    ///< as of http::Refused
  std::string reason;  ///< the same
  std::string bound;   ///< the same
  std::string bytes;   ///< what was read of it, at most kMaxRefusedBody
};

/// The server's end of one WebSocket (RFC 6455), plain or under TLS, on the loop's thread. Messages
/// arrive whole, text is checked to be UTF-8. No callback runs inside a call; each may drop the
/// WebSocket. Dropping it closes (1001) and silences the callbacks. When the server stops, it is
/// closed with 1001 and given the server's grace.
class WebSocket {
 public:
  /// GET over HTTP/1.1 with `Upgrade: websocket`: a request that may be accepted.
  static bool is_upgrade(const match::Request& request);

  /// What is wrong with an upgrade, so that accept() would refuse it; empty: nothing.
  static std::string refusal(const match::Request& request);

  /// Answers 101 and takes the connection over; `responder` is of no use after that. An unanswered
  /// upgrade may be accepted at any later time; one that is not accepted is answered like any other
  /// request. Error: http/bad-upgrade (no upgrade, no key, another version than 13, already
  /// answered or gone); the responder is then as it was.
  static base::Result<std::shared_ptr<WebSocket>> accept(
      base::Loop& loop, const match::Request& request, const std::shared_ptr<Responder>& responder,
      WebSocketOptions options = {});
  ~WebSocket();
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  void on_message(std::function<void(std::string message, bool binary)> callback);
  void on_ping(std::function<void(std::string payload)> callback);
  void on_pong(std::function<void(std::string payload)> callback);
  /// At most once, before on_closed(): too large, malformed, cut in the middle, or not read any
  /// more when the connection was closed. Messages behind it are lost, too.
  void on_refused(std::function<void(RefusedMessage refused)> callback);
  /// Once, by whomever it was ended; the last callback.
  void on_closed(std::function<void(WebSocketEnd end)> callback);

  /// False: it is closed or closing, or the queue is full (an empty queue takes any message).
  bool send_text(std::string utf8);
  bool send_binary(std::string bytes);
  bool ping(std::string payload);  ///< at most 125 bytes, what is beyond is cut off
  bool pong(std::string payload);
  /// True: nothing more is read, so that the peer has to wait, until it is false again. What was
  /// read already comes all the same: pings in front of a message, the message itself.
  void hold(bool held);
  /// Behind what is queued; messages that still come are left out; then waits for the peer's close
  /// frame for `close_time`. `reason`: at most 123 bytes.
  void close(std::uint16_t code = 1000, const std::string& reason = {});
  /// At once, without a close frame: `reset` by RST, otherwise by FIN.
  void abort(bool reset);

  bool is_open() const;
  std::size_t queued_bytes() const;

 private:
  class Core;
  explicit WebSocket(std::shared_ptr<Core> core);
  std::shared_ptr<Core> core_;
};

}  // namespace ricochet::http
