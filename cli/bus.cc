#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>

#include "base/asio_loop.h"
#include "base/signals.h"
#include "base/text/printable.h"
#include "bus/broker/api/releases.h"
#include "bus/broker/server/server.h"
#include "busview/bus_feed.h"
#include "busview/control/bus_api.h"
#include "cli/command.h"
#include "cli/control.h"
#include "cli/control_access.h"
#include "cli/limits.h"
#include "cli/serving.h"
#include "cli/serving_output.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "net/option_words.h"

namespace ricochet::cli {

namespace {

struct BusCommandOptions {
  std::size_t max_output = base::PatientOutput::kDefaultLimit;
  bus::broker::ServerOptions server;
  std::vector<std::string> topics, listeners, users;
  TlsFlags tls;
  bool no_auto_create = false;
  std::string as_version;
  std::optional<std::uint64_t> seed;
  std::optional<std::uint16_t> control_port;
  std::string control_bind = "127.0.0.1";
  ControlAccess access;
  busview::FeedLimits feed;
};

/// BIND:PORT[=HOST[:PORT]]
base::Result<bus::broker::ListenerOptions> read_listener(const std::string& text) {
  const auto read = [](std::string_view place, bool port_needed, std::string& host,
                       std::uint16_t& port) {
    const auto colon = place.rfind(':');
    host = place.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (colon == std::string_view::npos) return !port_needed && !host.empty();
    const char* const end = place.data() + place.size();
    const auto [stop, error] = std::from_chars(place.data() + colon + 1, end, port);
    return error == std::errc() && stop == end && !host.empty();
  };
  bus::broker::ListenerOptions listener;
  const std::string_view all = text;
  const auto equals = all.find('=');
  const bool fine =
      read(all.substr(0, equals), true, listener.bind, listener.port) &&
      (equals == std::string::npos ||
       read(all.substr(equals + 1), false, listener.advertise_host, listener.advertise_port));
  if (fine) return listener;
  return base::Diag(base::Diag::Kind::kUsage, "cli/bad-listener",
                    "--listen " + base::in_quotes(text) + " is not an address to listen on",
                    "write --listen 0.0.0.0:19092=host.docker.internal");
}

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

/// The side of --control: what the broker does, as events, and its routes.
class BusControl {
 public:
  BusControl(base::Loop& loop, const BusCommandOptions& options,
             requestbin::BinServerOptions settings)
      : loop_(loop),
        control_(loop, options.control_bind, *options.control_port, std::move(settings)),
        feed_(loop, control_.log(), options.feed,
              [](const std::string& line) { std::cerr << line << std::endl; }) {}

  bus::broker::Sink& sink() { return feed_; }

  base::Result<net::Endpoint> start(bus::broker::Server& server) {
    api_.emplace(loop_, server, feed_);
    api_->add_routes(control_.router());
    if (auto described = control_.describe(busview::BusApi::openapi()); !described)
      return described.error();
    return control_.start();
  }

  void stop(std::function<void()> done) {
    if (api_) api_->stop();
    control_.stop(kServeGrace, std::move(done));
  }

 private:
  base::Loop& loop_;
  Control control_;
  busview::BusFeed feed_;
  std::optional<busview::BusApi> api_;
};

base::Result<std::unique_ptr<BusControl>> control_of(base::Loop& loop,
                                                     const BusCommandOptions& options) {
  if (!options.control_port) return std::unique_ptr<BusControl>();
  auto settings = requestbin::BinServerOptions::from_environment(
      [](const char* name) { return std::getenv(name); });
  if (!settings) return settings.error();
  apply(options.access, options.control_bind, *settings);
  return std::make_unique<BusControl>(loop, options, *std::move(settings));
}

void print_listeners(bus::broker::Server& server, std::size_t listeners) {
  const auto& node = server.broker().nodes().front();
  const auto& endpoints = server.endpoints();
  for (std::size_t i = 0; i < listeners; ++i) {
    const std::string url = endpoints[(i + 1) * server.broker().nodes().size()].url();
    const auto& told = node.further[i];
    std::cout << "also at " << url.substr(url.find("//") + 2);
    if (!told.host.empty()) std::cout << ", told as " << told.host << ":" << told.port;
    std::cout << "\n";
  }
}

int bus_command(BusCommandOptions options) {
  options.server.broker.auto_create = !options.no_auto_create;
  options.server.broker.as_release = bus::broker::api::release_named(options.as_version);
  for (const auto& text : options.listeners) {
    const auto listener = read_listener(text);
    if (!listener) return fail(listener.error(), kExitUsage);
    options.server.listeners.push_back(*listener);
  }
  if (const auto fine = bus::broker::check_ports(options.server); !fine)
    return fail(fine.error(), kExitUsage);
  options.server.tls = options.tls.chosen();
  if (const auto read = read_users(options.users, options.server.users); !read)
    return fail(read.error(), kExitUsage);
  base::AsioLoop loop;
  const ServingOutput output(loop, options.max_output);
  StopOnce stop(loop);
  const auto side = control_of(loop, options);
  if (!side) return fail(side.error(), kExitUsage);
  const auto& control = *side;
  RefusalLog log;
  bus::broker::Sink& sink = control ? control->sink() : log;
  bus::broker::Server server(loop, base::Random(options.seed ? *options.seed : base::fresh_seed()),
                             options.server, sink);
  server.on_trouble(
      [](const base::Diag& diag) { std::cerr << base::render(diag, use_colour(2)) << "\n"; });
  if (const auto made = make_topics(server.broker(), options.topics); !made)
    return fail(made.error(), kExitUsage);
  stop.then([&](auto done) {
    server.stop();
    done();
  });
  stop.then([&](auto done) { control ? control->stop(std::move(done)) : done(); });
  // Before anything is printed: who reads that may send a signal at once.
  const base::StopSignals signals(loop, [&](int) { stop(); });
  std::string control_url;
  if (control) {
    const auto endpoint = control->start(server);
    if (!endpoint) return fail(net::in_words_of(endpoint.error(), "--control", "--control-bind"));
    control_url = endpoint->url();
  }
  if (const auto started = server.start(); !started)
    return fail(net::in_words_of(started.error(), "-p", "--bind"));
  if (control) std::cout << "control at " << control_url << "/api/v2/bus\n";
  print_listeners(server, options.server.listeners.size());
  std::cout << "bus at " << server.bootstrap_servers() << std::endl;
  loop.run();
  return kExitPassed;
}

/// Further listeners, how groups form, what is left to chance, and the control side.
void add_bus_control(CLI::App& bus, BusCommandOptions& options) {
  bus.add_option("--listen", options.listeners,
                 "Listen there, too, and tell who comes there this address; may be given several "
                 "times")
      ->type_name("BIND:PORT[=HOST[:PORT]]")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  bus.add_option("--join-members", options.server.broker.groups.initial_members,
                 "The first join of an empty group waits for so many members")
      ->type_name("N")
      ->check(whole_number(1, 1000))
      ->capture_default_str();
  bus.add_option("--seed", options.seed, "Of what is left to chance, as faults with a probability")
      ->type_name("N")
      ->check(whole_number());
  CLI::Option* const control =
      bus.add_option("--control", options.control_port,
                     "Keep what happens, and serve the control API on this port; 0: any free one");
  control->type_name("PORT")->check(whole_number(0, 65535));
  bus.add_option("--control-bind", options.control_bind, "Address that the control side listens on")
      ->type_name("ADDRESS")
      ->capture_default_str()
      ->needs(control);
  add_control_access(bus, options.access, control);
  add_count(bus, "--max-events", options.feed.events,
            "Events that the control side holds; the oldest make room")
      ->needs(control);
  add_size(bus, "--max-event-bytes", options.feed.bytes, "Bytes that they take together")
      ->needs(control);
  add_output(bus, options.max_output);
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
      ->check(whole_number(0, 65535))
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
      ->check(whole_number(1, 100))
      ->capture_default_str();
  bus->add_option("--partitions", server.broker.default_partitions,
                  "Of topics that are made without a number")
      ->type_name("N")
      ->check(whole_number(1, 10'000))
      ->capture_default_str();
  bus->add_flag("--no-auto-create", options->no_auto_create,
                "A topic that does not exist is an error, not made");
  bus->add_option("--as-version", options->as_version,
                  "Serve what a Kafka of this release does, and no more; none: all")
      ->type_name("VERSION")
      ->check(CLI::IsMember(bus::broker::api::release_names()));
  bus->add_flag("--strict", server.broker.strict,
                "A replication factor above --brokers is refused, as a real cluster does");
  add_time(*bus, "--join-delay", server.broker.groups.initial_delay, true,
           "The first join of an empty group waits so long for more members");
  add_size(*bus, "--memory", server.broker.memory,
           "Bytes that all records take together; above, records are refused");
  add_size(*bus, "--state-memory", server.broker.state_memory,
           "Bytes that topics, groups, commits and transactions take; above, more are refused");
  bus->add_option(
         "--user", options->users,
         "Who may come, by SASL (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512); may be given several "
         "times; none: everybody")
      ->type_name("NAME:PASSWORD")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_tls(*bus, options->tls, "TLS");
  add_bus_control(*bus, *options);
  bus->callback([options, &action] { action = [options] { return bus_command(*options); }; });
}

}  // namespace ricochet::cli
