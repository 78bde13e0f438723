#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "bus/bus.h"
#include "net/tls.h"

namespace ricochet::bus {

namespace broker {
class Server;
class Sink;
}  // namespace broker

/// A broker of our own for one run, by default on a loopback port that the system chose; the
/// address is handed to the SUT. Destroying it stops it.
class EmbeddedBroker {
 public:
  virtual ~EmbeddedBroker() = default;
  /// For ourselves.
  virtual std::string bootstrap_servers() const = 0;
  /// For services: EmbeddedOptions::advertise with its ports, where that is set.
  virtual std::string advertised_servers() const { return bootstrap_servers(); }
  /// librdkafka's properties that a client needs besides the address (TLS, SASL).
  virtual std::map<std::string, std::string> client_properties() const { return {}; }
  /// Does nothing when the topic exists. Error: bus/topic.
  virtual base::Status create_topic(const TopicSpec& topic) = 0;
  /// For who looks into it, and breaks it on purpose; nullptr: it is not on this thread.
  virtual broker::Server* server() { return nullptr; }
};

/// Takes one line of what the broker or the client has to tell (stderr talk), on the loop's thread.
using LogSink = std::function<void(const std::string& line)>;

/// What a run may ask of its broker.
struct EmbeddedOptions {
  LogSink log;                   ///< whom it turned away, when `sink` does not tell
  broker::Sink* sink = nullptr;  ///< told of everything instead; must outlive the broker
  /// Where services reach it, and the host that they are told; "": on loopback only, like us.
  std::string bind, advertise;
  std::uint16_t port = 0;  ///< of node 1, for services; further nodes take those behind it
  int brokers = 1;
  /// The first join of an empty group waits for so many members, or for so long.
  int join_members = 1;
  base::Duration join_delay{0};
  std::optional<std::uint64_t> seed;         ///< of what is left to chance; nullopt: a fresh one
  std::map<std::string, std::string> users;  ///< by name and password (SASL); none: everybody
  std::optional<net::TlsOptions> tls;
};

/// Starts the broker with these topics. Errors: bus/embedded (it could not start), bus/topic, and
/// those of net::make_server_tls().
base::Result<std::unique_ptr<EmbeddedBroker>> start_embedded_broker(
    base::Loop& loop, const std::vector<TopicSpec>& topics = {}, EmbeddedOptions options = {});

}  // namespace ricochet::bus
