#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "base/loop.h"
#include "base/result.h"
#include "stubserver/rules/reloader.h"
#include "stubserver/serve/moco_log.h"
#include "stubserver/serve/server.h"
#include "stubserver/serve/shutdown_port.h"
#include "stubserver/serve/socket_server.h"

namespace ricochet::stubserver {

/// What `ricochet stub http` takes: Moco's flags and ours.
struct StandaloneOptions {
  Sources sources;                  ///< -c, -g, -e
  StubOptions stub;                 ///< -p, --bind, --no-match-status, --content-length, --seed
  std::uint16_t shutdown_port = 0;  ///< -s; 0: any free port
  bool quiet = false;               ///< -q: no log of requests and answers
  bool watch = true;                ///< false: --no-watch
  bool socket = false;              ///< Moco's `socket`: raw TCP in place of HTTP
};

/// A stub server alone, as `java -jar moco-runner.jar` is one: it prints Moco's start-up lines
/// ("Server is started at N", "Shutdown port is N") and, unless quiet, requests and answers to
/// `out`, flushed, and reads its files again when they change.
class Standalone {
 public:
  /// `stop` is called when somebody sent the shutdown key; the caller then calls stop() and ends.
  /// With a `log_file` everything goes there, and only the start-up lines to `out` too.
  Standalone(base::Loop& loop, StandaloneOptions options, std::ostream& out,
             http::ExchangeSink* sink, std::function<void()> stop,
             std::ostream* log_file = nullptr);

  /// Reads the files; findings, warnings too, go to `diags`. False: there were errors, nothing
  /// listens.
  bool load(base::DiagList& diags);
  /// Listens on both ports, prints the start-up lines and begins to watch the files. Errors name
  /// the option to change.
  base::Result<net::Endpoint> start();
  /// Prints "Server stopped." when done.
  void stop(base::Duration grace, std::function<void()> done);

  /// Not with StandaloneOptions::socket.
  StubServer& server() { return *http_; }
  Reloader& reloader() { return reloader_; }
  std::uint16_t shutdown_port() const { return shutdown_port_number_; }
  /// A line of the log that people who only look at `out` must see too.
  void announce(const std::string& line);

 private:
  void use(std::shared_ptr<const RuleSet> rules);
  base::Result<net::Endpoint> start_server();
  void log_refused(const http::Exchange& call);

  StandaloneOptions options_;
  MocoLog log_;
  std::optional<MocoLog> out_;        ///< beside the log file
  std::unique_ptr<StubServer> http_;  ///< one of both
  std::unique_ptr<SocketServer> socket_;
  Reloader reloader_;
  ShutdownPort shutdown_port_;
  std::uint16_t shutdown_port_number_ = 0;
};

}  // namespace ricochet::stubserver
