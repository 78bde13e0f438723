#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/loop.h"
#include "base/result.h"
#include "http/server.h"

namespace ricochet::http::detail {

/// A listening TCP socket on the loop. Plain POSIX, because every descriptor must be close-on-exec
/// from its first moment: the services under test are child processes and must not inherit our
/// ports.
class Listener {
 public:
  /// `fd` is non-blocking and owned by the callee.
  using Accepted = std::function<void(int fd, bool v6, std::string address, std::uint16_t port)>;

  Listener(base::Loop& loop, Accepted accepted);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  base::Result<Endpoint> open(const ServerOptions& options);
  void close();

 private:
  void accept_some();
  void pause();

  base::Loop& loop_;
  Accepted accepted_;
  int fd_ = -1;
  base::Loop::WatchId watch_ = 0;
  base::Timer retry_;
  base::Duration backoff_{0};
  std::shared_ptr<bool> open_;  // false once closed: accepted_ may close this very listener
};

}  // namespace ricochet::http::detail
