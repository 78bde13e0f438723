#include "bus/broker/server.h"

#include <unistd.h>

#include <unordered_map>
#include <utility>

#include "net/admission.h"
#include "net/listener.h"

namespace ricochet::bus::broker {

class Server::Impl {
 public:
  Impl(base::Loop& loop, base::Random random, ServerOptions o, Sink& sink)
      : options(std::move(o)),
        broker(loop, std::move(random), options.broker, sink),
        loop_(loop),
        users_(options.users),
        shared_{loop, broker, options.limits, users_},
        admission_(options.limits.connections, options.limits.connections) {}

  ~Impl() { stop(); }

  base::Status start() {
    if (options.tls && !shared_.tls) {
      const auto tls = net::make_server_tls(*options.tls, options.name, options.bind);
      if (!tls) return tls.error();
      shared_.tls = *tls;
    }
    for (Node& node : broker.nodes()) {
      const auto id = node.id;
      auto listener = std::make_unique<net::Listener>(
          loop_, [this, id](int fd, bool v6, std::string address, std::uint16_t) {
            accepted({fd, v6, std::move(address), id});
          });
      const auto port =
          options.port == 0 ? options.port : static_cast<std::uint16_t>(options.port + id - 1);
      const auto opened = listener->open({options.name, options.bind, port});
      if (!opened) {
        stop();
        return opened.error();
      }
      if (trouble) listener->on_trouble(trouble);
      node.port = opened->port;
      node.host = options.advertise;
      endpoints.push_back(*opened);
      listeners_.push_back(std::move(listener));
    }
    return {};
  }

  void stop() {
    for (const auto& listener : listeners_) listener->close();
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
  std::vector<std::unique_ptr<net::Listener>> listeners_;
  std::uint64_t last_number_ = 0;
  base::Alive alive_;
};

Server::Server(base::Loop& loop, base::Random random, ServerOptions options, Sink& sink)
    : impl_(std::make_unique<Impl>(loop, std::move(random), std::move(options), sink)) {}
Server::~Server() = default;

base::Status Server::start() { return impl_->start(); }
void Server::stop() { impl_->stop(); }
void Server::on_trouble(std::function<void(const base::Diag&)> callback) {
  impl_->trouble = std::move(callback);
}
const std::vector<net::Endpoint>& Server::endpoints() const { return impl_->endpoints; }

std::string Server::bootstrap_servers() const {
  std::string all;
  for (const auto& endpoint : impl_->endpoints) {
    const std::string url = endpoint.url();
    all += (all.empty() ? "" : ",") + url.substr(url.find("//") + 2);
  }
  return all;
}

std::string Server::certificate_pem() const { return impl_->certificate_pem(); }
std::size_t Server::open_connections() const { return impl_->connections.size(); }
Broker& Server::broker() { return impl_->broker; }

}  // namespace ricochet::bus::broker
