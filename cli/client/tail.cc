#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/duration.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "cli/client/bus_properties.h"
#include "cli/client/bus_tail.h"
#include "cli/client/connection.h"
#include "cli/client/follower.h"
#include "cli/client/output.h"
#include "cli/client/printing.h"
#include "cli/client/tail_lines.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "journal/capture_log.h"

namespace ricochet::cli {

namespace {

struct TailOptions {
  ServerOptions server;
  std::vector<std::string> bins;
  bool json = false;
  bool full = false;
  std::uint64_t count = 0;
  std::string reconnect = "30s";
  BusTailOptions bus;
};

/// One run: prints until it has enough, is interrupted, or the server stays away.
class Tail {
 public:
  Tail(const TailOptions& options, base::Duration reconnect)
      : options_(options),
        printing_(options.count, {kExitSatisfied, kExitTransport}),
        follower_(printing_.loop(), follow(reconnect), callbacks()) {}

  int run() {
    follower_.start();
    return printing_.run();
  }

 private:
  FollowOptions follow(base::Duration reconnect) const {
    FollowOptions follow;
    follow.server = options_.server;
    follow.bins = options_.bins;
    follow.whole_records = options_.full;
    follow.reconnect = reconnect;
    return follow;
  }
  FollowCallbacks callbacks() {
    FollowCallbacks callbacks;
    callbacks.record = [this](const base::Json& record) { print(record); };
    callbacks.remark = [](const std::string& line) { std::cerr << line << std::endl; };
    callbacks.failed = [this](const base::Diag& why) { printing_.end(report_failure(why)); };
    return callbacks;
  }
  void print(const base::Json& record) {
    if (printing_.ended()) return;
    printing_.print(options_.json ? printable_json(base::compact_json(record)) + "\n"
                                  : tail_lines(record, options_.full));
  }

  const TailOptions& options_;
  Printing printing_;
  Follower follower_;
};

int tail_of_bus(const TailOptions& options) {
  BusTailOptions bus = options.bus;
  bus.topics = options.bins;
  bus.json = options.json;
  bus.count = options.count;
  return bus_tail(bus);
}

int tail_command(const TailOptions& options) {
  if (!options.bus.bus.empty()) return tail_of_bus(options);
  for (const auto& bin : options.bins) {
    if (const auto fine = check_bin(bin); !fine) return fail(fine.error(), kExitUsage);
  }
  const auto reconnect = base::parse_duration(options.reconnect);
  if (!reconnect) {
    return fail({base::Diag::Kind::kUsage, "cli/bad-duration",
                 "--reconnect: " + base::in_quotes(options.reconnect) + " is not a time",
                 "write 30s, 500ms or 0s"});
  }
  return Tail(options, *reconnect).run();
}

}  // namespace

void add_tail(CLI::App& app, Action& action) {
  auto options = std::make_shared<TailOptions>();
  CLI::App* tail = app.add_subcommand(
      "tail", "Print requests as they come to a running `ricochet bin`, or records of a broker");
  tail->add_option("BIN", options->bins,
                   "Bins, stubs or topics; default: all that are not private. With --bus: topics");
  tail->add_flag("--json", options->json, "One JSON object a line (NDJSON)");
  CLI::Option* const full = tail->add_flag("--full", options->full, "With headers and body");
  tail->add_option("-n", options->count, "End after so many; not given: never")
      ->type_name("N")
      ->check(whole_number(1, 1'000'000'000));
  CLI::Option* const reconnect =
      tail->add_option("--reconnect", options->reconnect,
                       "How long to look for a server that went away, 0s: not at all");
  reconnect->type_name("TIME")->capture_default_str();
  CLI::Option* const bus =
      tail->add_option("--bus", options->bus.bus, "Read topics of this broker instead: any Kafka")
          ->type_name("HOST:PORT")
          ->excludes(full)
          ->excludes(reconnect);
  add_bus_properties(*tail, options->bus.properties)->needs(bus);
  tail->add_flag("--from-beginning", options->bus.from_beginning,
                 "With --bus: all that the topics hold, then what comes")
      ->needs(bus);
  add_server_options(*tail, options->server);
  tail->footer(
      "Exit codes: 0 the number of -n was reached, 2 a wrong command line, 3 the server cannot be "
      "reached or went away,\nor the output not written, 130 interrupted. With --bus: 2 a wrong "
      "command line, an address or a topic that\ncannot be, 3 a topic that is not there, 4 the "
      "broker cannot be reached, or the output not written.");
  tail->callback([options, &action] { action = [options] { return tail_command(*options); }; });
}

}  // namespace ricochet::cli
