#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/alive.h"
#include "base/cidr.h"
#include "base/loop.h"
#include "http/exchange.h"
#include "http/handler.h"
#include "stubserver/answer/traffic_log.h"
#include "stubserver/decide/decide.h"
#include "stubserver/outgoing/call_gate.h"
#include "stubserver/serve/running_exchange.h"
#include "stubserver/serve/scope_finder.h"

namespace ricochet::stubserver {

struct Examination;

/// What messages call the server: "stub prices", and "stub" alone for the one of that name.
std::string server_name(const std::string& stub);

/// Performs decisions: records the exchange, waits out the latency on a timer of the loop, answers.
/// What would take more than some milliseconds to look at, a worker of the loop's pool looks at
/// first; decided is on the loop all the same, with the state as it is then. Owner: StubServer.
/// Everything it refers to must outlive it.
class StubHandler final : public http::Handler {
 public:
  struct Options {
    std::string bin;  ///< the name in each Exchange
    int no_match_status = kMocoNoMatchStatus;
    std::vector<base::Cidr> allow;   ///< addresses that may ask; empty: all
    std::shared_ptr<CallGate> gate;  ///< through which calls leave; nullptr: one of its own
    /// In which scope of the state a request is answered.
    ScopeFinder scopes;
    /// The sessions for requests of a scope, where not all are for everybody; empty: those of
    /// set_rules(). Never nullptr.
    std::function<std::shared_ptr<const RuleSet>(std::uint64_t scope)> rules_for;
  };
  /// `sink` and `log` may be nullptr.
  StubHandler(base::Loop& loop, Options options, StubState& state, http::ExchangeSink* sink,
              TrafficLog* log);
  ~StubHandler() override;

  void set_rules(std::shared_ptr<const RuleSet> rules);
  const std::shared_ptr<const RuleSet>& rules() const { return rules_; }
  const CallGate& gate() const { return *gate_; }
  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override;

  /// Answers that have not left yet: a worker looks at their request, they wait for their latency
  /// or an errand, or leave slowly.
  std::size_t pending() const { return running_.size() + examined_.size(); }
  /// What follows an answer that has left (callbacks of `on`) and has not ended, those that wait
  /// for their latency included.
  std::size_t following() const { return following_.size(); }
  /// Closes their connections without an answer, and cancels what follows earlier answers.
  void cancel_pending();

  /// How often a request is looked at anew because the sessions were replaced meanwhile, and its
  /// answer made anew because a sequence moved on; then it is decided on the loop whatever it
  /// costs.
  static constexpr std::size_t kMostLooks = 3;

 private:
  std::shared_ptr<const RuleSet> rules_of(std::uint64_t scope) const {
    return options_.rules_for ? options_.rules_for(scope) : rules_;
  }
  NoMatch no_match() const;
  bool decide_at_once(StubDecision& decision, match::Subject& subject,
                      std::optional<std::vector<std::string>>& marks);
  std::uint64_t scope_of(const Examination& examination) const;
  void answer(match::Request&& request, std::shared_ptr<http::Responder> responder,
              StubDecision&& decision, base::TimePoint received, base::WallTime received_wall);
  void examine(match::Request request, std::shared_ptr<http::Responder> responder,
               std::optional<std::vector<std::string>> marks);
  void look_whose(std::uint64_t id);
  void look(std::uint64_t id);
  bool rehearse_first(std::uint64_t id);
  void looked(std::uint64_t id, const std::optional<base::Diag>& refused);
  void client_left(std::uint64_t id);
  void cancel(const std::unordered_map<std::uint64_t, std::unique_ptr<Examination>>& examined);
  void record_undecided(Examination& examination, int status, std::string why);
  bool allowed(const match::Request& request) const;
  /// `body`: a copy of the answer's.
  void record(match::Request&& request, const StubDecision& decision, std::string body,
              base::TimePoint received, base::WallTime received_wall);
  void perform(match::Request&& request, std::shared_ptr<http::Responder> responder,
               StubDecision&& decision, base::TimePoint received, base::WallTime received_wall);
  void follow_up(const match::Request& request, StubDecision& decision);

  base::Loop& loop_;
  Options options_;
  StubState& state_;
  http::ExchangeSink* sink_;
  TrafficLog* log_;
  std::shared_ptr<CallGate> gate_;
  std::shared_ptr<const RuleSet> rules_;
  std::uint64_t next_id_ = 1;
  std::unordered_map<std::uint64_t, std::unique_ptr<RunningExchange>> running_;
  struct Following;
  std::unordered_map<std::uint64_t, std::unique_ptr<Following>> following_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Examination>> examined_;
  base::Alive alive_;  ///< a client that leaves after our end finds nothing to cancel
};

}  // namespace ricochet::stubserver
