#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "base/asio_loop.h"
#include "base/cidr.h"
#include "base/random.h"
#include "base/signals.h"
#include "cli/calls.h"
#include "cli/captures.h"
#include "cli/command.h"
#include "cli/control.h"
#include "cli/control_access.h"
#include "cli/limits.h"
#include "cli/serving.h"
#include "cli/serving_output.h"
#include "cli/sources.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "cli/version.h"
#include "net/option_words.h"
#include "stubserver/serve/standalone.h"

namespace ricochet::cli {

namespace {

struct StubCommandOptions {
  stubserver::StandaloneOptions server;
  base::AsioLoop::Options loop;
  bool no_watch = false;
  std::string log_file;
  std::size_t max_output = base::PatientOutput::kDefaultLimit;
  std::optional<std::uint16_t> control_port;
  std::string control_bind = "127.0.0.1";
  ControlAccess access;
  CallFlags calls;
  CaptureTopics topics;
  std::string keystore_password, key_password;  // of https
};

/// What the log of a stub holds that only goes to a topic.
constexpr std::size_t kPassingBytes = 1u << 20;

/// The side of --control, or nullptr. Its bins have no answers of their own.
base::Result<std::unique_ptr<Control>> control_side(
    base::Loop& loop, const StubCommandOptions& options, const http::OutboundTargets& targets,
    std::shared_ptr<const http::Buffered> buffered) {
  auto settings = requestbin::BinServerOptions::from_environment(
      [](const char* name) { return std::getenv(name); });
  if (!settings) return settings.error();
  if (!options.control_port) return std::unique_ptr<Control>();
  apply(options.access, options.control_bind, *settings);
  settings->send_to = targets.urls();
  settings->buffered = std::move(buffered);
  return std::make_unique<Control>(loop, options.control_bind, *options.control_port, *settings);
}

stubserver::ControlledStub controlled(stubserver::Standalone& server,
                                      const StubCommandOptions& options) {
  stubserver::ControlledStub stub;
  stub.server = &server.server();
  stub.reloader = &server.reloader();
  stub.load = options.server.sources.load;
  stub.load.targets = options.calls.rules.targets;
  return stub;
}

int serve(StubCommandOptions options) {
  const bool only_here = http::is_loopback(options.server.stub.bind) &&
                         (!options.control_port || http::is_loopback(options.control_bind));
  auto targets = targets_of(options.calls, only_here);
  if (!targets) return fail(targets.error(), kExitUsage);
  base::AsioLoop loop(options.loop);
  std::unique_ptr<LogFile> log_file;
  if (!options.log_file.empty()) {
    auto opened = LogFile::open(loop, options.log_file, options.max_output);
    if (!opened) return fail(opened.error());
    log_file = *std::move(opened);
  }
  const ServingOutput output(loop, options.max_output);
  options.server.stub.buffered =
      std::make_shared<http::Buffered>(options.server.stub.limits.buffered_bytes);
  auto side = control_side(loop, options, *targets, options.server.stub.buffered);
  if (!side) return fail(side.error(), kExitUsage);
  const auto control = *std::move(side);
  options.calls.rules.targets = std::make_shared<const http::OutboundTargets>(*std::move(targets));
  options.server.stub.gate = std::make_shared<stubserver::CallGate>(loop, options.calls.rules);
  // Without a control side nobody reads the log; it only passes on.
  std::optional<journal::CaptureLog> passing;
  if (!control && !options.topics.to.empty()) passing.emplace(loop, kPassingBytes);
  auto* log = control ? &control->log() : passing ? &*passing : nullptr;
  std::unique_ptr<CaptureLinks> links;
  StopOnce stop(loop);
  stubserver::Standalone server(
      loop, options.server, std::cout, log, [&] { stop(); },
      log_file ? &log_file->stream() : nullptr);
  if (control) control->control({controlled(server, options)});
  stop.then([&](auto done) { server.stop(kServeGrace, std::move(done)); });
  stop.then([&](auto done) { control ? control->stop(kServeGrace, std::move(done)) : done(); });
  stop.then([&](auto done) { links ? links->finish(kServeGrace, std::move(done)) : done(); });
  base::DiagList diags;
  const bool loaded = server.load(diags);
  if (!diags.all().empty()) std::cerr << diags.render_all(use_colour(2));
  if (!loaded) return kExitInput;
  if (log != nullptr) {
    auto opened = CaptureLinks::open(loop, *log, options.topics);
    if (!opened) return fail(opened.error());
    links = *std::move(opened);
  }
  // Before anything is printed: who reads that may send a signal at once.
  const base::StopSignals signals(loop, [&](int) { stop(); });
  std::string control_url;
  if (control) {
    const auto endpoint = control->start();
    if (!endpoint) return fail(net::in_words_of(endpoint.error(), "--control", "--control-bind"));
    control_url = endpoint->url();
  }
  if (const auto endpoint = server.start(); !endpoint)
    return fail(net::in_words_of(endpoint.error(), "-p", "--bind"));
  if (control) server.announce("Control is at " + control_url + "/");
  loop.run();
  return kExitPassed;
}

CLI::Option* add_port(CLI::App& app, const std::string& name, std::uint16_t& port,
                      const std::string& what) {
  return app.add_option(name, port, what)->type_name("N")->check(whole_number(0, 65535));
}

std::string check_block(const std::string& text) {
  const auto block = base::Cidr::parse(text);
  return block ? std::string() : block.error().message + "; " + block.error().hint;
}

/// Addresses that may ask; with none given, all may.
void add_allow(CLI::App& app, std::vector<base::Cidr>& allow) {
  app.add_option_function<std::vector<std::string>>(
         "--allow",
         [&allow](const std::vector<std::string>& blocks) {
           for (const auto& block : blocks) allow.push_back(base::Cidr::parse(block).value());
         },
         "Answer only these addresses, others get a 403; may be given several times")
      ->type_name("CIDR")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->check(CLI::Validator(check_block, ""));
}

void add_common_flags(CLI::App& app, StubCommandOptions& options) {
  auto& stub = options.server.stub;
  add_port(app, "-s", options.server.shutdown_port, "Shutdown port; 0 or none: any free one");
  app.add_option("--bind", stub.bind, "Address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  app.add_option("--seed", stub.seed, "Repeat the random values of an earlier start")
      ->type_name("N")
      ->check(whole_number());
  app.add_flag("-q", options.server.quiet, "Do not log requests and answers");
  app.add_option("--log-file", options.log_file, "Append the log to this file, not to stdout")
      ->type_name("FILE");
  app.add_flag("--no-watch", options.no_watch, "Do not read the files again when they change");
}

void add_server_flags(CLI::App& app, StubCommandOptions& options) {
  auto& stub = options.server.stub;
  add_port(app, "-p", stub.port, "Port; 0 or none: any free one");
  add_source_flags(app, options.server.sources);
  add_common_flags(app, options);
  app.add_option("--no-match-status", stub.no_match_status, "Status when no session fits")
      ->type_name("CODE")
      ->check(whole_number(100, 999))
      ->capture_default_str();
  add_limits(app, stub.limits);
  add_message_limit(app, stub.limits);
  add_workers(app, options.loop);
  add_output(app, options.max_output);
  add_allow(app, stub.allow);
  app.add_option("--content-length", stub.limits.body_bytes, "Moco's word for --max-body, in bytes")
      ->type_name("N")
      ->check(whole_number(0, std::uint64_t{1} << 40))
      ->capture_default_str();
  CLI::Option* const control =
      app.add_option("--control", options.control_port,
                     "Keep what was asked, and serve the page and the control API on this port; "
                     "0: any");
  control->type_name("PORT")->check(whole_number(0, 65535));
  app.add_option("--control-bind", options.control_bind, "Address that the control side listens on")
      ->type_name("ADDRESS")
      ->capture_default_str()
      ->needs(control);
  add_control_access(app, options.access, control);
  add_calls(app, options.calls,
            " that sessions of the control API and templates may call, and that a captured request "
            "may be sent to once more");
  add_captures_option(app, options.topics);
}

/// What the flags mean together, once all of them are known.
void finish(StubCommandOptions& options) {
  check_sources(options.server.sources);
  options.server.watch = !options.no_watch;
}

void add_http(CLI::App& stub, Action& action) {
  auto options = std::make_shared<StubCommandOptions>();
  options->server.stub.seed = base::fresh_seed();
  CLI::App* http = stub.add_subcommand("http", "Serve stub files over HTTP")->alias("start");
  add_server_flags(*http, *options);
  http->callback([options, &action] {
    finish(*options);
    action = [options] { return serve(*options); };
  });
}

/// Moco wants a key store and both passwords; without one we make a certificate.
void add_https(CLI::App& stub, Action& action) {
  auto options = std::make_shared<StubCommandOptions>();
  options->server.stub.seed = base::fresh_seed();
  options->server.stub.tls.emplace();
  CLI::App* https = stub.add_subcommand("https", "Serve stub files over HTTPS");
  add_server_flags(*https, *options);
  add_tls_files(*https, *options->server.stub.tls);
  auto* file = https->add_option("--https", options->server.stub.tls->certificate_file,
                                 "Moco's word for --tls-cert; neither: a certificate is made");
  file->type_name("FILE")->excludes("--tls-cert");
  https->add_option("--keystore", options->keystore_password, "Password of that file")
      ->type_name("PASSWORD")
      ->needs(file);
  https->add_option("--cert", options->key_password, "Password of the key in it, if it has its own")
      ->type_name("PASSWORD")
      ->needs(file);
  https->callback([options, &action] {
    finish(*options);
    // A PKCS#12 file has one password; a PEM file only that of its key.
    const auto& moco =
        options->keystore_password.empty() ? options->key_password : options->keystore_password;
    if (!moco.empty()) options->server.stub.tls->password = moco;
    action = [options] { return serve(*options); };
  });
}

/// Raw TCP: the flags of Moco, and those of ours that have a meaning without HTTP.
void add_socket(CLI::App& stub, Action& action) {
  auto options = std::make_shared<StubCommandOptions>();
  options->server.stub.seed = base::fresh_seed();
  options->server.socket = true;
  CLI::App* socket = stub.add_subcommand("socket", "Answer on raw TCP: each read is a request");
  add_port(*socket, "-p", options->server.stub.port, "Port; 0 or none: any free one");
  add_list(*socket, "-c", options->server.sources.files, "FILE",
           "Stub file, or a quoted pattern; may be given several times");
  add_list(*socket, "--resources", options->server.sources.load.resources, "DIR",
           "Folder that path_resource is looked up in");
  add_common_flags(*socket, *options);
  socket->callback([options, &action] {
    finish(*options);
    action = [options] { return serve(*options); };
  });
}

void add_shutdown(CLI::App& stub, Action& action) {
  auto port = std::make_shared<std::uint16_t>(0);
  CLI::App* shutdown =
      stub.add_subcommand("shutdown", "Stop a running stub server of this machine");
  add_port(*shutdown, "-s", *port, "The port that it printed as \"Shutdown port is N\"")
      ->required();
  shutdown->callback([port, &action] {
    action = [port] {
      const auto done = stubserver::send_shutdown_key(*port);
      return done ? kExitPassed : fail(done.error());
    };
  });
}

}  // namespace

void add_stub(CLI::App& app, Action& action) {
  CLI::App* stub = app.add_subcommand("stub", "A stub server alone, with Moco's words and flags");
  stub->require_subcommand(1);
  add_http(*stub, action);
  add_https(*stub, action);
  add_socket(*stub, action);
  add_shutdown(*stub, action);
  stub->add_subcommand("version", "Print the version")->callback([&action] {
    action = [] {
      std::cout << "ricochet " << kVersion << ", reads the stub files of Moco 1.6.0\n";
      return kExitPassed;
    };
  });
}

}  // namespace ricochet::cli
