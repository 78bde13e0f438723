#pragma once
#include <ctime>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "http/client.h"
#include "http/message.h"

namespace ricochet::stubserver {

struct Decision;

/// Sees each request and its answer as they pass. Called on the loop's thread.
class TrafficLog {
 public:
  virtual ~TrafficLog() = default;
  virtual void on_request(const match::Request& request) = 0;
  virtual void on_decision(const match::Request& request, const Decision& decision) = 0;
  /// A callback of `on` is about to be made, and what came of it.
  virtual void on_action(const http::ClientRequest&) {}
  virtual void on_action_answer(const base::Result<http::Response>&) {}
  /// What happened on the WebSocket that this handshake began: `event` is for people ("message
  /// received", "pong sent", "closed with 1000"), `bytes` what came or went, if any.
  virtual void on_websocket(const match::Request& /*handshake*/, std::string_view /*event*/,
                            const std::string& /*bytes*/) {}
};

/// Moco's log of requests and answers, with bodies, each entry flushed: what `ricochet stub` prints
/// to stdout without -q. Unlike Moco's it shows the answer to an unmatched request too, with the
/// reason and the sessions that nearly fitted, clause by clause.
class MocoLog final : public TrafficLog {
 public:
  MocoLog(std::ostream& out, std::function<base::WallTime()> now);
  void on_request(const match::Request& request) override;
  void on_decision(const match::Request& request, const Decision& decision) override;
  void on_action(const http::ClientRequest& request) override;
  void on_action_answer(const base::Result<http::Response>& response) override;
  void on_websocket(const match::Request& handshake, std::string_view event,
                    const std::string& bytes) override;
  /// Any other line of Moco's, such as "Server is started at 12306": with its time stamp, flushed.
  void line(std::string_view message);

 private:
  static constexpr std::size_t kKeptCapacity = 64 << 10;
  const std::string& stamp();
  /// An entry is put together behind its title, and leaves in one piece.
  std::string& begin(std::string_view title);
  void end();

  std::ostream& out_;
  std::function<base::WallTime()> now_;
  std::string entry_;
  std::string stamp_;  ///< of the second stamped_
  std::time_t stamped_ = 0;
};

}  // namespace ricochet::stubserver
