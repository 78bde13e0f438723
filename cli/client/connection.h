#pragma once
#include <string>
#include <string_view>

#include "base/asio_loop.h"
#include "base/result.h"
#include "http/client.h"

namespace CLI {
class App;
}

namespace ricochet::cli {

/// Code of the finding when a signal ended a call; report_failure() knows it.
inline constexpr const char* kInterrupted = "client/interrupted";

/// Exit codes of `await`, `tail` and `export`, as shell scripts want them.
inline constexpr int kExitSatisfied = 0, kExitNotSatisfied = 1, kExitInconclusive = 2,
                     kExitTransport = 3;

/// Where the request bin is that a client talks to.
struct ServerOptions {
  std::string url = "http://127.0.0.1:8025";
  std::string token;  ///< empty: none
};

/// --url URL (RICOCHET_URL), --token TOKEN (RICOCHET_TOKEN).
void add_server_options(CLI::App& command, ServerOptions& options);

/// What can be the name of a bin on that server, its listeners' included. Error: bin/bad-name.
base::Status check_bin(std::string_view name);

/// `target` ("/api/v2/...") on that server, as a request.
http::ClientRequest request_to(const ServerOptions& options, const std::string& method,
                               const std::string& target, std::string body = {});

/// Runs one request on a loop of its own. Errors: those of http::fetch, with the option to change
/// as their cure; client/interrupted after SIGINT or SIGTERM.
base::Result<http::Response> call(const ServerOptions& options, http::ClientRequest request);

/// The diagnostic of a request that did not come through, as a client shows it.
base::Diag not_reached(const ServerOptions& options, const base::Diag& why);
/// What an answer that is not a success says: the findings of the server ("text" of the v2 errors),
/// or that there is no ricochet at that address.
std::string refusal(const ServerOptions& options, const http::Response& answer);
/// Prints the diagnostic to stderr; the exit code that belongs to it (transport or interrupted).
int report_failure(const base::Diag& diag);

}  // namespace ricochet::cli
