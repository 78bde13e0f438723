#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

#include "base/duration.h"
#include "base/random.h"
#include "stubserver/model/quota_counter.h"
#include "stubserver/model/recordings.h"
#include "stubserver/model/rule.h"
#include "stubserver/model/state_machines.h"

namespace ricochet::stubserver {

class WebSocketRoom;

/// What an answer may depend on besides the request: handed in, so that tests own it.
struct StubWorld {
  StubWorld(const base::Random& source, std::function<base::WallTime()> wall,
            std::function<base::TimePoint()> monotonic = base::Clock::now)
      : random(source), wall_now(std::move(wall)), now(std::move(monotonic)) {}
  base::Random random;
  std::function<base::WallTime()> wall_now;
  std::function<base::TimePoint()> now;
};

/// A world that stands still: what `world` has now, and randomness drawn from it.
StubWorld frozen(StubWorld& world);

/// Whether the text of the session has one.
bool has_template(const Rule& rule);

/// What changes about one session while it answers, or about the entries of one `resource`.
struct RuleState : std::enable_shared_from_this<RuleState> {
  explicit RuleState(std::shared_ptr<const Rule> r)
      : rule(std::move(r)),
        cursors(rule->cursors),
        files(rule->files),
        fills_in(has_template(*rule)) {}
  /// Where `seq` and `cycle` stand.
  std::vector<std::uint64_t> positions() const { return {cursors.begin(), cursors.end()}; }
  /// `positions`: of the same session.
  void move_to(const std::vector<std::uint64_t>& positions);

  std::shared_ptr<const Rule> rule;
  std::atomic<std::uint64_t> hits{0};  ///< of all scopes; counted in the server's own state only
  std::vector<std::atomic<std::uint64_t>> cursors;  ///< of `seq` and `cycle`, each handed out once
  std::unique_ptr<QuotaCounter> quota;              ///< nullptr: none was used yet
  std::shared_ptr<WebSocketRoom> room;              ///< the same, of a `websocket`
  FilesAre files;
  bool dear = false;  ///< its answer once took longer than the loop may be held up
  bool fills_in;      ///< it has a template, as far as its text tells; one too many does no harm
};

/// How many ended scopes (StubState::end_scope()) keep what late calls go on with.
inline constexpr std::size_t kMaxEndedScopes = 64;

/// Everything about a stub server that changes from request to request, in one place. Owner:
/// StubServer. Positions and counters are atomic; sessions are added and removed on the loop's
/// thread only.
class StubState : public std::enable_shared_from_this<StubState> {
 public:
  /// `owned`: the machines of scenarios, which several stub servers may share; nullptr: its own.
  explicit StubState(StubWorld world, std::shared_ptr<StateMachines> owned = nullptr)
      : world_(std::move(world)),
        owned_(owned ? std::move(owned) : std::make_shared<StateMachines>()),
        began_(world_.now()) {}

  /// What changes for the requests of one scope: positions, quotas and machines of its own, each
  /// from the start, and a random stream of its own. What is counted here includes theirs, also
  /// when they are gone; recordings and the machines of scenarios are the same for all. 0: this.
  /// One that has begun stays until it ends; of all others, the ended ones, the kMaxEndedScopes
  /// last ones stay. Who needs it longer than the call keep()s it.
  StubState& in_scope(std::uint64_t scope);
  void begin_scope(std::uint64_t scope) { running_.insert(scope); }
  /// Its late calls go on where it stands, as long as it stays.
  void end_scope(std::uint64_t scope);
  void forget_scopes();                                  ///< all of them, and none runs
  std::size_t scopes() const { return scopes_.size(); }  ///< that are kept
  /// For who outlives the scope, but not the server's own state, which owns itself.
  std::shared_ptr<StubState> keep();

  StubWorld& world() { return world_; }
  /// Since the server began to serve, or since the last reset().
  base::Duration running() const { return world_.now() - began_; }
  void begin() { began_ = world_.now(); }
  /// What `record` keeps; a reload leaves it alone.
  Recordings& recordings() { return parent_ == nullptr ? recordings_ : parent_->recordings_; }
  /// nullptr: there is none, or in a rehearsal it is not known.
  std::shared_ptr<const Recording> recording(const std::string& group,
                                             const std::string& identifier);
  /// A scratch state, in which an answer is made for nothing, so that what templates come to is
  /// known: whatever may be needed is worked out, the answer of a quota that is used up too.
  bool is_rehearsal() const { return is_rehearsal_; }
  /// `known`: what is recorded, where that may be looked at, on the loop; it must outlive this.
  void set_rehearsal(const Recordings* known = nullptr) {
    is_rehearsal_ = true;
    known_recordings_ = known;
  }
  /// In which states the machines of that owner are; "" owns those of the server's own sessions.
  StateMachines& machines(const std::string& owner) { return owner.empty() ? machines_ : *owned_; }
  RuleState& of(const std::shared_ptr<const Rule>& rule);
  RuleState* find(const Rule& rule);           ///< nullptr: it never answered, or is gone
  std::uint64_t hits(const Rule& rule) const;  ///< 0 for a session that never answered
  std::unordered_map<const Rule*, std::uint64_t> all_hits() const;  ///< of those that answered
  void count_hit(RuleState& answering);                             ///< of this scope
  std::uint64_t unmatched() const { return unmatched_; }
  void count_unmatched() { ++(parent_ == nullptr ? unmatched_ : parent_->unmatched_); }

  /// All positions, counters, quotas and machines back to the start, nothing recorded.
  void reset();
  /// Only the counters: hits and unmatched requests.
  void reset_counters();
  /// Only what decides about the next answer: positions of `seq` and `cycle`, quotas,
  /// machines.
  void reset_positions();
  /// Hands the counters and positions of `from` to the sessions of `to` with the same text: a
  /// reload that changes one session leaves the others where they are. What has no heir is dropped.
  /// A machine keeps its states as long as one session of `to` names it.
  void carry_over(const Rules& from, const Rules& to);
  void forget(const Rules& rules);
  void forget(const Rule& rule);  ///< what it shares with others stays

 private:
  void note_ended(std::uint64_t scope);

  StubWorld world_;
  bool is_rehearsal_ = false;
  const Recordings* known_recordings_ = nullptr;
  Recordings recordings_;
  StateMachines machines_;
  std::shared_ptr<StateMachines> owned_;
  std::unordered_map<const Rule*, std::shared_ptr<RuleState>> states_;
  std::map<std::uint64_t, std::shared_ptr<StubState>> scopes_;
  std::set<std::uint64_t> running_;
  std::deque<std::uint64_t> ended_;  ///< of scopes_, the first that ended in front
  StubState* parent_ = nullptr;      ///< of one scope
  std::atomic<std::uint64_t> unmatched_{0};
  base::TimePoint began_;
};

}  // namespace ricochet::stubserver
