#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/worker.h"
#include "http/handler.h"
#include "stubserver/decide/decide.h"

namespace ricochet::stubserver {

class CallGate;
class TrafficLog;

/// One exchange whose answer does not leave at once: its errands are run, it is recorded, its
/// latency is waited out, then it leaves. Owner: StubHandler. Destroying it cancels whatever it
/// waits for, without a word to the client. On the loop's thread.
class RunningExchange {
 public:
  struct Hooks {
    /// The answer is decided; nothing of it has left. Called exactly once, before the first byte.
    /// The body stands beside the decision: a copy of what will leave.
    std::function<void(match::Request&&, const StubDecision&, std::string body)> decided;
    MessageRecord messages;  ///< of what comes in after the answer
    /// Nothing more is to be done; the callee may destroy the exchange.
    std::function<void()> done;
  };
  /// `log` may be nullptr.
  struct Tools {
    base::Loop& loop;
    TrafficLog* log;
    CallGate& gate;
    bool keeps_bodies;  ///< false: nobody wants the copy of a body
  };
  /// From this size on a body is copied by a worker: longer than the loop may be held up.
  static constexpr std::size_t kLargeCopy = 1u << 20;
  RunningExchange(const Tools& tools, match::Request request,
                  std::shared_ptr<http::Responder> responder, StubDecision decision, Hooks hooks);

  void start();
  /// The client has left: what was not decided yet is decided now, as an answer that never left.
  void client_left();
  /// Closes the connection without an answer.
  void abort();

 private:
  void next_errand();
  void errand_done(const base::Status& status);
  void copy_body();
  void announce();
  void leave();

  Tools tools_;
  match::Request request_;
  std::uint64_t depth_;
  std::shared_ptr<http::Responder> responder_;
  StubDecision decision_;
  std::vector<std::unique_ptr<Errand>> errands_;  ///< kept until the end: one may be on the stack
  std::vector<std::unique_ptr<Errand>> more_;     ///< what the running one adds
  Hooks hooks_;
  std::size_t next_ = 0;  ///< of errands_
  bool announced_ = false;
  std::optional<std::string> copied_;  ///< the body, for who keeps it
  base::Worker::Ticket copying_;
  base::Timer latency_;
};

}  // namespace ricochet::stubserver
