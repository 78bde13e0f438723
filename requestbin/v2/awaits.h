#pragma once
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/alive.h"
#include "base/worker_calls.h"
#include "requestbin/record_answers.h"
#include "requestbin/v2/await_body.h"
#include "requestbin/v2/context.h"

namespace ricochet::requestbin {

/// Waiting and verdicts over HTTP. Shapes and routes: docs/bins.md.
class V2Awaits {
 public:
  static constexpr std::size_t kListed = 200;  ///< decided waits in the list
  static constexpr std::size_t kRetries =
      1000;  ///< requests that can be recognised when sent again

  V2Awaits(const V2Context& context, http::Router& router);
  /// Cancels what was asked for over HTTP.
  void stop();

 private:
  /// Whoever asked for one wait; a request sent again joins the first.
  struct Askers {
    struct One {
      std::uint64_t number = 0;
      std::shared_ptr<http::Responder> responder;
      bool always200 = false;
    };
    std::vector<One> all;
  };
  /// Of a body from here on a worker reads what it can.
  static constexpr std::size_t kLong = 8 << 10;
  struct Asked {
    std::string body;
    std::optional<std::pair<std::string, base::TimePoint>> bin;  ///< of the path, and when made
    bool verify = false;
    bool always200 = false;
    bool gone = false;  ///< nobody waits for it any more
    std::shared_ptr<http::Responder> responder;
  };
  void judge(const http::RouteCall& call, const journal::BinInfo* bin, bool verify);
  void read_later(const std::shared_ptr<Asked>& asked);
  std::shared_ptr<const match::Matcher> let_go_elsewhere(
      std::shared_ptr<const match::Matcher> matcher);
  void begin(const Asked& asked, const AwaitBody& body);
  bool join(const std::string& key, const std::shared_ptr<http::Responder>& responder,
            bool always200);
  void attach(awaits::AwaitId id, const std::shared_ptr<http::Responder>& responder,
              bool always200);
  void send_verdict(const std::shared_ptr<http::Responder>& responder,
                    const awaits::Verdict& verdict, bool always200);
  void list(const http::RouteCall& call) const;
  void one(const http::RouteCall& call);

  V2Context context_;
  RecordAnswers answers_;
  base::WorkerCalls work_;
  std::map<awaits::AwaitId, Askers> askers_;
  std::map<std::string, awaits::AwaitId> retries_;
  std::deque<std::string> retry_order_;
  std::uint64_t next_asker_ = 1;
  base::Alive alive_;
};

}  // namespace ricochet::requestbin
