#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/loop.h"
#include "base/result.h"
#include "http/buffered.h"
#include "http/exchange.h"
#include "http/handler.h"
#include "http/server_options.h"
#include "net/endpoint.h"

namespace ricochet::http {

/// HTTP/1.1 server (RFC 9112) on the loop's thread: keep-alive, pipelining, chunked both ways,
/// HEAD, Expect: 100-continue, and a framing guard in front of the parser. Owner: whoever wires it;
/// the handler must outlive it. Destroying it closes everything at once; stop() is the polite way.
class Server {
 public:
  Server(base::Loop& loop, ServerOptions options, Handler& handler);
  ~Server();

  /// Binds and listens. Errors: http/port-in-use, http/cannot-bind, each naming the option to
  /// change; http/tls-file, http/tls-jks, http/tls-password, http/tls-key-mismatch.
  base::Result<net::Endpoint> start();
  net::Endpoint endpoint() const;
  /// The TLS certificate that is shown, as PEM, for clients that are to trust it; empty: no TLS.
  std::string certificate_pem() const;
  /// Told of each call that never reaches the handler, as far as it was read, before its answer
  /// leaves: `refused` is set, `status` 0 when nothing is answered (a TLS handshake, a reset, a
  /// connection too many), `bin` is empty. May be called several times: each is told.
  void on_refused(std::function<void(const Exchange&)> callback);
  const Buffered& buffered() const;
  /// Told once for each kind of trouble that the server lives through and an operator should know
  /// of: http/no-descriptors (clients wait, and are turned away after a second).
  void on_trouble(std::function<void(const base::Diag&)> callback);
  /// Limits::accept_delay from now on, for connections to come.
  void set_accept_delay(base::Duration delay);
  /// Requests whose answer is not complete yet.
  std::size_t open_exchanges() const;
  std::size_t open_connections() const;
  /// Stops accepting, lets running exchanges end for at most `grace`, closes the rest, then calls
  /// `done`.
  void stop(base::Duration grace, std::function<void()> done);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace ricochet::http
