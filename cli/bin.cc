#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "base/asio_loop.h"
#include "base/signals.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "http/server.h"
#include "requestbin/await_driver.h"
#include "requestbin/bin_server.h"
#include "requestbin/capture_log.h"

namespace ricochet::cli {

namespace {

struct Options {
  std::uint16_t port = 8025;
  std::string bind = "127.0.0.1";
  std::vector<std::string> bins;
};

/// How long a stopped server lets answers end that are on their way.
constexpr base::Duration kGrace = std::chrono::seconds(2);

int fail(const base::Diag& diag, int code) {
  std::cerr << base::render(diag, use_colour(2)) << "\n";
  return code;
}

int bin_command(const Options& options) {
  auto settings = requestbin::BinServerOptions::from_environment(
      [](const char* name) { return std::getenv(name); });
  if (!settings) return fail(settings.error(), kExitUsage);
  base::AsioLoop loop;
  requestbin::CaptureLog log(loop);
  requestbin::AwaitDriver awaits(loop, log);
  for (const auto& name : options.bins) {
    requestbin::BinOptions bin;
    bin.limits.records = settings->max_requests;
    bin.limits.bytes = settings->max_bytes;
    if (const auto made = log.create_bin(name, bin); !made) return fail(made.error(), kExitUsage);
  }
  requestbin::BinServer handler(loop, log, awaits, *settings);
  http::ServerOptions server_options;
  server_options.name = "bin";
  server_options.bind = options.bind;
  server_options.port = options.port;
  http::Server server(loop, std::move(server_options), handler);
  // Before anything is printed: who reads that may send a signal at once.
  bool stopping = false;
  const base::StopSignals signals(loop, [&](int) {
    if (stopping) return loop.stop();  // asked twice: at once
    stopping = true;
    handler.stop();
    server.stop(kGrace, [&loop] { loop.stop(); });
  });
  const auto endpoint = server.start();
  if (!endpoint) return fail(endpoint.error(), kExitEnvironment);
  std::cout << "request bins at " << endpoint->url() << "/" << std::endl;
  for (const auto& name : options.bins)
    std::cout << "  bin " << name << ": " << endpoint->url() << "/" << name << std::endl;
  loop.run();
  return kExitPassed;
}

}  // namespace

void add_bin(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* bin = app.add_subcommand("bin", "A request bin alone: RequestBin's API and page");
  bin->add_option("-p", options->port, "Port; 0: any free one")
      ->type_name("N")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  bin->add_option("--bind", options->bind, "Address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  bin->add_option("--bin", options->bins,
                  "Make a bin of this name at once; may be given several times")
      ->type_name("NAME")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  bin->footer(
      "Environment: MAX_REQUESTS, BIN_TTL, MAX_RAW_SIZE, ENABLE_CORS, CORS_ORIGINS, as "
      "RequestBin's.");
  bin->callback([options, &action] { action = [options] { return bin_command(*options); }; });
}

}  // namespace ricochet::cli
