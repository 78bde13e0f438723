#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "base/asio_loop.h"
#include "base/random.h"
#include "base/signals.h"
#include "base/text/text.h"
#include "cli/calls.h"
#include "cli/command.h"
#include "cli/limits.h"
#include "cli/reports.h"
#include "cli/run/explore_flags.h"
#include "cli/run/last_failed.h"
#include "cli/run/live_run.h"
#include "cli/run/refused_run.h"
#include "cli/run/signal_name.h"
#include "cli/selection.h"
#include "cli/serving_output.h"
#include "cli/standard_output.h"
#include "cli/tag_expression.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "http/outbound.h"
#include "runner/check.h"
#include "runner/executor.h"
#include "runner/foreign_bus.h"
#include "runner/model/discover.h"
#include "runner/plan.h"
#include "runner/task/run_to_end.h"
#include "runner/world/facts.h"

namespace ricochet::cli {

namespace {

struct RunCommandOptions {
  base::AsioLoop::Options loop;
  std::vector<std::string> paths;
  Filter filter;
  bool list = false;
  bool dry_run = false;
  bool fail_fast = false;
  bool fail_flaky = false;
  bool shuffle = false;
  std::string shard;
  std::size_t jobs = 1;
  std::size_t suites = 1;
  std::size_t retries = 0;
  std::size_t repeat = 1;
  std::size_t until_fail = 0;
  bool last_failed = false;
  ExploreFlags explore;
  base::Duration timeout{0};
  bool verbose = false;
  ReportFlags reports;
  std::string bus;
  std::string logs;
  std::uint64_t seed = 0;
  std::size_t capture_records = journal::BinLimits{}.records;
  std::size_t capture_mib = journal::BinLimits{}.bytes >> 20;
  CallFlags calls;
  LiveFlags live;
  bool fixed_seed = false;  ///< --seed was given
};

using runner::Discovery;

int write_reports(runner::MaskedReports& reports, const runner::RunResult& run, int exit_code) {
  if (reports.run_finished(run)) return exit_code;
  for (const auto& diag : reports.errors()) std::cerr << base::render(diag, use_colour(2)) << "\n";
  if (!std::cout) note_lost_output(0, /*told=*/true);
  return exit_code == kExitPassed || exit_code == kExitFailed ? int{kExitEnvironment} : exit_code;
}

runner::ConsoleOptions console_options(const RunCommandOptions& options) {
  runner::ConsoleOptions console;
  console.colour = use_colour(1);
  console.is_terminal = is_terminal(1);
  console.verbose = options.verbose;
  console.bus = options.bus;
  const char* github = std::getenv("GITHUB_ACTIONS");
  console.github_annotations = github != nullptr && std::string_view(github) == "true";
  return console;
}

runner::RunOptions run_options(const RunCommandOptions& options, http::OutboundTargets targets,
                               std::shared_ptr<runner::mask::Secrets> secrets) {
  runner::RunOptions run;
  run.seed = options.seed;
  run.jobs = options.jobs;
  run.fail_fast = options.fail_fast;
  run.retries = options.retries;
  run.until_fail = options.until_fail;
  run.explore = options.explore.how;
  run.suites = options.suites;
  if (options.timeout.count() > 0) run.timeout = options.timeout;
  run.world.bus_servers = options.bus;
  run.world.bin_dir = program_folder();
  run.world.watcher = "/proc/self/exe";
  run.world.logs = options.logs;
  run.world.calls = options.calls.rules;
  run.world.calls.targets = std::make_shared<const http::OutboundTargets>(std::move(targets));
  run.world.capture.records = options.capture_records;
  run.world.capture.bytes = options.capture_mib << 20;
  run.world.secrets = secrets;
  if (options.verbose) {
    run.world.talk = [secrets](const std::string& line) {
      std::cerr << secrets->mask(line) << "\n";
    };
  }
  return run;
}

/// What the words of the command line select, checked; an exit code when they are wrong.
struct Selected {
  Discovery found;
  std::vector<runner::ExploreWish> explore;
  int refused = kExitPassed;
  std::size_t all = 0;  ///< scenarios before --shard took its part
};

/// Leaves what failed the last time; an exit code when that cannot be known.
int only_last_failed(Discovery& found) {
  const auto failed = read_last_failed();
  if (!failed) return fail(failed.error());
  std::cerr << take_last_failed(found, *failed);
  return kExitPassed;
}

/// `known`: sees what was found before it is checked; may be empty.
Selected selected(const RunCommandOptions& options,
                  const std::function<void(Discovery&)>& known = {}) {
  Selected out;
  const auto shard =
      options.shard.empty() ? base::Result<Shard>(Shard()) : parse_shard(options.shard);
  if (!shard) out.refused = fail(shard.error());
  for (const auto& tag : options.filter.tags) {
    if (auto parsed = TagExpression::parse(tag); !parsed) out.refused = fail(parsed.error());
  }
  auto wishes = wishes_of(options.explore, options.bus);
  if (!wishes) out.refused = fail(wishes.error());
  if (out.refused != kExitPassed) return out;
  out.explore = *std::move(wishes);
  out.found = select(options.paths, options.filter);
  for (const auto& diag : out.found.bad_paths) out.refused = fail(diag);
  if (out.refused != kExitPassed) return out;
  if (known) known(out.found);
  if (options.last_failed) out.refused = only_last_failed(out.found);
  if (out.refused != kExitPassed) return out;
  check_all(out.found, program_folder(), options.seed);
  if (!options.bus.empty()) runner::refuse_bus_steps(out.found);
  out.all = out.found.scenarios.size();
  take_shard(out.found, *shard);
  repeat_each(out.found, options.repeat);
  if (options.shuffle) shuffle(out.found, options.seed);
  if (!out.found.broken.empty() || out.found.scenarios.empty()) return out;
  if (const auto fine = check_wishes(out.explore, out.found.suites); !fine)
    out.refused = fail(fine.error());
  return out;
}

void print_plan(const Discovery& found, std::uint64_t seed) {
  std::cout << "seed " << seed << "\n";
  const base::WallTime now = std::chrono::system_clock::now();
  for (const auto& scenario : found.scenarios)
    std::cout << "\n" << runner::plan_of(*scenario, program_folder(), seed, now);
}

/// Whether nobody beyond this machine reaches the servers of the run.
bool listens_here_only(const Discovery& found) {
  return std::all_of(found.suites.begin(), found.suites.end(),
                     [](const auto& suite) { return http::is_loopback(suite->bind_address()); });
}

/// Notes and reports of a run that has ended; its exit code.
int finish(const RunCommandOptions& options, Reports& reports, const runner::RunResult& result) {
  if (const auto noted = note_last_failed(result); !noted)
    std::cerr << base::render(noted.error(), use_colour(2)) << "\n";
  const int code = exit_code_of(result);
  const bool unsteady = options.fail_flaky && result.flaky() > 0;
  return write_reports(reports.all(), result, unsteady && code == kExitPassed ? kExitFailed : code);
}

/// --ui and --watch: more than one run, or a page that shows it.
int run_live(const RunCommandOptions& options, runner::RunOptions settings,
             std::shared_ptr<runner::mask::Secrets> secrets, Discovery first) {
  LiveRunParts parts;
  parts.settings = std::move(settings);
  parts.secrets = secrets;
  parts.select = [&options, secrets](std::uint64_t seed, const auto& known) {
    RunCommandOptions mine = options;
    mine.seed = seed;
    Discovery found = selected(mine, known).found;
    runner::learn_from_files(found, *secrets);
    return found;
  };
  parts.reports = [&options, secrets] {
    return Reports::make(options.reports, console_options(options), *secrets);
  };
  parts.finish = [&options](Reports& reports, const runner::RunResult& run) {
    return finish(options, reports, run);
  };
  parts.fixed_seed = options.fixed_seed;
  base::AsioLoop loop(options.loop);
  const RunOutput output(loop, Reports::any_on_stdout(options.reports));
  return live_run(loop, options.live, std::move(parts), std::move(first));
}

/// What cannot go together, told before anything is looked for.
base::Status check_flags(const RunCommandOptions& options) {
  const std::string live = options.live.watch ? "--watch" : "--ui";
  if (options.live.any() && (options.list || options.dry_run))
    return base::Diag(base::Diag::Kind::kUsage, "run/nothing-runs",
                      std::string(options.list ? "--list" : "--dry-run") +
                          " prints and ends without a run, so " + live + " has nothing to show",
                      "leave one of the two out");
  if ((options.list || options.dry_run) && options.reports.any())
    return base::Diag(base::Diag::Kind::kUsage, "run/nothing-runs",
                      std::string(options.list ? "--list" : "--dry-run") +
                          " prints and ends without a run, so there is nothing to report",
                      "leave it or the reports out");
  if (const auto fine = check_bus(options.bus); !fine) return fine;
  return options.live.watch ? check_for_several_runs(options.reports) : base::Status();
}

/// Nothing fits the words; but of several shards one may be empty.
int run_nothing(const RunCommandOptions& options, const Selected& words, Reports& reports) {
  const bool empty_shard = words.all > 0;
  const int code = empty_shard ? kExitPassed : kExitUsage;
  if (empty_shard)
    std::cerr << "--shard " << options.shard << ": " << base::plural(words.all, "scenario")
              << " in all, and none in this part\n";
  else
    std::cerr << nothing_selected(options.paths, options.filter) << not_scenarios(words.found);
  if (options.list || (empty_shard && options.dry_run)) return code;
  return write_reports(reports.all(), empty_run(options.seed), code);
}

int run_command(const RunCommandOptions& options) {
  if (const auto fine = check_flags(options); !fine) return fail(fine.error());
  Selected words = selected(options);
  if (words.refused != kExitPassed) return words.refused;
  const Discovery& found = words.found;
  auto targets = targets_of(options.calls, listens_here_only(found));
  if (!targets) {
    std::cerr << base::render(targets.error(), use_colour(2)) << "\n";
    return kExitUsage;
  }
  const auto secrets = std::make_shared<runner::mask::Secrets>();
  runner::learn_from_files(found, *secrets);
  if ((options.dry_run || options.list) && found.broken.empty() && !found.scenarios.empty()) {
    options.dry_run ? print_plan(found, options.seed) : print_list(found, *secrets);
    std::cerr << not_scenarios(found);
    return kExitPassed;
  }
  const auto settings = [&] {
    auto out = run_options(options, *targets, secrets);
    out.explore.wishes = words.explore;
    return out;
  };
  auto made = Reports::make(options.reports, console_options(options), *secrets);
  if (!made) return fail(made.error());
  Reports& reports = **made;
  if (!found.broken.empty()) {
    print_broken(found);
    if (options.live.watch) return run_live(options, settings(), secrets, found);
    return write_reports(reports.files(), refused_run(found, options.seed), kExitInput);
  }
  if (found.scenarios.empty()) return run_nothing(options, words, reports);

  tell_others(found, options.jobs);
  if (options.live.any()) return run_live(options, settings(), secrets, found);
  base::AsioLoop loop(options.loop);
  const RunOutput output(loop, Reports::any_on_stdout(options.reports));
  auto chosen = settings();
  chosen.trace = reports.want_trace();
  runner::Executor executor(loop, std::move(chosen), reports.heard());
  auto signals = std::make_unique<base::StopSignals>(
      loop, [&](int signal) { executor.interrupt(name_of_signal(signal)); });
  const runner::RunResult result = runner::run_to_end(loop, executor.run(found));
  return finish(options, reports, result);
}

/// How often, in which order and how long.
void add_flow(CLI::App& run, RunCommandOptions& options) {
  run.add_option("--jobs", options.jobs,
                 "Run so many scenarios of a suite at a time, if it has a \"scope\" or is "
                 "\"per_worker\"")
      ->type_name("N")
      ->check(whole_number(1, 1000))
      ->capture_default_str();
  run.add_option("--suites", options.suites,
                 "Run so many suites at a time, as far as they need nothing that is there once")
      ->type_name("N")
      ->check(whole_number(1, 100))
      ->capture_default_str();
  run.add_flag("--fail-fast", options.fail_fast, "Stop at the first scenario that does not pass");
  CLI::Option* const retries =
      run.add_option("--retries", options.retries,
                     "Run a scenario that did not pass again, at most so many times");
  retries->type_name("N")->check(whole_number(0, 100))->capture_default_str();
  run.add_flag("--fail-flaky", options.fail_flaky,
               "Exit with 1 when a scenario passed only by --retries")
      ->needs(retries);
  run.add_option("--repeat", options.repeat, "Run each scenario so many times")
      ->type_name("N")
      ->check(whole_number(1, 100'000))
      ->capture_default_str();
  run.add_option("--until-fail", options.until_fail,
                 "Run each scenario again until it does not pass, at most so many times")
      ->type_name("N")
      ->check(whole_number(1, 1'000'000))
      ->excludes("--retries");
  run.add_flag("--last-failed", options.last_failed,
               "Only scenarios that did not pass when they were last run in this folder");
  run.add_flag("--shuffle", options.shuffle,
               "Run the scenarios of each suite in an order drawn from the seed");
  run.add_option("--shard", options.shard,
                 "Run one of several equal parts: 2/5 is the second of five")
      ->type_name("I/N");
  add_time(run, "--timeout", options.timeout, true, "End the run after this time; 0: no limit");
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  auto options = std::make_shared<RunCommandOptions>();
  options->seed = base::fresh_seed();
  CLI::App* run = app.add_subcommand("run", "Run scenarios (files or folders) and report");
  run->add_option("paths", options->paths, "Scenario files, or folders that hold some (default: .)")
      ->type_name("PATH");
  run->add_option("--filter", options->filter.patterns,
                  "Only scenarios whose name or file contains this, or fits it as a glob (* ?); "
                  "-PATTERN leaves out")
      ->type_name("PATTERN")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  run->add_option("--tag", options->filter.tags,
                  "Only scenarios with this tag, or these: \"photo and not (slow or flaky)\"")
      ->type_name("TAG")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  run->add_flag("--list", options->list, "Print what would run, and where it stands");
  run->add_flag("--dry-run", options->dry_run,
                "Print what would be done, with all values that are known before, and run nothing");
  add_flow(*run, *options);
  add_explore(*run, options->explore);
  add_reports(*run, options->reports);
  run->add_option("--bus", options->bus, "Use this Kafka cluster instead of the suite's bus")
      ->type_name("HOST:PORT")
      ->envname("RICOCHET_BUS");
  run->add_option("--logs", options->logs,
                  "Write everything that services print below this folder, a file for each")
      ->type_name("DIR");
  CLI::Option* const seed =
      run->add_option("--seed", options->seed, "Repeat the random values of an earlier run");
  seed->type_name("N")->check(whole_number());
  run->add_option("--capture-records", options->capture_records,
                  "Calls or events kept per stub, bin and topic")
      ->type_name("N")
      ->check(whole_number(1, 100'000'000))
      ->capture_default_str();
  run->add_option("--capture-mib", options->capture_mib, "MiB kept per stub, bin and topic")
      ->type_name("N")
      ->check(whole_number(1, 65'536))
      ->capture_default_str();
  add_calls(*run, options->calls,
            " that stubs may call where a template takes it from the request");
  add_workers(*run, options->loop);
  add_live(*run, options->live);
  run->add_flag("-v,--verbose", options->verbose,
                "Show every step, and what the Kafka client has to say");
  run->callback([options, seed, &action] {
    options->fixed_seed = seed->count() > 0;
    if (options->paths.empty()) options->paths.emplace_back(".");
    action = [options] { return run_command(*options); };
  });
}

}  // namespace ricochet::cli
