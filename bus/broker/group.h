#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/loop.h"
#include "base/random.h"
#include "bus/broker/errors.h"
#include "bus/broker/group_requests.h"
#include "bus/broker/memory.h"
#include "bus/broker/offered.h"
#include "bus/broker/offsets.h"
#include "bus/broker/options.h"
#include "bus/broker/readers.h"
#include "bus/broker/sink.h"

namespace ricochet::bus::broker {

enum class GroupState { kEmpty, kPreparingRebalance, kCompletingRebalance, kStable };
const char* name_of(GroupState state);

struct GroupMember {
  GroupMember(base::Loop& loop, Memory* state) : session_timer(loop), charge(state) {}
  Member who;
  ClientConnection connection;  ///< that it spoke through last
  base::Duration session{}, rebalance{};
  std::vector<GroupProtocol> protocols;
  std::string assignment;
  /// What `assignment` says, if it is a consumer's; Group::assign() changes it.
  std::vector<TopicPartition> partitions;
  bool synced = false;  ///< it has asked for its part in this generation
  bool skips_assignment = false;
  std::function<void(JoinAnswer)> joining;  ///< parked
  std::function<void(SyncAnswer)> syncing;  ///< parked
  base::Timer session_timer;
  Charge charge;
  bool parked() const { return joining || syncing; }
};

/// One consumer group of the classic protocol (KIP-62, 345, 394, 800), whatever its members put
/// into metadata and assignments. Plain logic: timers on the loop, answers through callbacks, which
/// run inside the call that decides them and must not call back.
class Group {
 public:
  using JoinDone = std::function<void(JoinAnswer)>;
  using SyncDone = std::function<void(SyncAnswer)>;

  Group(base::Loop& loop, base::Random& random, const GroupOptions& options, Sink& sink,
        std::string id, Readers* readers = nullptr, Memory* state = nullptr);
  ~Group();
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  /// What would be wrong with this request if there were no group yet: it need not be made.
  static Error check_first(const JoinRequest& request, const GroupOptions& options);
  void join(JoinRequest request, JoinDone done);
  void sync(SyncRequest request, SyncDone done);
  Error heartbeat(const std::string& member, const std::string& instance, std::int32_t generation,
                  const ClientConnection& connection = {});
  /// A static member may be named by its instance alone.
  Error leave(const std::string& member, const std::string& instance);
  /// The same of each of these, in order. A request may name far more than there are.
  std::vector<Error> leave(const std::vector<LeavingMember>& members);
  /// May these offsets be committed? Generation -1: only while there is no member.
  Error may_commit(const std::string& member, const std::string& instance, std::int32_t generation,
                   bool transactional);
  void commit(const Client& client, const std::vector<Commit>& commits);
  /// What that producer's transaction held becomes visible, or goes.
  void end_transaction(std::int64_t producer_id, bool commit);
  /// All members are asked to join again.
  void rebalance(std::string_view why);
  /// Those that wait here are told to look for the coordinator elsewhere.
  void coordinator_moved();
  /// As if the session had timed out. False: there is no such member.
  bool expire(const std::string& member);
  /// The same for all whose connection is closed: their process has ended, or they will come back.
  void expire_disconnected();

  const std::string& id() const { return id_; }
  GroupState state() const { return state_; }
  std::int32_t generation() const { return generation_; }
  const std::string& protocol_type() const { return protocol_type_; }
  const std::string& protocol() const { return protocol_; }
  const std::string& leader() const { return leader_; }
  /// In the order in which they joined.
  const std::vector<std::unique_ptr<GroupMember>>& members() const { return members_; }
  /// Has a member that calls itself so, from there, this partition?
  bool reads(const Client& client, const TopicPartition& where) const;
  Offsets& offsets() { return offsets_; }
  const Offsets& offsets() const { return offsets_; }
  /// Nobody would miss it: it has no members, nobody is about to join, and there are no offsets.
  bool unused() const { return members_.empty() && pending_.empty() && offsets_.empty(); }
  /// All topics that members say that they read; none of subscriptions that cannot be read.
  std::set<std::string> subscriptions() const;
  bool subscribed(const std::string& topic) const { return subscriptions().contains(topic); }
  /// It is no longer one of the groups: what it told `readers`, and what it takes, is given back.
  void let_go();
  static std::size_t cost_of(const std::string& id);
  /// No member, and nobody committed for so long.
  void on_expired(std::function<void()> callback) { expired_ = std::move(callback); }

 private:
  GroupMember* find(const std::string& member) const;
  GroupMember* find_static(const std::string& instance) const;
  Error check_member(const std::string& member, const std::string& instance) const;
  bool fits(const JoinRequest& request) const;
  bool has_room_for(const JoinRequest& request) const;
  bool has_room_for(const SyncRequest& request) const;
  void recharge();
  static void recharge(GroupMember& member);
  void join_new(JoinRequest request, JoinDone done);
  void join_known(GroupMember& member, JoinRequest request, JoinDone done);
  void replace_static(GroupMember& member, JoinRequest request, JoinDone done);
  void add(const std::string& member_id, JoinRequest request, JoinDone done);
  void wait_for_more(const GroupMember& first);
  void park(GroupMember& member, JoinRequest request, JoinDone done);
  void update(GroupMember& member, JoinRequest request);
  void admit_later(const JoinRequest& request, const std::string& member_id);
  JoinAnswer standing(const GroupMember& member) const;

  void prepare(std::string_view why);
  void complete_if_all_joined();
  void complete_join();
  std::string vote() const;
  void fail_syncs(Error error);
  void hand_out(const SyncRequest& request);
  void remove(const std::string& member, std::string_view why);
  void touch(GroupMember& member);
  void not_synced();
  void committed(const Client& client, const std::vector<Commit>& commits);
  void became_empty();
  void expire_when_over();
  void drop_if_unused();
  void assign(GroupMember& member, std::vector<TopicPartition> partitions);

  base::Loop& loop_;
  base::Random& random_;
  const GroupOptions& options_;
  Sink& sink_;
  std::string id_;
  Readers* readers_;
  GroupState state_ = GroupState::kEmpty;
  std::int32_t generation_ = 0;
  std::string protocol_type_, protocol_, leader_;
  std::vector<std::unique_ptr<GroupMember>> members_;
  OfferedProtocols offered_;  ///< by all of them
  /// Ids that were given out and have not joined yet.
  std::map<std::string, std::unique_ptr<base::Timer>> pending_;
  base::Timer rebalance_timer_;
  bool delayed_ = false;  ///< the first join waits for more members
  base::Timer expiry_timer_;
  base::TimePoint empty_since_;
  Charge charge_;
  Offsets offsets_;
  std::function<void()> expired_;
};

}  // namespace ricochet::bus::broker
