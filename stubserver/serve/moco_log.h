#pragma once
#include <ctime>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "stubserver/answer/traffic_log.h"

namespace ricochet::stubserver {

/// Moco's log of requests and answers, with bodies, each entry flushed: what `ricochet stub` prints
/// to stdout without -q. Unlike Moco's it shows the answer to an unmatched request too, with the
/// reason and the sessions that nearly fitted, clause by clause.
class MocoLog final : public TrafficLog {
 public:
  MocoLog(std::ostream& out, std::function<base::WallTime()> now);
  void on_request(const match::Request& request) override;
  void on_decision(const match::Request& request, const StubDecision& decision) override;
  void on_action(const http::ClientRequest& request) override;
  void on_action_answer(const base::Result<http::Response>& response) override;
  void on_websocket(const match::Request& handshake, std::string_view event,
                    const std::string& bytes) override;
  void on_warning(const std::string& text) override;
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
