#include "cli/run/live_run.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <utility>

#include "base/random.h"
#include "base/signals.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "cli/exit_codes.h"
#include "cli/run/addresses.h"
#include "cli/run/again.h"
#include "cli/run/signal_name.h"
#include "cli/serving.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "cli/version.h"
#include "http/server.h"
#include "net/option_words.h"
#include "requestbin/transfer/import_limit.h"
#include "runner/live/control_side.h"
#include "runner/live/kept_worlds.h"
#include "runner/live/run_log.h"
#include "runner/live/runs_api.h"
#include "runner/live/world_vigil.h"
#include "runner/report/masked_reports.h"
#include "runner/task/run_to_end.h"

namespace ricochet::cli {

namespace {

/// A job of a CI server has nobody who would press Ctrl-C.
bool nobody_is_there() {
  const char* ci = std::getenv("CI");
  return ci != nullptr && *ci != '\0' && std::string_view(ci) != "false" && !is_terminal(1);
}

/// As of KeptWorlds: that which runs last.
std::string last_suite_of(const runner::Discovery& found) {
  std::string key;
  for (const auto& suite : found.suites) {
    if (std::any_of(found.scenarios.begin(), found.scenarios.end(),
                    [&](const auto& scenario) { return scenario->suite == suite; }))
      key = runner::KeptWorlds::key_of(*suite);
  }
  return key;
}

/// The page and the API of --ui, on one listener.
class RunSite {
 public:
  RunSite(base::Loop& loop, const LiveFlags& flags, runner::ControlOptions control,
          runner::mask::Secrets& secrets)
      : log_(std::string("ricochet ") + kVersion, secrets, {100, flags.memory}),
        reports_(secrets, {&log_}, runner::Hearing::kAtOnce),
        api_(loop, log_),
        control_(loop, std::move(control)),
        server_(loop, listener(flags), control_) {
    control_.extend([this](requestbin::BinServer& bins) {
      api_.add_routes(bins.router());
      static_cast<void>(bins.describe(runner::RunsApi::openapi()));  // a test looks
    });
    server_.on_refused([this](const http::Exchange& call) { control_.refused(call); });
  }

  /// Where the page of the run is.
  base::Result<std::string> start() {
    const auto endpoint = server_.start();
    if (!endpoint) return net::in_words_of(endpoint.error(), "--ui-port", "--ui-bind");
    return endpoint->url() + "/ui/run";
  }
  runner::MaskedReports& reports() { return reports_; }
  void show(runner::World& world) { control_.show(world); }
  void hide() { control_.hide(); }
  runner::RunLog& log() { return log_; }
  runner::Task<void> stop() {
    api_.stop();
    control_.stop();
    co_await runner::async<bool>(
        [this](auto done) { server_.stop(kServeGrace, [done] { done(true); }); });
  }

 private:
  static http::ServerOptions listener(const LiveFlags& flags) {
    auto options = listen_on("control", flags.bind, flags.port);
    options.body_rule =
        requestbin::v2_body_rule(options.limits.body_bytes, requestbin::kMaxImportBytes);
    return options;
  }

  runner::RunLog log_;
  runner::MaskedReports reports_;
  runner::RunsApi api_;
  runner::ControlSide control_;
  http::Server server_;
};

class LiveRun {
 public:
  LiveRun(base::AsioLoop& loop, const LiveFlags& flags, LiveRunParts parts,
          std::optional<runner::ControlOptions> control)
      : loop_(loop),
        flags_(flags),
        parts_(std::move(parts)),
        stays_(!nobody_is_there()),
        worlds_(hooks(), [this](const runner::Suite& suite) { return keeps(suite); }) {
    if (control) site_.emplace(loop, flags, *std::move(control), *parts_.secrets);
    if (flags.watch) again_.emplace(loop, program_folder(), [this] { wake(); });
  }

  runner::Task<int> run(runner::Discovery first) {
    int code = kExitEnvironment;
    const auto page = site_ ? site_->start() : base::Result<std::string>(std::string());
    if (page) {
      page_ = *page;
      if (site_) say("page " + page_);
      code = co_await rounds(std::move(first));
    } else {
      fail(page.error());
    }
    co_await worlds_.stop_all();
    if (site_) co_await site_->stop();
    co_return code;
  }

  void stop(int signal) {
    stopping_ = true;
    if (executor_ != nullptr) executor_->interrupt(name_of_signal(signal));
    if (++signals_ > 1) worlds_.kill_services();
    wake();
  }

 private:
  runner::KeptWorlds::Hooks hooks() {
    runner::KeptWorlds::Hooks out;
    out.shown = [this](runner::World& world) {
      if (site_) site_->show(world);
    };
    out.hidden = [this] {
      if (site_) site_->hide();
    };
    out.up = [this](runner::World& world) {
      if (site_) site_->log().up(world);
    };
    out.ends = [this](runner::World& world) {
      if (site_) site_->log().gone(world);
    };
    out.warned = [this](const std::string& text) { say("warning: " + text); };
    return out;
  }

  void say(const std::string& line) {
    std::cerr << base::printable(parts_.secrets->mask(line)) << std::endl;
  }

  /// Of several suites without --watch the last one stays.
  bool keeps(const runner::Suite& suite) const {
    if (!stays_ || stopping_) return false;
    return flags_.watch || runner::KeptWorlds::key_of(suite) == last_suite_;
  }

  void wake() {
    touched_ = true;
    if (wake_) std::exchange(wake_, nullptr)();
  }

  /// Until files were touched or it is told to end; meanwhile it tells of services that end.
  runner::Task<void> wait() {
    while (!touched_ && !stopping_) {
      if (auto* world = worlds_.shown()) {
        runner::WorldVigil vigil(*world);
        wake_ = [&vigil] { vigil.wake(); };
        co_await vigil.wait();
        wake_ = nullptr;
      } else {
        co_await runner::async<bool>(
            [this](auto done) { wake_ = [done = std::move(done)] { done(true); }; });
      }
      for (const auto& trouble : worlds_.take_troubles()) say("warning: " + trouble);
    }
    touched_ = false;
  }

  runner::Task<int> rounds(runner::Discovery first) {
    if (again_) tell_watch(again_->begin(first));
    int code = kExitInput;  // told already
    if (first.broken.empty()) code = co_await one(std::move(first), parts_.settings.seed);
    if (!stays_) say("CI is set, and this is not a terminal: it ends with the run");
    bool news = true;
    while (stays_ && !stopping_) {
      if (std::exchange(news, false)) tell_waiting();
      co_await wait();
      if (stopping_ || !again_) continue;
      const std::uint64_t seed = parts_.fixed_seed ? parts_.settings.seed : base::fresh_seed();
      runner::Discovery next = co_await again_->next(
          [&](const auto& known) { return parts_.select(seed, known); }, worlds_);
      tell_watch(again_->watching());
      news = !next.scenarios.empty() || again_->told();
      if (next.scenarios.empty() || stopping_) continue;
      std::cerr << "\n";
      say(again_->why());
      code = co_await one(std::move(next), seed);
    }
    // A later run may have been of other scenarios, and what did not pass may be gone.
    if (const int left = again_ ? again_->exit_code() : kExitPassed; left != kExitPassed)
      co_return left;
    co_return again_&& of_scenarios_ ? int{kExitPassed} : code;
  }

  runner::Task<int> one(runner::Discovery found, std::uint64_t seed) {
    auto reports = parts_.reports();
    if (!reports) co_return fail(reports.error());
    last_suite_ = last_suite_of(found);
    runner::RunOptions settings = parts_.settings;
    settings.seed = seed;
    settings.keeper = &worlds_;
    settings.trace = site_.has_value() || (*reports)->want_trace();
    std::vector<runner::Reporter*> told = (*reports)->heard();
    if (site_) told.push_back(&site_->reports());
    runner::Executor executor(loop_, std::move(settings), std::move(told));
    executor_ = &executor;
    runner::RunResult result = co_await executor.run(found);
    executor_ = nullptr;
    if (site_) static_cast<void>(site_->reports().run_finished(result));
    if (again_) again_->note(result);
    const int code = parts_.finish(**reports, result);
    of_scenarios_ = !result.interrupted && code == exit_code_of(result);
    co_return code;
  }

  void tell_watch(const base::Status& status) {
    if (!status) std::cerr << base::render(status.error(), use_colour(2)) << std::endl;
  }

  void tell_waiting() {
    std::string text;
    if (auto* world = worlds_.shown(); world != nullptr && site_ && !again_)
      std::cerr << "\n" << parts_.secrets->mask(addresses_of(*world, ""));
    if (again_) text = again_->text();
    if (site_) text += (text.empty() ? "" : "; ") + ("the page stays at " + page_);
    say(text + "; Ctrl-C ends it");
  }

  base::AsioLoop& loop_;
  const LiveFlags& flags_;
  LiveRunParts parts_;
  const bool stays_;
  std::string page_;
  runner::KeptWorlds worlds_;
  std::optional<RunSite> site_;
  std::optional<RunAgain> again_;
  std::string last_suite_;
  runner::Executor* executor_ = nullptr;
  std::function<void()> wake_;
  bool of_scenarios_ = true;  ///< what the last run came to, nothing else decided
  bool touched_ = false;
  bool stopping_ = false;
  int signals_ = 0;
};

base::Result<std::optional<runner::ControlOptions>> control_of_run(const LiveFlags& flags,
                                                                   const LiveRunParts& parts) {
  std::optional<runner::ControlOptions> control;
  if (!flags.ui) return control;
  auto settings = requestbin::BinServerOptions::from_environment(
      [](const char* name) { return std::getenv(name); });
  if (!settings) return settings.error();
  apply(flags.access, flags.bind, *settings);
  const auto& targets = parts.settings.world.calls.targets;
  if (targets && http::is_loopback(flags.bind)) settings->send_to = targets->urls();
  control.emplace();
  control->bins = *std::move(settings);
  control->targets = targets;
  return control;
}

}  // namespace

void add_live(CLI::App& app, LiveFlags& flags) {
  CLI::Option* const ui = app.add_flag(
      "--ui", flags.ui, "Show the run live on a page, and leave page and services up until Ctrl-C");
  app.add_option("--ui-port", flags.port, "Port of the page; 0: any free one")
      ->type_name("N")
      ->check(whole_number(0, 65535))
      ->capture_default_str()
      ->needs(ui);
  app.add_option("--ui-bind", flags.bind, "Address that the page listens on")
      ->type_name("ADDRESS")
      ->capture_default_str()
      ->needs(ui);
  add_size(app, "--ui-memory", flags.memory,
           "Of what happened in scenarios, for the page; the oldest makes room")
      ->needs(ui);
  add_control_access(app, flags.access, ui);
  app.add_flag("--watch", flags.watch,
               "Run what a changed file touches again, with services that stay up, until Ctrl-C")
      ->excludes("--last-failed");
}

int live_run(base::AsioLoop& loop, const LiveFlags& flags, LiveRunParts parts,
             runner::Discovery first) {
  auto control = control_of_run(flags, parts);
  if (!control) return fail(control.error(), kExitUsage);
  LiveRun live(loop, flags, std::move(parts), *std::move(control));
  const base::StopSignals signals(loop, [&](int signal) { live.stop(signal); });
  return runner::run_to_end(loop, live.run(std::move(first)));
}

}  // namespace ricochet::cli
