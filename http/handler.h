#pragma once
#include <functional>
#include <memory>
#include <string>

#include "http/message.h"
#include "match/message.h"

namespace ricochet::http {

/// The way back to one client, for exactly one request. Everything happens on the loop's thread.
/// Calls after the connection is gone are ignored, so a delayed answer needs no checks.
class Responder {
 public:
  virtual ~Responder() = default;
  /// Sends the answer; a second call is a bug (asserted). Dropping a Responder that never answered
  /// sends 500, so a forgotten request cannot hang a client.
  virtual void send(Response response) = 0;

  /// Starts an answer whose body is sent piece by piece: chunked on HTTP/1.1, ended by close
  /// on 1.0.
  virtual void start_stream(Response head) = 0;
  virtual void write(std::string piece, std::function<void(bool ok)> sent = {}) = 0;
  virtual void end_stream() = 0;

  /// Sends exactly these bytes and then closes the connection (FIN). For faults that no valid
  /// answer has.
  virtual void send_raw(std::string bytes) = 0;
  /// Closes at once: `reset` sends a TCP RST (SO_LINGER 0), otherwise a FIN.
  virtual void abort(bool reset) = 0;

  /// Called once if the client goes away before the answer is complete.
  virtual void on_disconnect(std::function<void()> gone) = 0;
};

/// What a server calls for each whole request. Must not throw; must not block.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void handle(match::Request request, std::shared_ptr<Responder> responder) = 0;
};

}  // namespace ricochet::http
