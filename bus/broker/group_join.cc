#include <algorithm>

#include "bus/broker/consumer_protocol.h"
#include "bus/broker/group.h"

// The two phases of a rebalance: all members join, then the leader hands out.

namespace ricochet::bus::broker {

namespace {

JoinAnswer refusal(Error error, const std::string& member_id) {
  JoinAnswer answer;
  answer.error = error;
  answer.member_id = member_id;
  return answer;
}

bool offers(const GroupMember& member, const std::string& protocol) {
  return std::any_of(member.protocols.begin(), member.protocols.end(),
                     [&](const GroupProtocol& one) { return one.name == protocol; });
}

std::string new_member_id(base::Random& random, const std::string& prefix) {
  return prefix + "-" + random.uuid4();
}

const std::string& metadata_of(const GroupMember& member, const std::string& protocol) {
  static const std::string kNothing;
  const auto it = std::find_if(member.protocols.begin(), member.protocols.end(),
                               [&](const GroupProtocol& one) { return one.name == protocol; });
  return it == member.protocols.end() ? kNothing : it->metadata;
}

}  // namespace

Error Group::check_first(const JoinRequest& request, const GroupOptions& options) {
  if (request.session < options.min_session || request.session > options.max_session)
    return Error::kInvalidSessionTimeout;
  const bool offers_some =
      !request.protocols.empty() && request.protocols.size() <= options.max_protocols;
  return request.protocol_type.empty() || !offers_some ? Error::kInconsistentGroupProtocol
                                                       : Error::kNone;
}

void Group::join(JoinRequest request, JoinDone done) {
  if (const Error error = check_first(request, options_); error != Error::kNone)
    return done(refusal(error, request.member_id));
  if (!fits(request)) return done(refusal(Error::kInconsistentGroupProtocol, request.member_id));
  if (!has_room_for(request)) {
    done(refusal(Error::kCoordinatorNotAvailable, request.member_id));
    return drop_if_unused();
  }
  GroupMember* const same_instance = find_static(request.instance_id);
  if (request.member_id.empty()) {
    if (same_instance != nullptr)
      return replace_static(*same_instance, std::move(request), std::move(done));
    return join_new(std::move(request), std::move(done));
  }
  if (request.instance_id.empty() && pending_.erase(request.member_id) > 0) {
    const std::string id = request.member_id;
    recharge();
    return add(id, std::move(request), std::move(done));
  }
  if (same_instance != nullptr && same_instance->who.id != request.member_id)
    return done(refusal(Error::kFencedInstanceId, request.member_id));
  GroupMember* const member = find(request.member_id);
  if (member == nullptr || member->who.instance_id != request.instance_id)
    return done(refusal(Error::kUnknownMemberId, request.member_id));
  join_known(*member, std::move(request), std::move(done));
}

/// One protocol at least that all the others offer, too.
bool Group::fits(const JoinRequest& request) const {
  // What it offered until now does not count; it may be named by its id, its instance, or both.
  std::set<const GroupMember*> itself{find(request.member_id), find_static(request.instance_id)};
  itself.erase(nullptr);
  if (!members_.empty() && request.protocol_type != protocol_type_) return false;
  const std::size_t others = members_.size() - itself.size();
  if (others == 0) return true;
  return std::any_of(request.protocols.begin(), request.protocols.end(), [&](const auto& protocol) {
    const auto own = std::count_if(itself.begin(), itself.end(), [&](const GroupMember* member) {
      return offers(*member, protocol.name);
    });
    return offered_.members_with(protocol.name) == others + static_cast<std::size_t>(own);
  });
}

void Group::join_new(JoinRequest request, JoinDone done) {
  if (members_.size() + pending_.size() >= options_.max_members)
    return done(refusal(Error::kGroupMaxSizeReached, ""));
  const bool is_static = !request.instance_id.empty();
  const std::string id =
      new_member_id(random_, is_static ? request.instance_id : request.client.id);
  if (!is_static && request.needs_known_id) {
    admit_later(request, id);
    return done(refusal(Error::kMemberIdRequired, id));
  }
  add(id, std::move(request), std::move(done));
}

/// The client is told its id and must come back with it (KIP-394): so no member is left behind when
/// it did not get the answer.
void Group::admit_later(const JoinRequest& request, const std::string& member_id) {
  auto timer = std::make_unique<base::Timer>(loop_);
  timer->after(request.session, [this, member_id] {
    const auto node = pending_.extract(member_id);
    if (node) loop_.destroy_later(std::shared_ptr<base::Timer>(std::move(node.mapped())));
    recharge();
    complete_if_all_joined();
    drop_if_unused();
  });
  pending_.emplace(member_id, std::move(timer));
  recharge();
}

void Group::add(const std::string& member_id, JoinRequest request, JoinDone done) {
  expiry_timer_.cancel();
  auto member = std::make_unique<GroupMember>(loop_, charge_.memory());
  member->who = {member_id, request.instance_id, request.client};
  if (members_.empty()) {
    leader_ = member_id;
    protocol_type_ = request.protocol_type;
    recharge();
  }
  GroupMember& added = *member;
  members_.push_back(std::move(member));
  sink_.joined(id_, added.who);
  const bool first = members_.size() == 1 && state_ == GroupState::kEmpty;
  park(added, std::move(request), std::move(done));
  const bool waits = options_.initial_delay.count() > 0 || options_.initial_members > 1;
  if (first && waits) return wait_for_more(added);
  if (delayed_ && options_.initial_members > 1 && members_.size() >= options_.initial_members)
    delayed_ = false;
  prepare("member joined");
}

/// The first generation may be made for all that are about to come.
void Group::wait_for_more(const GroupMember& first) {
  delayed_ = true;
  state_ = GroupState::kPreparingRebalance;
  sink_.rebalancing(id_, generation_, "first member");
  const auto wait = options_.initial_delay.count() > 0 ? options_.initial_delay : first.rebalance;
  rebalance_timer_.after(wait, [this] {
    delayed_ = false;
    complete_if_all_joined();
  });
}

void Group::update(GroupMember& member, JoinRequest request) {
  if (request.connection.known()) member.connection = request.connection;
  member.session = request.session;
  member.rebalance = request.rebalance.count() > 0 ? request.rebalance : request.session;
  offered_.remove(member.protocols);
  member.protocols = std::move(request.protocols);
  offered_.add(member.protocols);
  member.skips_assignment = request.skips_assignment;
  if (member.who.client != request.client) {
    auto partitions = member.partitions;
    assign(member, {});
    member.who.client = std::move(request.client);
    assign(member, std::move(partitions));
  }
  recharge(member);
}

void Group::park(GroupMember& member, JoinRequest request, JoinDone done) {
  // A client that lost its connection asks again: the answer goes to the newest request.
  if (member.joining) member.joining(refusal(Error::kRebalanceInProgress, member.who.id));
  update(member, std::move(request));
  member.joining = std::move(done);
  member.session_timer.cancel();
}

void Group::join_known(GroupMember& member, JoinRequest request, JoinDone done) {
  const bool changed = member.protocols != request.protocols;
  const bool stands = (state_ == GroupState::kCompletingRebalance && !changed) ||
                      (state_ == GroupState::kStable && !changed && member.who.id != leader_);
  if (stands) {
    update(member, std::move(request));
    touch(member);
    return done(standing(member));
  }
  const bool leads = member.who.id == leader_;
  park(member, std::move(request), std::move(done));
  prepare(changed ? "subscription changed" : leads ? "leader joined again" : "member joined again");
}

/// The current generation once more, for a member that missed its answer.
JoinAnswer Group::standing(const GroupMember& member) const {
  JoinAnswer answer;
  answer.generation = generation_;
  answer.protocol_type = protocol_type_;
  answer.protocol = protocol_;
  answer.leader = leader_;
  answer.member_id = member.who.id;
  if (member.who.id != leader_) return answer;
  for (const auto& one : members_)
    answer.members.push_back({one->who.id, one->who.instance_id, metadata_of(*one, protocol_)});
  return answer;
}

/// A static member came back without its id (KIP-345): it gets a new one, the old one is fenced,
/// and nobody else needs to know unless its subscription changed.
void Group::replace_static(GroupMember& member, JoinRequest request, JoinDone done) {
  const std::string old_id = member.who.id;
  const std::string old_leader = leader_;
  const bool changed = member.protocols != request.protocols;
  if (member.joining) member.joining(refusal(Error::kFencedInstanceId, old_id));
  if (member.syncing) member.syncing({Error::kFencedInstanceId, {}});
  member.joining = nullptr;
  member.syncing = nullptr;
  sink_.left(id_, member.who, "replaced");
  member.who.id = new_member_id(random_, request.instance_id);
  if (leader_ == old_id) leader_ = member.who.id;
  if (state_ != GroupState::kStable || changed) {
    park(member, std::move(request), std::move(done));
    sink_.joined(id_, member.who);
    return prepare("static member joined again");
  }
  update(member, std::move(request));
  sink_.joined(id_, member.who);
  touch(member);
  JoinAnswer answer = standing(member);
  if (member.skips_assignment) {
    answer.skip_assignment = member.who.id == leader_;
  } else {
    // Before v9 a leader cannot be told to leave the assignment as it is: it must not know.
    answer.leader = old_leader;
    answer.members.clear();
  }
  done(std::move(answer));
}

void Group::prepare(std::string_view why) {
  if (state_ == GroupState::kPreparingRebalance) return complete_if_all_joined();
  fail_syncs(Error::kRebalanceInProgress);
  state_ = GroupState::kPreparingRebalance;
  sink_.rebalancing(id_, generation_, why);
  base::Duration longest{0};
  for (const auto& member : members_) longest = std::max(longest, member->rebalance);
  rebalance_timer_.after(longest, [this] { complete_join(); });
  complete_if_all_joined();
}

void Group::complete_if_all_joined() {
  if (state_ != GroupState::kPreparingRebalance || delayed_ || !pending_.empty()) return;
  const bool all = std::all_of(members_.begin(), members_.end(),
                               [](const auto& member) { return member->joining != nullptr; });
  if (all) complete_join();
}

/// The next generation, of those who joined. Static members keep their place until their session
/// ends.
void Group::complete_join() {
  rebalance_timer_.cancel();
  delayed_ = false;
  std::vector<std::unique_ptr<GroupMember>> absent;
  for (auto& member : members_) {
    if (member->joining || !member->who.instance_id.empty()) continue;
    assign(*member, {});
    offered_.remove(member->protocols);
    absent.push_back(std::move(member));
  }
  std::erase(members_, nullptr);
  for (const auto& member : absent) sink_.left(id_, member->who, "did not rejoin");
  const GroupMember* const leader = find(leader_);
  if (leader == nullptr || !leader->joining) {
    const auto it = std::find_if(members_.begin(), members_.end(),
                                 [](const auto& member) { return member->joining != nullptr; });
    if (it != members_.end()) leader_ = (*it)->who.id;
  }
  ++generation_;
  if (members_.empty()) {
    state_ = GroupState::kEmpty;
    protocol_.clear();
    leader_.clear();
    return became_empty();
  }
  protocol_ = vote();
  state_ = GroupState::kCompletingRebalance;
  base::Duration longest{0};
  for (const auto& member : members_) longest = std::max(longest, member->rebalance);
  rebalance_timer_.after(longest, [this] { not_synced(); });
  for (const auto& member : members_) {
    member->assignment.clear();
    member->synced = false;
    assign(*member, {});
    recharge(*member);
    const auto joining = std::exchange(member->joining, nullptr);
    if (!joining) continue;  // a static one that is away: its session goes on
    touch(*member);
    joining(standing(*member));
  }
}

/// Each member votes for the first of its protocols that all of them offer.
std::string Group::vote() const {
  std::map<std::string, int> votes;
  std::string best;
  for (const auto& member : members_) {
    for (const auto& protocol : member->protocols) {
      if (offered_.members_with(protocol.name) != members_.size()) continue;
      const int count = ++votes[protocol.name];
      if (best.empty() || count > votes[best]) best = protocol.name;
      break;
    }
  }
  return best;
}

void Group::sync(SyncRequest request, SyncDone done) {
  if (const Error error = check_member(request.member_id, request.instance_id);
      error != Error::kNone)
    return done({error, {}});
  if (request.generation != generation_) return done({Error::kIllegalGeneration, {}});
  if (request.names_protocol &&
      (request.protocol_type != protocol_type_ || request.protocol != protocol_))
    return done({Error::kInconsistentGroupProtocol, {}});
  GroupMember& member = *find(request.member_id);
  switch (state_) {
    case GroupState::kEmpty:
      return done({Error::kUnknownMemberId, {}});
    case GroupState::kPreparingRebalance:
      return done({Error::kRebalanceInProgress, {}});
    case GroupState::kStable:
      member.synced = true;
      touch(member);
      return done({Error::kNone, member.assignment});
    case GroupState::kCompletingRebalance:
      break;
  }
  // Then it stays as it is: the leader asks again, as long as a rebalance may take.
  if (member.who.id == leader_ && !has_room_for(request))
    return done({Error::kCoordinatorNotAvailable, {}});
  if (member.syncing) member.syncing({Error::kRebalanceInProgress, {}});
  member.syncing = std::move(done);
  member.synced = true;
  member.session_timer.cancel();
  if (member.who.id == leader_) hand_out(request);
}

/// Who has not asked for its part yet has as long as before; see not_synced().
void Group::hand_out(const SyncRequest& request) {
  state_ = GroupState::kStable;
  const auto parts = request.by_member();
  for (const auto& member : members_) {
    const auto it = parts.find(member->who.id);
    if (it == parts.end()) continue;
    member->assignment = *it->second;
    assign(*member, assigned_partitions(*it->second));
    recharge(*member);
  }
  for (const auto& member : members_) {
    sink_.assigned(id_, member->who, generation_, member->partitions);
    const auto syncing = std::exchange(member->syncing, nullptr);
    if (!syncing) continue;  // it will ask, and is watched by its session until then
    touch(*member);
    syncing({Error::kNone, member->assignment});
  }
}

/// Who joined and did not ask for its part in time holds up all the others, or keeps partitions
/// that it does not know of.
void Group::not_synced() {
  std::vector<std::string> late;
  for (const auto& member : members_) {
    if (!member->synced) late.push_back(member->who.id);
  }
  for (const auto& id : late) remove(id, "did not sync");
}

void Group::fail_syncs(Error error) {
  for (const auto& member : members_) {
    const auto syncing = std::exchange(member->syncing, nullptr);
    if (!syncing) continue;
    touch(*member);
    syncing({error, {}});
  }
}

}  // namespace ricochet::bus::broker
