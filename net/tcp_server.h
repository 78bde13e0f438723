#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/duration.h"
#include "base/loop.h"
#include "base/result.h"
#include "net/tcp_limits.h"

namespace ricochet::net {

struct TcpServerOptions {
  std::string name = "socket";  ///< for messages
  std::string bind = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free port
  TcpLimits limits;
};

/// What one wake-up read from one connection. TCP has no messages: a peer that writes twice may
/// arrive as one burst, and one that writes much as several.
struct TcpBurst {
  std::uint64_t connection = 0;  ///< number within its server, never used twice
  std::string peer_address;
  std::uint16_t peer_port = 0;
  std::string bytes;
};

/// A TCP server without any protocol, for Moco's `socket` command. Everything on the loop's thread;
/// callbacks must not throw or block. Connections stay open until the peer, an idle time or close()
/// ends them. Destroying it closes everything at once; stop() is the polite way.
class TcpServer {
 public:
  TcpServer(base::Loop& loop, TcpServerOptions options,
            std::function<void(TcpBurst burst)> on_burst);
  ~TcpServer();

  /// Errors: as of Server::start().
  base::Result<std::uint16_t> start();
  void on_opened(std::function<void(std::uint64_t connection)> callback);
  void on_closed(std::function<void(std::uint64_t connection)> callback);
  /// As of Server::on_trouble().
  void on_trouble(std::function<void(const base::Diag&)> callback);

  /// False: there is no such connection any more. Bytes leave in the order of the calls.
  bool write(std::uint64_t connection, std::string bytes);
  /// Behind what was written (FIN), or at once (RST).
  void close(std::uint64_t connection, bool reset = false);
  std::size_t open_connections() const;
  /// Stops accepting and reading, lets written bytes leave for at most `grace`, closes the rest,
  /// then calls `done`.
  void stop(base::Duration grace, std::function<void()> done);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace ricochet::net
