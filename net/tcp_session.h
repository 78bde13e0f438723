#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "base/loop.h"
#include "net/tcp_limits.h"

namespace ricochet::net {

/// One connection of a TcpServer. The server's map and running I/O own it.
class TcpSession : public std::enable_shared_from_this<TcpSession> {
 public:
  /// What it tells its server; all of them may end it.
  struct Events {
    std::function<void(std::string bytes)> burst;
    std::function<void()> closed;  ///< once, not after detach()
  };
  /// Takes over `fd`, a connected non-blocking socket.
  TcpSession(base::Loop& loop, const TcpLimits& limits, int fd, bool v6, std::string address,
             Events events);

  void start();
  void write(std::string bytes);
  void close(bool reset);
  /// FIN behind what is queued, and no more bursts.
  void wind_down();
  /// The server goes away: closed, and nothing is told any more.
  void detach();
  const std::string& address() const { return address_; }

 private:
  void read();
  void on_readable();
  void write_some();
  void stay_awake();

  base::Loop& loop_;
  const TcpLimits limits_;
  boost::asio::ip::tcp::socket socket_;
  std::string address_;
  Events events_;
  std::deque<std::string> out_;
  std::size_t out_offset_ = 0;
  std::size_t out_bytes_ = 0;
  bool writing_ = false;
  bool ending_ = false;
  bool closed_ = false;
  base::Timer idle_;
  base::TimePoint last_active_;
};

}  // namespace ricochet::net
