#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json/json.h"
#include "base/loop.h"
#include "base/result.h"
#include "cli/client/connection.h"
#include "http/client.h"
#include "http/sse_parser.h"

namespace ricochet::cli {

struct FollowOptions {
  ServerOptions server;
  std::vector<std::string> bins;  ///< empty: all that are not private
  bool whole_records = false;     ///< RECORDs instead of SUMMARYs: one more request each
  base::Duration reconnect{0};    ///< how long to look for a server that went away
};

struct FollowCallbacks {
  std::function<void(const base::Json& record)> record;  ///< in order, each once
  std::function<void(const std::string& line)> remark;   ///< for stderr: began, lost, missed
  std::function<void(const base::Diag& why)> failed;     ///< the end; nothing comes any more
};

/// Follows the live stream of a request bin: GET /api/v2/events, resumed by Last-Event-ID after a
/// lost connection. What is fetched but not handed on is bounded: the stream is paused meanwhile.
/// On the loop's thread.
class Follower {
 public:
  Follower(base::Loop& loop, FollowOptions options, FollowCallbacks callbacks);
  void start();

 private:
  void connect();
  void on_head(const http::Response& head);
  void on_event(const http::SseEvent& event);
  void on_gap(const base::Json& gap);
  void on_request(base::Json summary);
  void fetch_next();
  void on_record(const base::Result<http::Response>& answer);
  void lost(const base::Diag& why);
  void fail(base::Diag why);

  base::Loop& loop_;
  const FollowOptions options_;
  FollowCallbacks callbacks_;
  std::shared_ptr<http::ClientStream> stream_;
  std::unique_ptr<http::SseParser> parser_;
  std::string last_id_;
  bool following_ = false;  ///< the stream has begun
  bool ever_ = false;
  bool over_ = false;
  std::string server_;                      ///< as it named itself
  std::optional<base::TimePoint> give_up_;  ///< while the server is away
  base::Duration pause_{0};
  base::Timer retry_;
  std::deque<base::Json> waiting_;  ///< summaries whose records are to be fetched
  std::shared_ptr<void> fetching_;
};

}  // namespace ricochet::cli
