#pragma once
#include <functional>
#include <memory>
#include <string>

#include "http/message.h"
#include "match/message.h"

namespace ricochet::http {

namespace detail {
class Session;
}

/// The way back to one client, for exactly one request. Everything happens on the loop's thread.
/// Calls after the connection is gone are ignored, so a delayed answer needs no checks.
class Responder {
 public:
  virtual ~Responder() = default;
  /// Sends the answer; a second call is a bug (asserted). Dropping a Responder that never answered
  /// sends 500, so a forgotten request cannot hang a client.
  virtual void send(Response&& response) = 0;

  /// Starts an answer whose body is sent piece by piece. With a Content-Length among its headers
  /// the body has that length and no chunks: what is written beyond it is left out, and a body
  /// that ends short of it closes the connection. Without one: chunked on HTTP/1.1, ended by close
  /// on 1.0.
  virtual void start_stream(Response head) = 0;
  /// `sent(true)`: the kernel has taken the piece, the writer may go on. `sent(false)`: it will
  /// never arrive. Called later, except that a responder whose connection is gone calls it at once.
  virtual void write(std::string piece, std::function<void(bool ok)> sent = {}) = 0;
  virtual void end_stream() = 0;

  /// Sends exactly these bytes and then closes the connection (FIN). For faults that no valid
  /// answer has.
  virtual void send_raw(std::string bytes) = 0;
  /// The same in pieces over time: exactly these bytes, no framing; `sent` as for write(). May
  /// start an answer or follow start_stream() and write(); then nothing but write_raw(), end_raw()
  /// or abort() may follow.
  virtual void write_raw(std::string piece, std::function<void(bool ok)> sent = {}) = 0;
  /// Closes (FIN) behind the last piece.
  virtual void end_raw() = 0;
  /// Closes at once: `reset` sends a TCP RST (SO_LINGER 0, beneath TLS where there is any),
  /// otherwise a FIN. Pieces whose `sent` has been called went before it, later ones are lost.
  virtual void abort(bool reset) = 0;

  /// Called once if the client goes away before the answer is complete, also when none was ever
  /// begun. A client that closes only its sending side counts as gone, but can still be answered.
  virtual void on_disconnect(std::function<void()> gone) = 0;

  /// For WebSocket::accept(): the connection, while this request is unanswered; null: it cannot be
  /// taken over.
  virtual std::shared_ptr<detail::Session> connection() { return nullptr; }
};

/// What a server calls for each whole request. Must not throw; must not block.
class Handler {
 public:
  virtual ~Handler() = default;
  /// Who needs the request beyond the call moves from it; what is left of it afterwards is of no
  /// use to anybody.
  virtual void handle(match::Request&& request, std::shared_ptr<Responder> responder) = 0;
};

}  // namespace ricochet::http
