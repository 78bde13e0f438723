#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/duration.h"
#include "base/loop.h"
#include "base/result.h"
#include "http/handler.h"
#include "net/endpoint.h"
#include "net/tls.h"

namespace ricochet::http {

/// Every bound of a connection, with its documented default.
struct Limits {
  std::size_t request_line_bytes = 8 << 10;  ///< above: 414
  std::size_t header_bytes = 64 << 10;       ///< all of them; above: 431
  std::size_t header_count = 200;            ///< above: 431
  std::size_t body_bytes = 10 << 20;         ///< above: 413, and Handler-independent on_rejected
  std::size_t connections = 10'000;          ///< above: the newest is closed at once
  /// Of one peer address; above: as above. Everything on one machine has the same address, so the
  /// default is not a cap of its own.
  std::size_t connections_per_address = 10'000;
  base::Duration header_time =
      std::chrono::seconds(10);  ///< total, not idle: first byte to empty line; a TLS handshake too
  base::Duration body_idle = std::chrono::seconds(30);  ///< no byte of the body for this long: 408
  /// Bytes of a body per second, on average behind its first `body_grace`; below: 408. Ends clients
  /// that send just enough to never be idle.
  std::size_t body_min_rate = 100;
  base::Duration body_grace = std::chrono::seconds(30);
  base::Duration keep_alive = std::chrono::seconds(75);  ///< idle between requests
  /// A connection waits this long before anything is read from it, as with a server too busy to
  /// accept. A fault for tests; see Server::set_accept_delay().
  base::Duration accept_delay{0};
};

/// A bound of its own for the bodies of some requests, such as an upload.
struct BodyRule {
  std::size_t bytes = 0;  ///< instead of Limits::body_bytes
  /// The answer beyond it, whose status should be 413; empty: a line of plain text.
  std::function<Response(const std::string& reason)> too_large;
};

struct ServerOptions {
  std::string name = "server";  ///< for messages: "stub photos"
  std::string bind = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free port
  Limits limits;
  std::optional<net::TlsOptions> tls;  ///< none: plain HTTP
  /// Asked with the request line only (method, target, path, queries), before anything of a body
  /// is read. nullopt: `limits` has the bound. On the loop's thread.
  std::function<std::optional<BodyRule>(const match::Request& line)> body_rule;
};

/// A request that never reached the handler, so that it can be logged and counted all the same.
struct Rejected {
  int status = 400;    ///< 0: no HTTP was spoken, a TLS handshake failed
  std::string reason;  ///< "two Host headers"
  std::string peer_address;
  std::uint16_t peer_port = 0;
  std::string head;  ///< what was read of it, at most 1 KiB
};

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
  void on_rejected(std::function<void(const Rejected&)> callback);
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
