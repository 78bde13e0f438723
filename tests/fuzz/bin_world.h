#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "awaits/driver.h"
#include "journal/capture_log.h"
#include "requestbin/server/bin_server.h"
#include "tests/support/fake_loop.h"

namespace ricochet::fuzz {

/// What one request was answered with.
struct Seen {
  match::Request request;
  std::optional<http::Response> answer;
  std::string stream;  ///< what was written behind the head
  bool streams = false;
  bool ended = false;
};

/// A request bin with the bins "a" and "small" (3 records) and the topic "t" with one event, a log
/// of little room, and time in the target's hand.
class BinWorld {
 public:
  BinWorld();
  ~BinWorld();

  /// Hands over the request, and runs what it sets off. An answer that comes later is seen later.
  const Seen& ask(match::Request request);
  const Seen& ask(const std::string& method, const std::string& target, std::string body = {});
  void advance(base::Duration by) { loop_.advance(by); }
  /// Stops the server: everything that is open must be answered and ended by that.
  void stop();

  /// What must hold at any time: numbers and bounds of the log.
  void require_sound() const;
  /// Of the newest record of all bins; empty: there is none.
  std::string newest_id() const;
  const std::vector<std::unique_ptr<Seen>>& seen() const { return seen_; }
  const journal::CaptureLog& log() const { return log_; }

 private:
  static requestbin::BinServerOptions options(journal::CaptureLog& log);

  test::FakeLoop loop_;
  journal::CaptureLog log_;
  awaits::AwaitDriver awaits_;
  requestbin::BinServer server_;
  std::vector<std::unique_ptr<Seen>> seen_;
};

/// Requests between lines of three dashes, one after the other. "WAIT 250" lets 250 ms pass; `$ID`
/// is the id of the newest record. Then stops the world, and checks each answer: `status` says
/// whether it may be.
void run_requests(BinWorld& world, std::string_view input);

/// A JSON answer is JSON, an error of v2 says what and how to mend it, no header breaks its line.
void require_answer(const Seen& seen);

}  // namespace ricochet::fuzz
