#include "cli/limits.h"

#include <CLI/CLI.hpp>
#include <string>

#include "base/duration.h"
#include "base/size.h"
#include "base/text.h"

namespace ricochet::cli {

namespace {

const char* const kGroup = "Limits";
const char* const kTlsGroup = "TLS";

void add_size(CLI::App& app, const std::string& flag, std::size_t& value, const std::string& what) {
  app.add_option_function<std::string>(
         flag,
         [&value, flag](const std::string& text) {
           const auto bytes = base::parse_bytes(text);
           if (!bytes || *bytes == 0)
             throw CLI::ValidationError(
                 flag, base::in_quotes(text) + " is no size; write 500KB, 10MB or 64KiB");
           value = static_cast<std::size_t>(*bytes);
         },
         what)
      ->type_name("SIZE")
      ->default_str(base::format_bytes(value))
      ->group(kGroup);
}

void add_count(CLI::App& app, const std::string& flag, std::size_t& value,
               const std::string& what) {
  app.add_option(flag, value, what)
      ->type_name("N")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->group(kGroup);
}

void add_time(CLI::App& app, const std::string& flag, base::Duration& value, bool zero_is_fine,
              const std::string& what) {
  app.add_option_function<std::string>(
         flag,
         [&value, flag, zero_is_fine](const std::string& text) {
           const auto time = base::parse_duration(text);
           if (!time || (time->count() == 0 && !zero_is_fine))
             throw CLI::ValidationError(
                 flag, base::in_quotes(text) + " is no time; write 250ms, 10s or 2m");
           value = *time;
         },
         what)
      ->type_name("TIME")
      ->default_str(base::format_duration(value))
      ->group(kGroup);
}

}  // namespace

void add_limits(CLI::App& app, http::Limits& limits) {
  add_size(app, "--max-request-line", limits.request_line_bytes, "Of a request line; above: 414");
  add_size(app, "--max-header", limits.header_bytes, "Of all headers together; above: 431");
  add_count(app, "--max-header-count", limits.header_count, "Headers of a request; above: 431");
  add_size(app, "--max-body", limits.body_bytes, "Of a request body; above: 413");
  add_count(app, "--max-connections", limits.connections, "Above, the newest is closed at once");
  add_count(app, "--max-connections-per-address", limits.connections_per_address,
            "The same for each peer address");
  add_time(app, "--header-timeout", limits.header_time, false,
           "For the whole head of a request (and for a TLS handshake); above: 408");
  add_time(app, "--body-timeout", limits.body_idle, false,
           "Without a byte of the body; above: 408. Also for clients that do not read");
  add_size(app, "--min-body-rate", limits.body_min_rate,
           "Of a body in each second, measured after its first 30s; below: 408");
  add_time(app, "--idle-timeout", limits.keep_alive, false, "Between requests; above: closed");
  add_time(app, "--accept-delay", limits.accept_delay, true,
           "A connection waits so long before its first byte is read (a fault to test with)");
}

std::optional<http::TlsOptions> TlsFlags::chosen() const {
  if (!on && options.certificate_file.empty() && options.client_ca.empty()) return std::nullopt;
  return options;
}

void add_tls_files(CLI::App& app, http::TlsOptions& options) {
  const auto add = [&app](const std::string& flag, std::string& value, const std::string& type,
                          const std::string& what) {
    return app.add_option(flag, value, what)->type_name(type)->group(kTlsGroup);
  };
  CLI::Option* const certificate = add("--tls-cert", options.certificate_file, "FILE",
                                       "Certificate, PEM with its chain or PKCS#12; speaks https");
  add("--tls-key", options.key_file, "FILE", "Its key, PEM; none: in the same file")
      ->needs(certificate);
  add("--tls-password", options.password, "PASSWORD",
      "Of the key or the PKCS#12 file; better in the environment")
      ->envname("RICOCHET_TLS_PASSWORD");
  add("--tls-client-ca", options.client_ca, "FILE",
      "PEM; clients must show a certificate that it has signed; speaks https");
}

void add_tls(CLI::App& app, TlsFlags& flags) {
  app.add_flag("--tls", flags.on, "Speak https, with a self-signed certificate made at the start")
      ->group(kTlsGroup);
  add_tls_files(app, flags.options);
}

}  // namespace ricochet::cli
