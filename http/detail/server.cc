#include "http/server.h"

#include <vector>

#include "base/text/text.h"
#include "http/detail/session.h"
#include "net/admission.h"
#include "net/listener.h"

namespace ricochet::http {

class Server::Impl {
 public:
  Impl(base::Loop& loop, ServerOptions options, Handler& handler)
      : state(loop, std::move(options), handler),
        listener(loop,
                 [this](int fd, bool v6, std::string address, std::uint16_t port) {
                   accepted(fd, v6, {std::move(address), port});
                 }),
        grace_(loop),
        admission_(state.options.limits.connections, state.options.limits.connections_per_address) {
    state.left = [this](const std::string& address) { admission_.leave(address); };
    state.session_closed = [this] { check_stopped(); };
  }

  ~Impl() {
    listener.close();
    state.session_closed = nullptr;
    state.left = nullptr;
    for (const auto& session : all_sessions()) session->detach();
  }

  void stop(base::Duration limit, std::function<void()> done) {
    stopped_.push_back(std::move(done));
    if (!state.stopping) {
      state.stopping = true;
      listener.close();
      for (const auto& session : all_sessions()) session->wind_down();
    }
    grace_.after(limit, [this] {
      for (const auto& session : all_sessions()) session->close();
    });
    check_stopped();
  }

  detail::ServerState state;
  net::Listener listener;
  net::Endpoint endpoint;

 private:
  // A copy, because sessions leave the map while they close.
  std::vector<std::shared_ptr<detail::Session>> all_sessions() const {
    std::vector<std::shared_ptr<detail::Session>> sessions;
    sessions.reserve(state.sessions.size());
    for (const auto& [number, session] : state.sessions) sessions.push_back(session);
    return sessions;
  }

  void accepted(int fd, bool v6, detail::Peer peer) {
    const bool admitted = admission_.enter(peer.address);
    const std::uint64_t number = ++last_number_;
    const auto session =
        std::make_shared<detail::Session>(state, fd, v6, std::move(peer), number, admitted);
    state.sessions.emplace(number, session);
    if (admitted) return session->start(state.options.limits.accept_delay);
    session->turn_away(too_many());
  }

  Problem too_many() const {
    const Limits& limits = state.options.limits;
    const bool all = admission_.full();
    const std::string flag = all ? "--max-connections" : "--max-connections-per-address";
    const auto count = all ? limits.connections : limits.connections_per_address;
    return {503,
            base::plural(count, "connection") + (all ? " are" : " of this address are") +
                " open already (" + flag + ")",
            "too_many_connections", flag + " " + std::to_string(count)};
  }

  void check_stopped() {
    if (!state.stopping || !state.sessions.empty()) return;
    grace_.cancel();
    for (auto& done : std::exchange(stopped_, {})) {
      if (done) state.loop.post(std::move(done));
    }
  }

  base::Timer grace_;
  net::Admission admission_;
  std::uint64_t last_number_ = 0;
  std::vector<std::function<void()>> stopped_;
};

Server::Server(base::Loop& loop, ServerOptions options, Handler& handler)
    : impl_(std::make_shared<Impl>(loop, std::move(options), handler)) {}
Server::~Server() = default;

base::Result<net::Endpoint> Server::start() {
  auto& options = impl_->state.options;
  if (options.tls) {
    auto tls = net::make_server_tls(*options.tls, options.name, options.bind);
    if (!tls) return tls.error();
    impl_->state.tls = std::move(*tls);
  }
  auto opened = impl_->listener.open({options.name, options.bind, options.port});
  if (opened) {
    opened->tls = options.tls.has_value();
    impl_->endpoint = *opened;
    impl_->state.stopping = false;
  }
  return opened;
}

net::Endpoint Server::endpoint() const { return impl_->endpoint; }
std::string Server::certificate_pem() const {
  return impl_->state.tls ? net::certificate_pem(*impl_->state.tls) : std::string();
}
void Server::on_refused(std::function<void(const Exchange&)> callback) {
  impl_->state.refused.push_back(std::move(callback));
}
const Buffered& Server::buffered() const { return *impl_->state.buffered; }
void Server::on_trouble(std::function<void(const base::Diag&)> callback) {
  impl_->listener.on_trouble(std::move(callback));
}
void Server::set_accept_delay(base::Duration delay) {
  impl_->state.options.limits.accept_delay = delay;
}
std::size_t Server::open_exchanges() const { return impl_->state.open_exchanges; }
std::size_t Server::open_connections() const {
  return impl_->state.sessions.size() - impl_->state.turned_away;
}
void Server::stop(base::Duration grace, std::function<void()> done) {
  impl_->stop(grace, std::move(done));
}

}  // namespace ricochet::http
