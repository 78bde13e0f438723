#include <memory>

#include "base/text/printable.h"
#include "bus/broker/server/server.h"
#include "bus/embedded_broker.h"

namespace ricochet::bus {

namespace {

/// Tells whom the broker turned away: clients hardly ever say why.
class RefusalLog final : public broker::Sink {
 public:
  explicit RefusalLog(LogSink log) : log_(std::move(log)) {}
  void refused(const broker::Client& client, const std::string& why) override {
    if (log_) log_(base::printable("the bus refused " + broker::name_of(client) + ": " + why));
  }

 private:
  LogSink log_;
};

class Embedded final : public EmbeddedBroker {
 public:
  Embedded(base::Loop& loop, EmbeddedOptions options)
      : advertise_(options.advertise),
        fixed_port_(options.port != 0 || !options.advertise.empty()),
        log_(std::move(options.log)),
        users_(options.users),
        server_(loop, base::Random(options.seed ? *options.seed : base::fresh_seed()),
                server_options(options), options.sink != nullptr ? *options.sink : log_) {}

  base::Status start() {
    const auto started = server_.start();
    if (started) return {};
    // Ports and descriptors of our own choice are nothing that a suite could mend.
    if (fixed_port_ || started.error().kind != base::Diag::Kind::kEnvironment)
      return started.error();
    return base::Diag(base::Diag::Kind::kEnvironment, "bus/embedded",
                      "the embedded Kafka broker cannot start: " + started.error().message,
                      "is there a free port on 127.0.0.1 and a free file descriptor?");
  }
  std::string bootstrap_servers() const override { return server_.bootstrap_servers(); }
  std::string advertised_servers() const override {
    if (advertise_.empty()) return bootstrap_servers();
    std::string all;
    const auto& endpoints = server_.endpoints();
    // The second half: what was opened for services.
    for (std::size_t i = endpoints.size() / 2; i < endpoints.size(); ++i) {
      const std::string url = net::Endpoint{advertise_, endpoints[i].port, false}.url();
      all += (all.empty() ? "" : ",") + url.substr(url.find("//") + 2);
    }
    return all;
  }
  broker::Server* server() override { return &server_; }

  std::map<std::string, std::string> client_properties() const override {
    const std::string trusted = server_.certificate_pem();
    std::map<std::string, std::string> all;
    if (!trusted.empty()) all["ssl.ca.pem"] = trusted;
    if (!users_.empty()) {
      all["sasl.mechanism"] = "SCRAM-SHA-256";
      all["sasl.username"] = users_.begin()->first;
      all["sasl.password"] = users_.begin()->second;
    }
    if (!all.empty())
      all["security.protocol"] =
          std::string(users_.empty() ? "" : "SASL_") + (trusted.empty() ? "PLAINTEXT" : "SSL");
    return all;
  }

  base::Status create_topic(const TopicSpec& topic) override {
    const auto made = server_.broker().topics().create(topic.name, topic.partitions, -1, {});
    if (made.topic != nullptr || made.error == broker::Error::kTopicAlreadyExists) return {};
    return base::Diag(
        "bus/topic", "topic " + base::in_quotes(topic.name) + " cannot be created: " + made.why,
        "letters, digits, \".\", \"_\" and \"-\" make a name; a topic has at least one "
        "partition");
  }

 private:
  static broker::ServerOptions server_options(const EmbeddedOptions& options) {
    broker::ServerOptions server;
    server.broker.brokers = options.brokers;
    server.broker.groups.initial_members = static_cast<std::size_t>(options.join_members);
    server.broker.groups.initial_delay = options.join_delay;
    server.users = options.users;
    server.tls = options.tls;
    if (options.advertise.empty()) {
      server.port = options.port;
    } else {  // our own client stays on loopback, whatever services are told
      broker::ListenerOptions services;
      services.bind = options.bind;
      services.port = options.port;
      services.advertise_host = options.advertise;
      server.listeners.push_back(std::move(services));
    }
    return server;
  }

  const std::string advertise_;
  const bool fixed_port_;  ///< or address: then it is that which cannot be had
  RefusalLog log_;
  const std::map<std::string, std::string> users_;
  broker::Server server_;
};

}  // namespace

base::Result<std::unique_ptr<EmbeddedBroker>> start_embedded_broker(
    base::Loop& loop, const std::vector<TopicSpec>& topics, EmbeddedOptions options) {
  auto embedded = std::make_unique<Embedded>(loop, std::move(options));
  for (const TopicSpec& topic : topics) {
    if (const auto made = embedded->create_topic(topic); !made) return made.error();
  }
  // The port opens last: who can connect finds the topics.
  if (const auto started = embedded->start(); !started) return started.error();
  return std::unique_ptr<EmbeddedBroker>(std::move(embedded));
}

}  // namespace ricochet::bus
