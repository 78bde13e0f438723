#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/asio_loop.h"
#include "base/signals.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "stubserver/standalone.h"

namespace ricochet::cli {

namespace {

struct Options {
  stubserver::StandaloneOptions server;
};

/// How long a stopped server lets answers end that are on their way.
constexpr base::Duration kGrace = std::chrono::seconds(2);

int stub_command(const Options& options) {
  base::AsioLoop loop;
  bool stopping = false;
  std::function<void()> stop;
  stubserver::Standalone server(loop, options.server, std::cout, nullptr, [&] { stop(); });
  stop = [&] {
    if (stopping) return loop.stop();  // asked twice: at once
    stopping = true;
    server.stop(kGrace, [&loop] { loop.stop(); });
  };
  base::DiagList diags;
  const bool loaded = server.load(diags);
  if (!diags.all().empty()) std::cerr << diags.render_all(use_colour(2));
  if (!loaded) return kExitInput;
  // Before anything is printed: who reads that may send a signal at once.
  const base::StopSignals signals(loop, [&](int) { stop(); });
  if (const auto endpoint = server.start(); !endpoint) {
    std::cerr << base::render(endpoint.error(), use_colour(2)) << "\n";
    return kExitEnvironment;
  }
  loop.run();
  return kExitPassed;
}

}  // namespace

void add_stub(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* stub = app.add_subcommand("stub", "A stub server alone, with Moco's words and flags");
  stub->require_subcommand(1);
  CLI::App* http = stub->add_subcommand("http", "Serve Moco files over HTTP")->alias("start");
  http->add_option("-p", options->server.stub.port, "Port; 0 or none: any free one")
      ->type_name("N")
      ->check(CLI::Range(0, 65535));
  http->add_option("-c", options->server.files,
                   "Stub file; may be given several times, they are tried in this order")
      ->type_name("FILE")
      ->required()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  http->add_option("--resources", options->server.load.resources,
                   "Folder that path_resource is looked up in")
      ->type_name("DIR")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->envname("RICOCHET_RESOURCES");
  http->add_option("--bind", options->server.stub.bind, "Address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  http->add_option("--no-match-status", options->server.stub.no_match_status,
                   "Status when no session fits")
      ->type_name("CODE")
      ->check(CLI::Range(100, 999))
      ->capture_default_str();
  http->add_option("-s", options->server.shutdown_port, "Shutdown port; 0 or none: any free one")
      ->type_name("N")
      ->check(CLI::Range(0, 65535));
  http->add_flag("-q", options->server.quiet, "Do not log requests and answers");
  http->callback([options, &action] { action = [options] { return stub_command(*options); }; });
}

}  // namespace ricochet::cli
