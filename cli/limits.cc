#include "cli/limits.h"

#include <CLI/CLI.hpp>
#include <string>

#include "cli/values.h"

namespace ricochet::cli {

namespace {

const char* const kGroup = "Limits";
const char* const kTlsGroup = "TLS";

}  // namespace

void add_limits(CLI::App& app, http::Limits& limits) {
  const auto size = [&app](const char* flag, std::size_t& value, const char* what) {
    add_size(app, flag, value, what)->group(kGroup);
  };
  const auto count = [&app](const char* flag, std::size_t& value, const char* what) {
    add_count(app, flag, value, what)->group(kGroup);
  };
  const auto time = [&app](const char* flag, base::Duration& value, const char* what) {
    add_time(app, flag, value, false, what)->group(kGroup);
  };
  size("--max-request-line", limits.request_line_bytes, "Of a request line; above: 414");
  size("--max-header", limits.header_bytes, "Of all headers together; above: 431");
  count("--max-header-count", limits.header_count, "Headers of a request; above: 431");
  size("--max-body", limits.body_bytes, "Of a request body; above: 413");
  size("--max-buffered", limits.buffered_bytes,
       "Of all requests and messages together that are not whole yet; above: 503");
  count("--max-connections", limits.connections, "Above: 503 for the newest");
  count("--max-connections-per-address", limits.connections_per_address,
        "The same for each peer address");
  time("--header-timeout", limits.header_time,
       "For the whole head of a request (and for a TLS handshake); above: 408");
  time("--body-timeout", limits.body_idle,
       "Without a byte of the body; above: 408. Also for clients that do not read");
  size("--min-body-rate", limits.body_min_rate,
       "Of a body in each second, measured after its first 30s; below: 408");
  time("--idle-timeout", limits.keep_alive, "Between requests; above: closed");
  add_time(app, "--accept-delay", limits.accept_delay, true,
           "A connection waits so long before its first byte is read (a fault to test with)")
      ->group(kGroup);
}

void add_message_limit(CLI::App& app, http::Limits& limits) {
  add_size(app, "--max-message", limits.message_bytes,
           "Of a WebSocket message, inflated; above: closed with 1009")
      ->group(kGroup);
}

void add_workers(CLI::App& app, base::AsioLoop::Options& options) {
  add_count(app, "--workers", options.workers,
            "Threads for large bodies and files; none given: one less than cores, 1 to 4")
      ->default_str("")
      ->group(kGroup);
  add_size(app, "--max-worker-queue", options.worker_bytes,
           "Of bodies that wait for them together; above: 503")
      ->group(kGroup);
}

std::optional<net::TlsOptions> TlsFlags::chosen() const {
  if (!on && options.certificate_file.empty() && options.client_ca.empty()) return std::nullopt;
  return options;
}

void add_tls_files(CLI::App& app, net::TlsOptions& options, const std::string& speaks) {
  const auto add = [&app](const std::string& flag, std::string& value, const std::string& type,
                          const std::string& what) {
    return app.add_option(flag, value, what)->type_name(type)->group(kTlsGroup);
  };
  CLI::Option* const certificate =
      add("--tls-cert", options.certificate_file, "FILE",
          "Certificate, PEM with its chain or PKCS#12; speaks " + speaks);
  add("--tls-key", options.key_file, "FILE", "Its key, PEM; none: in the same file")
      ->needs(certificate);
  add("--tls-password", options.password, "PASSWORD",
      "Of the key or the PKCS#12 file; better in the environment")
      ->envname("RICOCHET_TLS_PASSWORD");
  add("--tls-client-ca", options.client_ca, "FILE",
      "PEM; clients must show a certificate that it has signed; speaks " + speaks);
}

void add_tls(CLI::App& app, TlsFlags& flags, const std::string& speaks) {
  app.add_flag("--tls", flags.on,
               "Speak " + speaks + ", with a self-signed certificate made at the start")
      ->group(kTlsGroup);
  add_tls_files(app, flags.options, speaks);
}

}  // namespace ricochet::cli
