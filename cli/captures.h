#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/asio_loop.h"
#include "base/result.h"
#include "bus/bus.h"
#include "busview/capture_publisher.h"
#include "busview/capture_reader.h"
#include "journal/capture_log.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ricochet::cli {

/// Topics that captures go to or come from; empty: none.
struct CaptureTopics {
  std::string to;
  std::string from;
  bool from_now = false;
};

/// --captures kafka://HOST:PORT/TOPIC.
void add_captures_option(CLI::App& command, CaptureTopics& topics);
/// --from kafka://HOST:PORT/TOPIC and --from-now. Returns --from.
CLI::Option* add_from_options(CLI::App& command, CaptureTopics& topics);

/// The clients of those topics, for one log. Destroy it before the log.
class CaptureLinks {
 public:
  /// Runs the loop until the topics are open. Errors: captures/bad-url, bus/unreachable, bus/topic.
  static base::Result<std::unique_ptr<CaptureLinks>> open(base::AsioLoop& loop,
                                                          journal::CaptureLog& log,
                                                          const CaptureTopics& topics);
  /// nullptr: --captures was not given.
  busview::CapturePublisher* publisher() const { return publisher_.get(); }
  /// Calls `done` when what was captured has arrived, or `limit` is over.
  void finish(base::Duration limit, std::function<void()> done);

 private:
  explicit CaptureLinks(base::AsioLoop& loop) : loop_(loop), limit_(loop) {}
  base::Result<std::unique_ptr<bus::Bus>> connect(const std::string& url, bool publish, bool now,
                                                  std::string& topic);

  base::AsioLoop& loop_;
  base::Timer limit_;
  std::unique_ptr<bus::Bus> to_, from_;
  std::unique_ptr<busview::CapturePublisher> publisher_;
  std::unique_ptr<busview::CaptureReader> reader_;
};

}  // namespace ricochet::cli
