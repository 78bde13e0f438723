#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/random.h"
#include "base/result.h"
#include "bus/broker/broker.h"
#include "bus/broker/server/connection.h"
#include "net/endpoint.h"
#include "net/tls.h"

namespace ricochet::bus::broker {

/// A further way to all nodes, with addresses of its own: for clients that reach us in another way
/// than others, out of a container.
struct ListenerOptions {
  std::string bind = "127.0.0.1";
  std::uint16_t port = 0;  ///< of node 1; further nodes take the ports behind it. 0: any free ports
  std::string advertise_host;        ///< "": the address that the client reached us by
  std::uint16_t advertise_port = 0;  ///< of node 1, as above; 0: the port itself
};

struct ServerOptions {
  std::string name = "bus";  ///< for messages
  std::string bind = "127.0.0.1";
  /// Of node 1; further nodes take the ports behind it. 0: any free ports.
  std::uint16_t port = 0;
  /// The host that clients are told; "": the address that they reached us by.
  std::string advertise;
  std::vector<ListenerOptions> listeners;  ///< besides this one
  std::optional<net::TlsOptions> tls;      ///< on all ports; nullopt: plain
  /// Who may come, by name and password (SASL); none: everybody.
  std::map<std::string, std::string> users;
  BrokerOptions broker;
  ConnectionLimits limits;
};

/// Error bus/bad-port: further nodes would have ports beyond the last one.
base::Status check_ports(const ServerOptions& options);

/// An embedded broker that speaks the Kafka protocol, in memory, made for tests. On the loop's
/// thread; destroying it closes all connections. The ports open last: who can connect finds it
/// ready.
class Server {
 public:
  /// `sink` must outlive it.
  Server(base::Loop& loop, base::Random random, ServerOptions options, Sink& sink);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Errors: those of check_ports(), http/port-in-use, http/cannot-bind, and those of
  /// net::make_server_tls().
  base::Status start();
  /// Closes all ports and connections.
  void stop();
  void on_trouble(std::function<void(const base::Diag&)> callback);

  /// One for each node; those of further listeners behind them, listener by listener.
  const std::vector<net::Endpoint>& endpoints() const;
  /// host:port[,host:port] for clients on this machine.
  std::string bootstrap_servers() const;
  /// The certificate that clients must trust, PEM; "": there is no TLS.
  std::string certificate_pem() const;
  std::size_t open_connections() const;
  Broker& broker();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ricochet::bus::broker
