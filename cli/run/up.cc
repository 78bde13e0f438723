#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>

#include "base/asio_loop.h"
#include "base/random.h"
#include "base/signals.h"
#include "base/text/printable.h"
#include "cli/calls.h"
#include "cli/command.h"
#include "cli/control_access.h"
#include "cli/limits.h"
#include "cli/run/addresses.h"
#include "cli/run/change_watch.h"
#include "cli/run/find_suite.h"
#include "cli/run/service_lines.h"
#include "cli/selection.h"
#include "cli/serving.h"
#include "cli/serving_output.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "http/outbound.h"
#include "http/server.h"
#include "net/option_words.h"
#include "requestbin/transfer/import_limit.h"
#include "runner/live/control_side.h"
#include "runner/live/touched.h"
#include "runner/live/world_vigil.h"
#include "runner/report/explanation.h"
#include "runner/suite_steps.h"
#include "runner/task/run_to_end.h"

namespace ricochet::cli {

namespace {

struct UpCommandOptions {
  base::AsioLoop::Options loop;
  std::size_t max_output = base::PatientOutput::kDefaultLimit;
  std::string suite = ".";
  std::uint16_t port = 8025;
  std::string bind = "127.0.0.1";
  ControlAccess access;
  CallFlags calls;
  std::string bus;
  std::string logs;
  std::uint64_t seed = 0;
  bool quiet = false;
  journal::BinLimits capture;
  std::size_t capture_mib = journal::BinLimits{}.bytes >> 20;
};

/// A suite that is up: its world, the control side, and what people are told of both.
class Up {
 public:
  Up(base::AsioLoop& loop, const UpCommandOptions& options,
     std::shared_ptr<const runner::Suite> suite, const http::OutboundTargets& targets,
     requestbin::BinServerOptions settings)
      : loop_(loop),
        options_(options),
        suite_(std::move(suite)),
        secrets_(std::make_shared<runner::mask::Secrets>()),
        targets_(std::make_shared<const http::OutboundTargets>(targets)),
        world_(loop, suite_, world_options()),
        control_(loop,
                 {std::move(settings), targets_, [this](const std::string& line) { say(line); }}),
        server_(loop, listener(), control_) {
    server_.on_refused([this](const http::Exchange& call) { control_.refused(call); });
    server_.on_trouble(
        [](const base::Diag& diag) { std::cerr << base::render(diag, use_colour(2)) << "\n"; });
  }

  /// From the first port to the last process that has ended; an exit code.
  runner::Task<int> run() {
    int code = kExitPassed;
    const auto page = server_.start();
    if (page) {
      code = co_await serve(page->url() + "/");
    } else {
      code = fail(net::in_words_of(page.error(), "-p", "--bind"));
    }
    lines_.reset();
    control_.hide();
    co_await world_.stop();
    for (const auto& remark : world_.take_remarks()) say("warning: " + remark);
    control_.stop();
    co_await runner::async<bool>(
        [this](auto done) { server_.stop(kServeGrace, [done] { done(true); }); });
    co_return code;
  }

  /// The first time everything ends in order, the second time at once.
  void stop() {
    if (std::exchange(stopping_, true)) world_.kill_services();
    if (wake_) return std::exchange(wake_, nullptr)();
    runner::Trouble trouble;
    trouble.kind = runner::ErrorKind::kInterrupted;
    trouble.message = "it was told to end";
    world_.interrupt(std::move(trouble));
  }

 private:
  runner::WorldOptions world_options() {
    runner::WorldOptions world;
    world.bus_servers = options_.bus;
    world.seed = options_.seed;
    world.bin_dir = program_folder();
    world.watcher = "/proc/self/exe";
    world.logs = options_.logs;
    world.capture = options_.capture;
    world.capture.bytes = options_.capture_mib << 20;
    world.calls = options_.calls.rules;
    world.calls.targets = targets_;
    world.secrets = secrets_;
    return world;
  }

  http::ServerOptions listener() const {
    auto options = listen_on("control", options_.bind, options_.port);
    options.body_rule =
        requestbin::v2_body_rule(options.limits.body_bytes, requestbin::kMaxImportBytes);
    return options;
  }

  void say(const std::string& line) {
    std::cerr << base::printable(secrets_->mask(line)) << std::endl;
  }

  runner::Task<int> serve(std::string page) {
    std::cout << base::printable(suite_->folder) << ": page at " << page << std::endl;
    watch_suite();  // before anybody is told that it is up, and may save a file
    base::Status ready = co_await world_.start();
    if (stopping_) co_return kExitInterrupted;
    if (!ready) {
      std::cerr << secrets_->mask(base::render(ready.error(), use_colour(2))) << std::endl;
      co_return exit_code_of(ready.error().kind);
    }
    control_.show(world_);
    control_.watch_stub_files();
    if (!options_.quiet) lines_ = std::make_unique<ServiceLines>(world_, std::cout);
    runner::SuiteSteps steps(world_, suite_, options_.seed);
    const int code = co_await set_up(steps);
    if (code == kExitPassed) {
      std::cout << base::printable(suite_->folder) << " is up\n"
                << addresses_of(world_, page) << "Ctrl-C ends it" << std::endl;
      co_await wait();
    }
    changes_.reset();
    for (const auto& problem : co_await steps.tear_down()) say("warning: " + problem);
    co_return code;
  }

  /// What cannot be changed under services that run is told; stub files are read again.
  void watch_suite() {
    changes_.emplace(loop_, [this] {
      for (const auto& file : changes_->take_changed())
        say(file +
            " changed, and what is up is what it was before: Ctrl-C, then ricochet up again");
    });
    const auto watching = changes_->watch(runner::files_of(*suite_, program_folder()).whole);
    if (!watching) say(base::render(watching.error(), false));
  }

  /// The suite's own setup; an exit code.
  runner::Task<int> set_up(runner::SuiteSteps& steps) {
    runner::RunResult run;
    runner::ScenarioResult& result = run.suites.emplace_back().scenarios.emplace_back();
    runner::StepOutcome outcome = co_await steps.set_up(result);
    result.outcome = outcome.outcome;
    result.error = outcome.error;
    result.cause = std::move(outcome.cause);
    if (stopping_) co_return kExitInterrupted;
    if (result.outcome == runner::Outcome::kPassed) co_return kExitPassed;
    result.name = "setup of " + suite_->file;
    say("the setup of the suite did not pass:\n" + runner::explain(result, false));
    co_return exit_code_of(run);
  }

  /// Until somebody ends it. A service that ends by itself is told, the rest stays.
  runner::Task<void> wait() {
    runner::WorldVigil vigil(world_);
    wake_ = [&vigil] { vigil.wake(); };
    while (!stopping_) {
      co_await vigil.wait();
      if (!world_.trouble()) continue;
      const runner::Trouble trouble = world_.trouble();
      say(trouble.message + "; all else stays up");
      if (options_.quiet) {
        for (const auto& line : trouble.last_output) say("  " + line);
      }
      world_.clear_trouble();
    }
    wake_ = nullptr;
  }

  base::AsioLoop& loop_;
  const UpCommandOptions& options_;
  std::shared_ptr<const runner::Suite> suite_;
  std::shared_ptr<runner::mask::Secrets> secrets_;
  std::shared_ptr<const http::OutboundTargets> targets_;
  runner::World world_;
  runner::ControlSide control_;
  http::Server server_;
  std::unique_ptr<ServiceLines> lines_;
  std::optional<ChangeWatch> changes_;
  std::function<void()> wake_;  ///< ends wait()
  bool stopping_ = false;
};

int up_command(const UpCommandOptions& options) {
  if (const auto fine = check_bus(options.bus); !fine) return fail(fine.error());
  const auto file = find_suite(options.suite);
  if (!file) return fail(file.error());
  const runner::Discovery found = suite_alone(*file, options.seed);
  if (!found.broken.empty()) {
    print_broken(found);
    return kExitInput;
  }
  const auto& suite = found.suites.front();
  const bool only_here =
      http::is_loopback(options.bind) && http::is_loopback(suite->bind_address());
  const auto targets = targets_of(options.calls, only_here);
  if (!targets) return fail(targets.error(), kExitUsage);
  auto settings = requestbin::BinServerOptions::from_environment(
      [](const char* name) { return std::getenv(name); });
  if (!settings) return fail(settings.error(), kExitUsage);
  apply(options.access, options.bind, *settings);
  settings->send_to = targets->urls();
  base::AsioLoop loop(options.loop);
  const ServingOutput output(loop, options.max_output);
  Up up(loop, options, suite, *targets, *std::move(settings));
  // Before anything is printed: who reads that may send a signal at once.
  const base::StopSignals signals(loop, [&](int) { up.stop(); });
  return runner::run_to_end(loop, up.run());
}

}  // namespace

void add_up(CLI::App& app, Action& action) {
  auto options = std::make_shared<UpCommandOptions>();
  options->seed = base::fresh_seed();
  CLI::App* up = app.add_subcommand(
      "up", "Stubs, bins, bus, services and page of a suite until Ctrl-C, for trying by hand");
  up->add_option("SUITE", options->suite, "Its folder or its ricochet.json")
      ->type_name("PATH")
      ->capture_default_str();
  up->add_option("-p", options->port, "Port of the page and the control API; 0: any free one")
      ->type_name("N")
      ->check(whole_number(0, 65535))
      ->capture_default_str();
  up->add_option("--bind", options->bind, "Address that these listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  add_control_access(*up, options->access);
  up->add_option("--bus", options->bus, "Use this Kafka cluster instead of the suite's bus")
      ->type_name("HOST:PORT")
      ->envname("RICOCHET_BUS");
  up->add_option("--logs", options->logs, "Write what each service prints into this folder")
      ->type_name("DIR");
  up->add_flag("-q,--quiet", options->quiet, "Do not show what services print");
  up->add_option("--seed", options->seed, "Repeat the random values of an earlier start")
      ->type_name("N")
      ->check(whole_number());
  up->add_option("--capture-records", options->capture.records,
                 "Calls or events kept per stub, bin and topic")
      ->type_name("N")
      ->check(whole_number(1, 100'000'000))
      ->capture_default_str();
  up->add_option("--capture-mib", options->capture_mib, "MiB kept per stub, bin and topic")
      ->type_name("N")
      ->check(whole_number(1, 65'536))
      ->capture_default_str();
  add_calls(*up, options->calls,
            " that stubs may call where a template takes it from the request, and that a captured "
            "request may be sent to once more");
  add_workers(*up, options->loop);
  add_output(*up, options->max_output);
  up->footer(
      "Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 the suite's setup did not pass, 2 there is no "
      "such suite,\n3 its files are wrong, 4 a port is in use, or a service does not get ready, "
      "130 ended before it was up.");
  up->callback([options, &action] { action = [options] { return up_command(*options); }; });
}

}  // namespace ricochet::cli
