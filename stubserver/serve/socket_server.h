#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/loop.h"
#include "base/result.h"
#include "net/tcp_server.h"
#include "stubserver/model/state.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

struct SocketOptions {
  std::string name = "stub";
  std::string bind = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free port
  net::TcpLimits limits;
  std::uint64_t seed = 0;  ///< of what is random in answers
};

/// Moco's `socket` server: what one read of a connection yields is the request (its body; there is
/// nothing else), and the body of the answer is what is written back. What no session fits gets no
/// answer. The connection stays open. On the loop's thread.
class SocketServer {
 public:
  /// `say` gets a line of the log for each request and answer; empty: nothing is logged.
  SocketServer(base::Loop& loop, SocketOptions options,
               std::function<void(const std::string& line)> say);
  ~SocketServer();

  /// Errors: those of http::TcpServer::start().
  base::Result<std::uint16_t> start();
  /// Replaces the sessions; those whose text did not change keep counters and positions.
  void set_base(std::shared_ptr<const RuleSet> rules);
  void stop(base::Duration grace, std::function<void()> done);

 private:
  void on_burst(net::TcpBurst burst);
  void answer(std::uint64_t connection, const std::string& bytes);

  base::Loop& loop_;
  std::function<void(const std::string& line)> say_;
  StubState state_;
  std::shared_ptr<const RuleSet> rules_;
  std::uint64_t next_id_ = 1;
  std::unordered_map<std::uint64_t, std::unique_ptr<base::Timer>> waiting_;  ///< latencies
  net::TcpServer server_;
};

}  // namespace ricochet::stubserver
