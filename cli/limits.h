#pragma once
#include <optional>
#include <string>

#include "base/asio_loop.h"
#include "http/server.h"

namespace CLI {
class App;
}

namespace ricochet::cli {

/// Adds a flag for each bound of a server that listens to others: `--max-body 10MB`,
/// `--idle-timeout 75s` and so on; --help shows the defaults of `limits`. The values are in
/// `limits`, which must outlive `app`, once the command line has been parsed; sizes and times that
/// are none are errors of the command line.
void add_limits(CLI::App& app, http::Limits& limits);
/// The bound of a WebSocket message, for who speaks that.
void add_message_limit(CLI::App& app, http::Limits& limits);

/// Adds --workers and --max-worker-queue: the pool of the loop that is made with `options`, which
/// must outlive `app`.
void add_workers(CLI::App& app, base::AsioLoop::Options& options);

/// What the flags of add_tls() came to.
struct TlsFlags {
  bool on = false;  ///< --tls
  net::TlsOptions options;
  /// For ServerOptions::tls; nothing unless --tls, --tls-cert or --tls-client-ca was given.
  std::optional<net::TlsOptions> chosen() const;
};

/// Adds --tls-cert, --tls-key, --tls-password (also RICOCHET_TLS_PASSWORD) and --tls-client-ca.
/// `options` must outlive `app`. `speaks`: what the server then is said to do.
void add_tls_files(CLI::App& app, net::TlsOptions& options, const std::string& speaks = "https");
/// The same and --tls, for a server that is plain otherwise. `flags` must outlive `app`.
void add_tls(CLI::App& app, TlsFlags& flags, const std::string& speaks = "https");

}  // namespace ricochet::cli
