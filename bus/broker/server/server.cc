#include "bus/broker/server/server.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "net/admission.h"
#include "net/listener.h"

namespace ricochet::bus::broker {

base::Status check_ports(const ServerOptions& options) {
  constexpr std::int32_t kLastPort = 65'535;
  const std::int32_t brokers = options.broker.brokers;
  const auto check = [&](std::uint16_t first) -> base::Status {
    if (first == 0 || first + brokers - 1 <= kLastPort) return {};
    return base::Diag(base::Diag::Kind::kUsage, "bus/bad-port",
                      std::to_string(brokers) + " brokers have a port each, and from " +
                          std::to_string(first) + " on there are fewer",
                      "write " + std::to_string(kLastPort + 1 - brokers) +
                          " at most, or 0: any free ports are taken then");
  };
  if (auto fine = check(options.port); !fine) return fine;
  for (const auto& listener : options.listeners) {
    for (const std::uint16_t port : {listener.port, listener.advertise_port}) {
      if (auto fine = check(port); !fine) return fine;
    }
  }
  return {};
}

class Server::Impl {
 public:
  Impl(base::Loop& loop, base::Random random, ServerOptions o, Sink& sink)
      : options(std::move(o)),
        broker(loop, random, options.broker, sink),
        loop_(loop),
        users_(options.users),
        shared_{loop, broker, options.limits, users_},
        admission_(options.limits.connections, options.limits.connections) {}

  ~Impl() { stop(); }

  base::Status start() {
    if (auto fine = check_ports(options); !fine) return fine;
    if (options.tls && !shared_.tls) {
      const auto tls = net::make_server_tls(*options.tls, options.name, options.bind);
      if (!tls) return tls.error();
      shared_.tls = *tls;
    }
    for (std::size_t at = 0; at <= options.listeners.size(); ++at) {
      for (Node& node : broker.nodes()) {
        const auto opened = listen(node.id, at, port_of(at, node.id));
        if (!opened) {
          stop();
          return opened.error();
        }
        note(node, at, opened->port);
        endpoints.push_back(*opened);
      }
    }
    broker.on_up([this](const Node& node) { return set_up(node); });
    return {};
  }

  void stop() {
    for (const auto& [id, listener] : listeners_) listener->close();
    listeners_.clear();
    endpoints.clear();
    for (const auto& [number, connection] : std::exchange(connections, {})) connection->close();
  }

  std::string certificate_pem() const {
    return shared_.tls ? net::certificate_pem(*shared_.tls) : std::string();
  }

  const ServerOptions options;
  Broker broker;
  std::function<void(const base::Diag&)> trouble;
  std::vector<net::Endpoint> endpoints;
  std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> connections;

 private:
  /// The port that a node is to have; `at` 0 is the first listener.
  std::uint16_t port_of(std::size_t at, std::int32_t id) const {
    const auto first = at == 0 ? options.port : options.listeners[at - 1].port;
    return first == 0 ? first : static_cast<std::uint16_t>(first + id - 1);
  }

  /// What clients are told of it.
  void note(Node& node, std::size_t at, std::uint16_t port) {
    if (at == 0) {
      node.port = port;
      node.host = options.advertise;
      return;
    }
    const ListenerOptions& listener = options.listeners[at - 1];
    const auto told = listener.advertise_port == 0
                          ? port
                          : static_cast<std::uint16_t>(listener.advertise_port + node.id - 1);
    node.further.resize(options.listeners.size());
    node.further[at - 1] = {listener.advertise_host, told};
    ports_[{node.id, at}] = port;
  }

  base::Result<net::Endpoint> listen(std::int32_t id, std::size_t at, std::uint16_t port) {
    auto listener = std::make_unique<net::Listener>(
        loop_, [this, id, at](int fd, bool v6, std::string address, std::uint16_t from) {
          accepted({fd, v6, std::move(address), from, id, at});
        });
    const std::string& bind = at == 0 ? options.bind : options.listeners[at - 1].bind;
    auto opened = listener->open({options.name, bind, port});
    if (!opened) return opened;
    if (trouble) listener->on_trouble(trouble);
    listeners_.insert_or_assign({id, at}, std::move(listener));
    return opened;
  }

  /// A node that went down, or came back at the ports that it had.
  base::Status set_up(const Node& node) {
    for (std::size_t at = 0; at <= options.listeners.size(); ++at) {
      if (node.up) {
        const auto opened = listen(node.id, at, at == 0 ? node.port : ports_.at({node.id, at}));
        if (!opened) return opened.error();
        continue;
      }
      auto closed = listeners_.extract({node.id, at});
      if (!closed) continue;
      closed.mapped()->close();
      // It may be what called.
      loop_.destroy_later(std::shared_ptr<net::Listener>(std::move(closed.mapped())));
    }
    if (node.up) return {};
    std::vector<std::shared_ptr<Connection>> cut;
    for (const auto& [number, connection] : connections) {
      if (connection->node() == node.id) cut.push_back(connection);
    }
    for (const auto& connection : cut) connection->close();
    return {};
  }

  void accepted(Connection::Peer peer) {
    if (!admission_.enter(peer.address)) {
      ::close(peer.fd);
      broker.sink().refused(
          {"", peer.address},
          "there are " + std::to_string(options.limits.connections) + " connections already");
      return;
    }
    const std::uint64_t number = ++last_number_;
    const std::string address = peer.address;
    const auto connection = std::make_shared<Connection>(shared_, std::move(peer),
                                                         alive_.guarded([this, number, address] {
                                                           admission_.leave(address);
                                                           connections.erase(number);
                                                         }));
    connections.emplace(number, connection);
    connection->start();
  }

  base::Loop& loop_;
  Users users_;
  ConnectionsShared shared_;
  net::Admission admission_;
  using Place = std::pair<std::int32_t, std::size_t>;  // node, and which of its listeners
  std::map<Place, std::unique_ptr<net::Listener>> listeners_;
  std::map<Place, std::uint16_t> ports_;
  std::uint64_t last_number_ = 0;
  base::Alive alive_;
};

Server::Server(base::Loop& loop, base::Random random, ServerOptions options, Sink& sink)
    : impl_(std::make_unique<Impl>(loop, random, std::move(options), sink)) {}
Server::~Server() = default;

base::Status Server::start() { return impl_->start(); }
void Server::stop() { impl_->stop(); }
void Server::on_trouble(std::function<void(const base::Diag&)> callback) {
  impl_->trouble = std::move(callback);
}
const std::vector<net::Endpoint>& Server::endpoints() const { return impl_->endpoints; }

std::string Server::bootstrap_servers() const {
  std::string all;
  const std::size_t nodes = std::min(impl_->endpoints.size(), impl_->broker.nodes().size());
  for (std::size_t i = 0; i < nodes; ++i) {
    const std::string url = impl_->endpoints[i].url();
    all += (all.empty() ? "" : ",") + url.substr(url.find("//") + 2);
  }
  return all;
}

std::string Server::certificate_pem() const { return impl_->certificate_pem(); }
std::size_t Server::open_connections() const { return impl_->connections.size(); }
Broker& Server::broker() { return impl_->broker; }

}  // namespace ricochet::bus::broker
