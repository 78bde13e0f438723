#pragma once
#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/alive.h"
#include "base/loop.h"
#include "base/result.h"
#include "net/endpoint.h"

namespace ricochet::net {

/// A listening TCP socket on the loop. Plain POSIX, because every descriptor must be close-on-exec
/// from its first moment: the services under test are child processes and must not inherit our
/// ports.
class Listener {
 public:
  /// `fd` is non-blocking and owned by the callee.
  using Accepted = std::function<void(int fd, bool v6, std::string address, std::uint16_t port)>;
  /// accept4(2), or what a test puts in its place.
  using AcceptCall = int (*)(int fd, sockaddr* address, socklen_t* size, int flags);

  struct Address {
    std::string name;  ///< for messages
    std::string bind;
    std::uint16_t port = 0;
  };

  Listener(base::Loop& loop, Accepted accepted, AcceptCall accept_call = ::accept4);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  base::Result<Endpoint> open(const Address& address);
  void close();
  /// As of Server::on_trouble().
  void on_trouble(std::function<void(const base::Diag&)> callback);

 private:
  void accept_some();
  void pause(int error);
  void turn_away();

  base::Loop& loop_;
  Accepted accepted_;
  AcceptCall accept_call_;
  std::function<void(const base::Diag&)> trouble_;
  std::string name_;
  int fd_ = -1;
  int reserve_ = -1;  // given up for a moment to turn clients away when no descriptor is left
  bool told_ = false;
  base::Loop::WatchId watch_ = 0;
  base::Timer retry_;
  base::Duration backoff_{0};
  base::Alive open_;  ///< renewed by close(): accepted_ may close this very listener
};

}  // namespace ricochet::net
