#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/asio_loop.h"
#include "base/signals.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "stubserver/rule_set.h"
#include "stubserver/server.h"
#include "stubserver/traffic_log.h"

namespace ricochet::cli {

namespace {

struct Options {
  std::uint16_t port = 0;
  std::vector<std::string> configs;
  std::vector<std::string> resources;
  std::string bind = "127.0.0.1";
  int no_match_status = stubserver::kMocoNoMatchStatus;
  bool quiet = false;
};

/// How long a stopped server lets answers end that are on their way.
constexpr base::Duration kGrace = std::chrono::seconds(2);

int stub_command(const Options& options) {
  base::DiagList diags;
  stubserver::LoadOptions load;
  load.resources = options.resources;
  const auto rules = stubserver::RuleSet::load(options.configs, load, diags);
  if (!diags.all().empty()) std::cerr << diags.render_all(use_colour(2));
  if (!rules) return kExitInput;

  base::AsioLoop loop;
  stubserver::MocoLog log(std::cout, [&loop] { return loop.wall_now(); });
  stubserver::StubOptions stub_options("stub");
  stub_options.bind = options.bind;
  stub_options.port = options.port;
  stub_options.no_match_status = options.no_match_status;
  stubserver::StubServer server(loop, std::move(stub_options), nullptr, options.quiet ? nullptr : &log);
  server.set_base(rules);
  const auto endpoint = server.start();
  if (!endpoint) {
    std::cerr << base::render(endpoint.error(), use_colour(2)) << "\n";
    return kExitEnvironment;
  }
  log.line("Server is started at " + std::to_string(endpoint->port));
  bool stopping = false;
  const base::StopSignals signals(loop, [&](int) {
    if (stopping) return loop.stop();  // asked twice: at once
    stopping = true;
    server.stop(kGrace, [&loop] { loop.stop(); });
  });
  loop.run();
  log.line("Server stopped.");
  return kExitPassed;
}

}  // namespace

void add_stub(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* stub = app.add_subcommand("stub", "A stub server alone, with Moco's words and flags");
  stub->require_subcommand(1);
  CLI::App* http = stub->add_subcommand("http", "Serve Moco files over HTTP")->alias("start");
  http->add_option("-p", options->port, "Port; 0 or none: any free one")->type_name("N")->check(CLI::Range(0, 65535));
  http->add_option("-c", options->configs, "Stub file; may be given several times, they are tried in this order")
      ->type_name("FILE")->required()->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  http->add_option("--resources", options->resources, "Folder that path_resource is looked up in")
      ->type_name("DIR")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->envname("RICOCHET_RESOURCES");
  http->add_option("--bind", options->bind, "Address to listen on")->type_name("ADDRESS")->capture_default_str();
  http->add_option("--no-match-status", options->no_match_status, "Status when no session fits")
      ->type_name("CODE")->check(CLI::Range(100, 999))->capture_default_str();
  http->add_flag("-q", options->quiet, "Do not log requests and answers");
  http->callback([options, &action] { action = [options] { return stub_command(*options); }; });
}

}  // namespace ricochet::cli
