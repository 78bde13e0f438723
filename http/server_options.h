#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/duration.h"
#include "http/buffered.h"
#include "http/message.h"
#include "match/message.h"
#include "net/tls.h"

namespace ricochet::http {

/// Every bound of a connection, with its documented default.
struct Limits {
  std::size_t request_line_bytes = 8 << 10;  ///< above: 414
  std::size_t header_bytes = 64 << 10;       ///< all of them; above: 431
  std::size_t header_count = 200;            ///< above: 431
  std::size_t body_bytes = 10 << 20;         ///< above: 413
  /// Half-received requests and messages of all connections together; above: 503, or a closed
  /// WebSocket (1013), for the one that grows.
  std::size_t buffered_bytes = 256 << 20;
  std::size_t message_bytes = 16 << 20;  ///< of a WebSocket, inflated; above: closed with 1009
  std::size_t connections = 10'000;      ///< above: 503 for the newest, see kMaxTurnedAway
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
  /// What servers share that are bounded together; nullptr: one of its own, of
  /// limits.buffered_bytes.
  std::shared_ptr<Buffered> buffered;
  /// Asked with the request line only (method, target, path, queries), before anything of a body
  /// is read. nullopt: `limits` has the bound. On the loop's thread.
  std::function<std::optional<BodyRule>(const match::Request& line)> body_rule;
};

/// Connections over the bound that are told so at a time; the next are closed without a word.
inline constexpr std::size_t kMaxTurnedAway = 64;

/// Most bytes of the body of a refused request that its record keeps.
inline constexpr std::size_t kMaxRefusedBody = 64 << 10;

}  // namespace ricochet::http
