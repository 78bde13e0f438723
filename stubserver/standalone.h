#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "stubserver/server.h"
#include "stubserver/shutdown_port.h"

namespace ricochet::stubserver {

/// What `ricochet stub http` takes: Moco's flags and ours.
struct StandaloneOptions {
  std::vector<std::string> files;   ///< -c
  StubOptions stub;                 ///< -p, --bind, --no-match-status
  std::uint16_t shutdown_port = 0;  ///< -s; 0: any free port
  bool quiet = false;               ///< -q: no log of requests and answers
  LoadOptions load;
};

/// A stub server alone, as `java -jar moco-runner.jar` is one: it prints Moco's start-up lines
/// ("Server is started at N", "Shutdown port is N") and, unless quiet, requests and answers to
/// `out`, flushed.
class Standalone {
 public:
  /// `stop` is called when somebody sent the shutdown key; the caller then calls stop() and ends.
  Standalone(base::Loop& loop, StandaloneOptions options, std::ostream& out,
             http::ExchangeSink* sink, std::function<void()> stop);

  /// Reads the files; findings, warnings too, go to `diags`. False: there were errors, nothing
  /// listens.
  bool load(base::DiagList& diags);
  /// Listens on both ports and prints the start-up lines. Errors name the option to change.
  base::Result<http::Endpoint> start();
  /// Prints "Server stopped." when done.
  void stop(base::Duration grace, std::function<void()> done);

  StubServer& server() { return server_; }
  std::uint16_t shutdown_port() const { return shutdown_port_number_; }

 private:
  StandaloneOptions options_;
  MocoLog log_;
  StubServer server_;
  ShutdownPort shutdown_port_;
  std::uint16_t shutdown_port_number_ = 0;
};

}  // namespace ricochet::stubserver
