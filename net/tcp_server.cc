#include "net/tcp_server.h"

#include <unistd.h>

#include <unordered_map>
#include <utility>
#include <vector>

#include "net/admission.h"
#include "net/listener.h"
#include "net/tcp_session.h"

namespace ricochet::net {

class TcpServer::Impl {
 public:
  Impl(base::Loop& loop, TcpServerOptions o, std::function<void(TcpBurst)> on_burst)
      : options(std::move(o)),
        burst(std::move(on_burst)),
        listener(loop, [this](int fd, bool v6, std::string address,
                              std::uint16_t port) { accepted(fd, v6, std::move(address), port); }),
        loop_(loop),
        admission_(options.limits.connections, options.limits.connections_per_address),
        grace_(loop) {}

  ~Impl() {
    listener.close();
    for (const auto& session : all()) session->detach();
  }

  void stop(base::Duration limit, std::function<void()> done) {
    stopped_.push_back(std::move(done));
    stopping_ = true;
    listener.close();
    for (const auto& session : all()) session->wind_down();
    grace_.after(limit, [this] {
      for (const auto& session : all()) session->close(false);
    });
    check_stopped();
  }

  TcpServerOptions options;
  std::function<void(TcpBurst)> burst;
  std::function<void(std::uint64_t)> opened;
  std::function<void(std::uint64_t)> closed;
  std::unordered_map<std::uint64_t, std::shared_ptr<net::TcpSession>> sessions;
  net::Listener listener;

  void start() { stopping_ = false; }

 private:
  // A copy, because sessions leave the map while they close.
  std::vector<std::shared_ptr<net::TcpSession>> all() const {
    std::vector<std::shared_ptr<net::TcpSession>> copy;
    for (const auto& [number, session] : sessions) copy.push_back(session);
    return copy;
  }

  void accepted(int fd, bool v6, std::string address, std::uint16_t port) {
    if (!admission_.enter(address)) {
      ::close(fd);
      return;
    }
    const std::uint64_t number = ++last_number_;
    net::TcpSession::Events events;
    events.burst = [this, number, address, port](std::string bytes) {
      const auto callback = burst;  // it may destroy the server
      callback(TcpBurst{number, address, port, std::move(bytes)});
    };
    events.closed = [this, number] { ended(number); };
    const auto session = std::make_shared<net::TcpSession>(loop_, options.limits, fd, v6,
                                                           std::move(address), std::move(events));
    sessions.emplace(number, session);
    session->start();
    if (const auto callback = opened) callback(number);
  }

  void ended(std::uint64_t number) {
    const auto it = sessions.find(number);
    if (it == sessions.end()) return;
    admission_.leave(it->second->address());
    sessions.erase(it);
    check_stopped();
    if (const auto callback = closed) callback(number);
  }

  void check_stopped() {
    if (!stopping_ || !sessions.empty()) return;
    grace_.cancel();
    for (auto& done : std::exchange(stopped_, {})) {
      if (done) loop_.post(std::move(done));
    }
  }

  base::Loop& loop_;
  net::Admission admission_;
  base::Timer grace_;
  bool stopping_ = false;
  std::uint64_t last_number_ = 0;
  std::vector<std::function<void()>> stopped_;
};

TcpServer::TcpServer(base::Loop& loop, TcpServerOptions options,
                     std::function<void(TcpBurst)> on_burst)
    : impl_(std::make_shared<Impl>(loop, std::move(options), std::move(on_burst))) {}
TcpServer::~TcpServer() = default;

base::Result<std::uint16_t> TcpServer::start() {
  const auto& options = impl_->options;
  const auto opened = impl_->listener.open({options.name, options.bind, options.port});
  if (!opened) return opened.error();
  impl_->start();
  return opened->port;
}
void TcpServer::on_opened(std::function<void(std::uint64_t)> callback) {
  impl_->opened = std::move(callback);
}
void TcpServer::on_closed(std::function<void(std::uint64_t)> callback) {
  impl_->closed = std::move(callback);
}
void TcpServer::on_trouble(std::function<void(const base::Diag&)> callback) {
  impl_->listener.on_trouble(std::move(callback));
}
bool TcpServer::write(std::uint64_t connection, std::string bytes) {
  const auto it = impl_->sessions.find(connection);
  if (it == impl_->sessions.end()) return false;
  const auto session = it->second;
  session->write(std::move(bytes));
  return true;
}
void TcpServer::close(std::uint64_t connection, bool reset) {
  const auto it = impl_->sessions.find(connection);
  if (it == impl_->sessions.end()) return;
  const auto session = it->second;
  reset ? session->close(true) : session->wind_down();
}
std::size_t TcpServer::open_connections() const { return impl_->sessions.size(); }
void TcpServer::stop(base::Duration grace, std::function<void()> done) {
  impl_->stop(grace, std::move(done));
}

}  // namespace ricochet::net
