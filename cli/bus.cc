#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <memory>

#include "base/asio_loop.h"
#include "base/signals.h"
#include "base/text/printable.h"
#include "bus/broker/server.h"
#include "cli/command.h"
#include "cli/limits.h"
#include "cli/serving.h"
#include "cli/terminal.h"
#include "cli/values.h"

namespace ricochet::cli {

namespace {

struct BusCommandOptions {
  bus::broker::ServerOptions server;
  std::vector<std::string> topics, users;
  TlsFlags tls;
  bool no_auto_create = false;
};

struct NewTopic {
  std::string name;
  int partitions = 1;
};

base::Result<NewTopic> read_topic(const std::string& text) {
  NewTopic topic;
  const auto colon = text.find(':');
  topic.name = text.substr(0, colon);
  if (colon == std::string::npos) return topic;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, topic.partitions);
  if (error == std::errc() && stop == end && topic.partitions >= 1) return topic;
  return base::Diag(base::Diag::Kind::kUsage, "cli/topic",
                    "--topic " + base::in_quotes(text) + ": " +
                        base::in_quotes(text.substr(colon + 1)) + " is not a number of partitions",
                    "write --topic NAME or --topic NAME:PARTITIONS");
}

base::Status make_topics(bus::broker::Broker& broker, const std::vector<std::string>& topics) {
  for (const auto& text : topics) {
    const auto topic = read_topic(text);
    if (!topic) return topic.error();
    const auto made = broker.topics().create(topic->name, topic->partitions, -1, {});
    if (made.topic == nullptr)
      return base::Diag(base::Diag::Kind::kUsage, "cli/topic",
                        "--topic " + base::in_quotes(text) + ": " + made.why,
                        "write --topic NAME or --topic NAME:PARTITIONS");
  }
  return {};
}

base::Status read_users(const std::vector<std::string>& texts,
                        std::map<std::string, std::string>& users) {
  for (const auto& text : texts) {
    const auto colon = text.find(':');
    const std::string name = text.substr(0, colon);
    const bool fine = colon != std::string::npos && colon > 0 && colon + 1 < text.size();
    if (fine && users.emplace(name, text.substr(colon + 1)).second) continue;
    // Not the whole text: it may hold a password.
    return base::Diag(
        base::Diag::Kind::kUsage, "cli/user",
        fine ? "--user " + base::in_quotes(name) + " is given twice"
             : "--user " + base::in_quotes(name) + " does not have a name and a password",
        "write --user NAME:PASSWORD, once for each name");
  }
  return {};
}

/// Says on stderr whom the broker turned away, and why: clients hardly ever do.
class RefusalLog final : public bus::broker::Sink {
 public:
  void refused(const bus::broker::Client& client, const std::string& why) override {
    std::cerr << base::printable("refused " + bus::broker::name_of(client) + ": " + why)
              << std::endl;
  }
};

int bus_command(BusCommandOptions options) {
  options.server.broker.auto_create = !options.no_auto_create;
  options.server.tls = options.tls.chosen();
  if (const auto read = read_users(options.users, options.server.users); !read)
    return fail(read.error(), kExitUsage);
  base::AsioLoop loop;
  StopOnce stop(loop);
  RefusalLog log;
  bus::broker::Server server(loop, base::Random(base::fresh_seed()), options.server, log);
  server.on_trouble(
      [](const base::Diag& diag) { std::cerr << base::render(diag, use_colour(2)) << "\n"; });
  if (const auto made = make_topics(server.broker(), options.topics); !made)
    return fail(made.error(), kExitUsage);
  stop.then([&](auto done) {
    server.stop();
    done();
  });
  // Before anything is printed: who reads that may send a signal at once.
  const base::StopSignals signals(loop, [&](int) { stop(); });
  if (const auto started = server.start(); !started) return fail(started.error());
  std::cout << "bus at " << server.bootstrap_servers() << std::endl;
  loop.run();
  return kExitPassed;
}

}  // namespace

void add_bus(CLI::App& app, Action& action) {
  auto options = std::make_shared<BusCommandOptions>();
  options->server.port = 9092;
  auto& server = options->server;
  CLI::App* bus =
      app.add_subcommand("bus", "A Kafka-protocol broker alone, in memory, made for tests");
  bus->add_option("-p", server.port,
                  "Port of the first broker, further ones behind it; 0: any free")
      ->type_name("N")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  bus->add_option("--bind", server.bind, "Address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  bus->add_option("--advertise", server.advertise,
                  "Host that clients are told; none: the address that they reached it by")
      ->type_name("HOST");
  bus->add_option("--topic", options->topics, "Make this topic at once; may be given several times")
      ->type_name("NAME[:PARTITIONS]")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  bus->add_option("--brokers", server.broker.brokers, "Node ids, with a port each and one state")
      ->type_name("N")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  bus->add_option("--partitions", server.broker.default_partitions,
                  "Of topics that are made without a number")
      ->type_name("N")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  bus->add_flag("--no-auto-create", options->no_auto_create,
                "A topic that does not exist is an error, not made");
  bus->add_flag("--strict", server.broker.strict,
                "A replication factor above --brokers is refused, as a real cluster does");
  add_time(*bus, "--join-delay", server.broker.groups.initial_delay, true,
           "The first join of an empty group waits so long for more members");
  add_size(*bus, "--memory", server.broker.memory,
           "Bytes that all records take together; above, records are refused");
  bus->add_option(
         "--user", options->users,
         "Who may come, by SASL (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512); may be given several "
         "times; none: everybody")
      ->type_name("NAME:PASSWORD")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_tls(*bus, options->tls, "TLS");
  bus->callback([options, &action] { action = [options] { return bus_command(*options); }; });
}

}  // namespace ricochet::cli
