#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <set>

#include "awaits/driver.h"
#include "base/asio_loop.h"
#include "base/signals.h"
#include "cli/bin_answers.h"
#include "cli/calls.h"
#include "cli/captures.h"
#include "cli/command.h"
#include "cli/control_access.h"
#include "cli/limits.h"
#include "cli/serving.h"
#include "cli/serving_output.h"
#include "cli/store.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "http/server.h"
#include "journal/capture_log.h"
#include "net/option_words.h"
#include "requestbin/server/bin_server.h"
#include "requestbin/store/durable_handler.h"
#include "requestbin/transfer/import_limit.h"

namespace ricochet::cli {

namespace {

struct BinCommandOptions {
  std::size_t max_output = base::PatientOutput::kDefaultLimit;
  std::uint16_t port = 8025;
  std::string bind = "127.0.0.1";
  std::vector<std::string> bins;
  std::optional<std::uint16_t> capture_port;
  ControlAccess access;
  CallFlags calls;
  std::size_t max_bytes = journal::kDefaultLogBytes;
  bool auto_create = false;
  http::Limits limits;
  base::AsioLoop::Options loop;
  std::size_t max_import = requestbin::kMaxImportBytes;
  TlsFlags tls;
  requestbin::store::StoreOptions store;
  CaptureTopics topics;
};

/// How long the store may take to write what waits.
constexpr base::Duration kStoreGrace = std::chrono::seconds(10);

http::ServerOptions server_options(const BinCommandOptions& options, const std::string& name,
                                   std::uint16_t port, std::shared_ptr<http::Buffered> buffered) {
  auto server = listen_on(name, options.bind, port);
  server.limits = options.limits;
  server.tls = options.tls.chosen();
  server.buffered = buffered;
  server.body_rule = requestbin::v2_body_rule(options.limits.body_bytes, options.max_import);
  return server;
}

/// The bins of --bin, but for those that the store had.
base::Status make_bins(journal::CaptureLog& log, const std::vector<std::string>& names,
                       const requestbin::BinServerOptions& settings) {
  std::set<std::string> stored;
  for (const auto& info : log.bins()) stored.insert(info.name);
  for (const auto& name : names) {
    if (stored.contains(name)) continue;
    journal::BinOptions bin;
    bin.limits.records = settings.max_requests;
    bin.limits.bytes = settings.max_bytes;
    if (const auto made = log.create_bin(name, bin); !made) return made.error();
  }
  return {};
}

/// What the flags say of the server; also what its listeners are bounded by together.
std::shared_ptr<http::Buffered> configure(const BinCommandOptions& options,
                                          requestbin::BinServerOptions& settings) {
  auto buffered = std::make_shared<http::Buffered>(options.limits.buffered_bytes);
  settings.auto_create = options.auto_create;
  settings.buffered = buffered;
  apply(options.access, options.bind, settings);
  return buffered;
}

void tell(const base::Diag& diag) { std::cerr << base::render(diag, use_colour(2)) << "\n"; }

void attach(http::Server& server, requestbin::BinServer& bins) {
  server.on_trouble(tell);
  server.on_refused([&bins](const http::Exchange& call) { bins.refused(call); });
}

void print_bins(const std::vector<std::string>& names, const net::Endpoint& captures) {
  for (const auto& name : names)
    std::cout << "  bin " << name << ": " << captures.url() << "/" << name << std::endl;
}

int bin_command(const BinCommandOptions& options) {
  auto settings = requestbin::BinServerOptions::from_environment(
      [](const char* name) { return std::getenv(name); });
  if (!settings) return fail(settings.error(), kExitUsage);
  const auto targets = targets_of(options.calls, http::is_loopback(options.bind));
  if (!targets) return fail(targets.error(), kExitUsage);
  settings->send_to = targets->urls();
  base::AsioLoop loop(options.loop);
  const ServingOutput output(loop, options.max_output);
  StopOnce stop(loop);
  journal::CaptureLog log(loop, options.max_bytes);
  const auto store = open_store(loop, log, options.store);
  if (!store) return fail(store.error());
  const auto links = CaptureLinks::open(loop, log, options.topics);
  if (!links) return fail(links.error());
  awaits::AwaitDriver awaits(loop, log);
  if (const auto made = make_bins(log, options.bins, *settings); !made)
    return fail(made.error(), kExitUsage);
  const auto buffered = configure(options, *settings);
  auto rules = options.calls.rules;
  rules.targets = std::make_shared<const http::OutboundTargets>(*targets);
  settings->compile_answers = bin_answers(loop, log, std::move(rules));
  if (*store) settings->outlets.push_back(store->get());
  if (const auto* publisher = (*links)->publisher()) settings->outlets.push_back(publisher);
  requestbin::BinServer handler(loop, log, awaits, *settings);
  std::optional<requestbin::store::DurableHandler> durable;
  if (*store) durable.emplace(handler, log, **store);
  http::Server server(loop, server_options(options, "bin", options.port, buffered),
                      durable ? static_cast<http::Handler&>(*durable) : handler);
  attach(server, handler);
  std::optional<requestbin::store::DurableHandler> durable_captures;
  std::optional<http::Server> capture;
  if (options.capture_port) {
    if (*store) durable_captures.emplace(handler.captures(), log, **store);
    capture.emplace(
        loop, server_options(options, "capture", *options.capture_port, buffered),
        durable_captures ? static_cast<http::Handler&>(*durable_captures) : handler.captures());
    attach(*capture, handler);
  }
  stop.then([&](auto done) {
    handler.stop();
    server.stop(kServeGrace, std::move(done));
  });
  stop.then([&](auto done) { capture ? capture->stop(kServeGrace, std::move(done)) : done(); });
  stop.then([&](auto done) { (*links)->finish(kServeGrace, std::move(done)); });
  // Before anything is printed: who reads that may send a signal at once.
  const base::StopSignals signals(loop, [&](int) { stop(); });
  const auto endpoint = server.start();
  if (!endpoint) return fail(net::in_words_of(endpoint.error(), "-p", "--bind"));
  const auto captures = capture ? capture->start() : endpoint;
  if (!captures) return fail(net::in_words_of(captures.error(), "--capture-port", "--bind"));
  std::cout << "request bins at " << endpoint->url() << "/" << std::endl;
  if (capture) std::cout << "capture alone at " << captures->url() << "/" << std::endl;
  print_bins(options.bins, *captures);
  loop.run();
  if (!*store) return kExitPassed;
  const auto written = (*store)->close(kStoreGrace);
  return written ? kExitPassed : fail(written.error(), kExitEnvironment);
}

}  // namespace

void add_bin(CLI::App& app, Action& action) {
  auto options = std::make_shared<BinCommandOptions>();
  CLI::App* bin = app.add_subcommand("bin", "A request bin alone: RequestBin's API and page");
  bin->add_option("-p", options->port, "Port; 0: any free one")
      ->type_name("N")
      ->check(whole_number(0, 65535))
      ->capture_default_str();
  bin->add_option("--bind", options->bind, "Address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  bin->add_option("--bin", options->bins,
                  "Make a bin of this name at once; may be given several times")
      ->type_name("NAME")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  bin->add_option("--capture-port", options->capture_port,
                  "A second listener that only captures, for services under test; 0: any free port")
      ->type_name("N")
      ->check(whole_number(0, 65535));
  add_control_access(*bin, options->access);
  add_calls(*bin, options->calls,
            " that a captured request may be sent to once more, and a bin's own answers may call");
  add_size(*bin, "--max-bytes", options->max_bytes,
           "Bytes that all bins hold together; the oldest records make room");
  bin->add_flag("--auto-create", options->auto_create,
                "A call to a bin that does not exist makes it");
  add_size(*bin, "--max-import", options->max_import,
           "Of a file that is imported into a bin; above: 413")
      ->group("Limits");
  add_limits(*bin, options->limits);
  add_workers(*bin, options->loop);
  add_output(*bin, options->max_output);
  add_tls(*bin, options->tls);
  add_captures_option(*bin, options->topics);
  CLI::Option* from = add_from_options(*bin, options->topics);
  add_store_options(*bin, options->store)->excludes(from);
  bin->footer(
      "Environment: MAX_REQUESTS, BIN_TTL, MAX_RAW_SIZE, ENABLE_CORS, CORS_ORIGINS, "
      "IGNORE_HEADERS, as "
      "RequestBin's.");
  bin->callback([options, &action] { action = [options] { return bin_command(*options); }; });
}

}  // namespace ricochet::cli
