#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/cidr.h"
#include "base/loop.h"
#include "base/result.h"
#include "http/exchange.h"
#include "http/server.h"
#include "stubserver/model/state.h"
#include "stubserver/rules/rule_set.h"
#include "stubserver/serve/handler.h"
#include "stubserver/serve/session_sets.h"

namespace ricochet::stubserver {

struct StubOptions {
  StubOptions() = default;
  explicit StubOptions(std::string stub_name) : name(std::move(stub_name)) {}

  std::string name = "stub";  ///< the bin in each Exchange, and for messages
  std::string bind = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free port
  http::Limits limits;
  std::optional<net::TlsOptions> tls;        ///< none: plain HTTP
  std::shared_ptr<http::Buffered> buffered;  ///< as of http::ServerOptions
  int no_match_status = kMocoNoMatchStatus;
  bool favicon = false;  ///< an icon for browsers, after all sessions, as Moco's runner has it
  std::vector<base::Cidr> allow;   ///< who may ask; others get a 403 with the reason. Empty: all
  std::uint64_t seed = 0;          ///< of what is random in answers
  std::shared_ptr<CallGate> gate;  ///< through which calls leave; nullptr: one of its own
  /// Of scenarios, which several stubs share: who hands them in also resets them. nullptr: its own.
  std::shared_ptr<StateMachines> machines;
  /// Where several scenarios run at a time: a scope is the number that one was pushed with.
  ScopeFinder scopes;
};

/// How many sets of ended scenarios still answer late calls; the oldest goes first.
inline constexpr std::size_t kMaxRetired = 64;

/// One stub server: a listener, the sessions that answer, and their state. Sessions are tried in
/// this order: overlays of running scenarios (the newest first), what was added, the base, overlays
/// of ended
/// scenarios (the newest first), then the any-sessions of running scenarios and of the base. An
/// ended scenario's any-session does not answer any more: it would swallow calls that nobody
/// expected. Lives on the loop's thread; destroying it closes everything at once, stop() is the
/// polite way.
/// Where StubOptions::scopes tells scenarios apart, a request sees the overlays of its own
/// scenario only, as does one of nobody's none; each scenario has positions, quotas and machines of
/// its own then.
class StubServer {
 public:
  /// `sink` gets each exchange before its answer leaves; `log` may be nullptr, as may `sink`. Both,
  /// and the loop, must outlive the server.
  StubServer(base::Loop& loop, StubOptions options, http::ExchangeSink* sink,
             TrafficLog* log = nullptr);
  ~StubServer();

  /// Errors: those of http::Server::start().
  base::Result<net::Endpoint> start();
  /// "http://127.0.0.1:40123"; after start().
  std::string url() const;
  const std::string& name() const { return options_.name; }

  /// Replaces the suite's sessions; those whose text did not change keep counters and positions.
  void set_base(std::shared_ptr<const RuleSet> rules);
  /// Adds a running scenario's sessions, to be tried before all others. Several of one owner are
  /// added up. Load them with the same LoadOptions::owner: that is what each Exchange names.
  /// `scope`: as of StubOptions::scopes; 0: for everybody.
  void push_overlay(const std::string& owner, std::shared_ptr<const RuleSet> rules,
                    std::uint64_t scope = 0);
  /// A scenario of that number runs: its positions stay until end_scope(). 0: nothing.
  void begin_scope(std::uint64_t scope);
  /// It has ended: late calls go on where it stood, as long as it is among the last
  /// kMaxEndedScopes.
  void end_scope(std::uint64_t scope) { state_.end_scope(scope); }
  /// The scenario has ended: its sessions answer late calls only, attributed to their owner.
  void retire_overlay(const std::string& owner);
  /// Its ended runs answer no late calls any more: the scenario runs again.
  void forget_retired(const std::string& owner);

  /// Sessions that are tried before those of the files (the newest first) and stay when these are
  /// read again: what the control API brings.
  void add(std::shared_ptr<const RuleSet> rules);
  /// Takes back all that add() brought.
  void remove_added();
  /// Puts `others` (maybe none) in the place of one session of the files or of add(); those of
  /// scenarios cannot be changed. What was a file's comes back when the files are read again.
  /// False: there is no such session.
  bool replace(const std::string& id, const RuleSet& others);
  /// What add() and replace() change, to be changed elsewhere when there are many.
  const SessionSets& sets() const { return sets_; }
  /// Takes what was made of `before`; `gone`, which may be nullptr, is not there any more. False:
  /// they have changed meanwhile, make it anew.
  bool exchange(const SessionSets& before, SessionSets after, const Rule* gone);
  /// Of any session that answers; nullptr: none has that id.
  std::shared_ptr<const Rule> by_id(const std::string& id) const { return rules()->by_id(id); }

  void reset_counters() { state_.reset_counters(); }
  void reset_positions() { state_.reset_positions(); }
  /// Positions of `seq` and `cycle` and counters back to the start; answers that wait for their
  /// latency are cancelled, their connections closed.
  void reset_state();

  /// As it was when it began, for a run that finds it serving: no session of a scenario that has
  /// ended, counters, positions and machines at the start.
  void begin_again();

  /// The machines of `state` alone, all of them, back to the start.
  void reset_machines() { state_.machines("").reset(); }

  /// Sessions of that owner ("" is the suite) that never answered; any-sessions are left out. Works
  /// until the owner's overlay is retired, and after that as long as it still answers late calls.
  std::vector<std::shared_ptr<const Rule>> unused_rules(const std::string& owner) const;
  std::uint64_t hits(const Rule& rule) const { return state_.hits(rule); }
  SessionHits all_hits() const { return state_.all_hits(); }
  std::uint64_t unmatched() const { return state_.unmatched(); }
  const CallGate& gate() const { return handler_.gate(); }
  /// Requests whose answer is not complete yet, those that wait for a latency included.
  std::size_t open_exchanges() const;
  /// Callbacks of `on` behind an answer that are still to be sent or have not ended.
  std::size_t open_callbacks() const { return handler_.following(); }

  /// All sessions, in the order in which they are tried.
  const std::shared_ptr<const RuleSet>& rules() const { return handler_.rules(); }
  http::Server& server() { return server_; }
  base::Loop& loop() { return loop_; }
  /// Stops accepting, lets running exchanges end for at most `grace`, then calls `done`.
  void stop(base::Duration grace, std::function<void()> done);

 private:
  struct Overlay {
    std::string owner;
    std::uint64_t scope = 0;
    std::shared_ptr<const RuleSet> rules;
  };
  void publish();
  /// All sessions that a request of that scope is for, in order.
  std::shared_ptr<const RuleSet> stack_for(std::uint64_t scope) const;
  std::shared_ptr<const RuleSet> rules_for(std::uint64_t scope);
  void take(SessionSets next);

  base::Loop& loop_;
  StubOptions options_;
  StubState state_;
  StubHandler handler_;
  http::Server server_;
  SessionSets sets_;
  std::deque<Overlay> live_;     ///< the newest first
  std::deque<Overlay> retired_;  ///< the newest first
  /// Of scopes that have overlays and have asked since the last change.
  std::map<std::uint64_t, std::shared_ptr<const RuleSet>> scoped_;
};

}  // namespace ricochet::stubserver
