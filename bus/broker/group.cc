#include "bus/broker/group.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "bus/broker/consumer_protocol.h"

namespace ricochet::bus::broker {

const char* name_of(GroupState state) {
  switch (state) {
    case GroupState::kEmpty:
      return "Empty";
    case GroupState::kPreparingRebalance:
      return "PreparingRebalance";
    case GroupState::kCompletingRebalance:
      return "CompletingRebalance";
    case GroupState::kStable:
      return "Stable";
  }
  return "Dead";
}

Group::Group(base::Loop& loop, base::Random& random, const GroupOptions& options, Sink& sink,
             std::string id, Readers* readers, Memory* state)
    : loop_(loop),
      random_(random),
      options_(options),
      sink_(sink),
      id_(std::move(id)),
      readers_(readers),
      rebalance_timer_(loop),
      expiry_timer_(loop),
      charge_(state),
      offsets_(state) {
  recharge();
  became_empty();
}

Group::~Group() { let_go(); }

void Group::let_go() {
  for (const auto& member : members_) {
    assign(*member, {});
    member->charge.end();
  }
  readers_ = nullptr;
  charge_.end();
  offsets_.end_charge();
}

namespace {

/// With its timer, and what stands for it among those who read.
std::size_t cost_of(const Member& who, const std::vector<GroupProtocol>& protocols,
                    std::size_t assignment) {
  constexpr std::size_t kMember = sizeof(GroupMember) + 256;
  std::size_t bytes = kMember + 3 * who.id.size() + who.instance_id.size() + who.client.id.size() +
                      who.client.host.size() + assignment;
  constexpr std::size_t kOffered = 96;  // when nobody else offers it
  for (const auto& one : protocols)
    bytes += sizeof one + kOffered + 2 * one.name.size() + one.metadata.size();
  return bytes;
}

/// A few bytes of the assignment are a whole name here, and once more with that of the client.
std::size_t cost_of(const Client& client, const std::vector<TopicPartition>& partitions) {
  constexpr std::size_t kPartition = sizeof(TopicPartition) + 256;
  std::size_t bytes = partitions.size() * (kPartition + client.id.size() + client.host.size());
  for (const auto& where : partitions) bytes += 2 * where.topic.size();
  return bytes;
}

}  // namespace

std::size_t Group::cost_of(const std::string& id) { return sizeof(Group) + 1024 + 4 * id.size(); }

void Group::recharge() {
  std::size_t bytes = cost_of(id_) + protocol_type_.size();
  for (const auto& [id, timer] : pending_) bytes += 256 + 2 * id.size();
  charge_.set(bytes);
}

void Group::recharge(GroupMember& member) {
  member.charge.set(broker::cost_of(member.who, member.protocols, member.assignment.size()) +
                    broker::cost_of(member.who.client, member.partitions));
}

/// For the member as it would be then, also if it is yet to come back with its id.
bool Group::has_room_for(const JoinRequest& request) const {
  constexpr std::size_t kUuid = 37;
  const GroupMember* const known =
      request.instance_id.empty() ? find(request.member_id) : find_static(request.instance_id);
  Member who{request.member_id, request.instance_id, request.client};
  const std::string& prefix = who.instance_id.empty() ? who.client.id : who.instance_id;
  who.id.resize(std::max(who.id.size(), prefix.size() + kUuid));
  std::size_t now = broker::cost_of(who, request.protocols, 0) + request.protocol_type.size();
  std::size_t had = 0;
  if (known != nullptr) {
    now += broker::cost_of(request.client, known->partitions);
    had = broker::cost_of(known->who, known->protocols, 0) + protocol_type_.size() +
          broker::cost_of(known->who.client, known->partitions);
  }
  return now <= had || charge_.admit(now - had);
}

bool Group::has_room_for(const SyncRequest& request) const {
  const auto parts = request.by_member();
  std::size_t bytes = 0;
  for (const auto& member : members_) {
    const auto it = parts.find(member->who.id);
    if (it == parts.end()) continue;
    bytes +=
        it->second->size() + broker::cost_of(member->who.client, assigned_partitions(*it->second));
    if (!charge_.admit(bytes)) return false;
  }
  return true;
}

void Group::assign(GroupMember& member, std::vector<TopicPartition> partitions) {
  if (readers_ != nullptr) {
    for (const auto& where : member.partitions) readers_->remove(*this, member.who.client, where);
    for (const auto& where : partitions) readers_->add(*this, member.who.client, where);
  }
  member.partitions = std::move(partitions);
}

GroupMember* Group::find(const std::string& member) const {
  const auto it = std::find_if(members_.begin(), members_.end(),
                               [&](const auto& one) { return one->who.id == member; });
  return it == members_.end() ? nullptr : it->get();
}

GroupMember* Group::find_static(const std::string& instance) const {
  if (instance.empty()) return nullptr;
  const auto it = std::find_if(members_.begin(), members_.end(),
                               [&](const auto& one) { return one->who.instance_id == instance; });
  return it == members_.end() ? nullptr : it->get();
}

Error Group::check_member(const std::string& member, const std::string& instance) const {
  if (const GroupMember* known = find_static(instance); known != nullptr)
    return known->who.id == member ? Error::kNone : Error::kFencedInstanceId;
  if (!instance.empty() || find(member) == nullptr) return Error::kUnknownMemberId;
  return Error::kNone;
}

Error Group::heartbeat(const std::string& member, const std::string& instance,
                       std::int32_t generation, const ClientConnection& connection) {
  if (const Error error = check_member(member, instance); error != Error::kNone) return error;
  if (connection.known()) find(member)->connection = connection;
  if (generation != generation_) return Error::kIllegalGeneration;
  touch(*find(member));
  return state_ == GroupState::kPreparingRebalance ? Error::kRebalanceInProgress : Error::kNone;
}

Error Group::leave(const std::string& member, const std::string& instance) {
  if (instance.empty() && pending_.erase(member) > 0) {
    recharge();
    complete_if_all_joined();
    drop_if_unused();
    return Error::kNone;
  }
  const GroupMember* const known = find_static(instance);
  if (!instance.empty()) {
    if (known == nullptr) return Error::kUnknownMemberId;
    if (!member.empty() && known->who.id != member) return Error::kFencedInstanceId;
    remove(known->who.id, "left");
    return Error::kNone;
  }
  if (find(member) == nullptr) return Error::kUnknownMemberId;
  remove(member, "left");
  return Error::kNone;
}

std::vector<Error> Group::leave(const std::vector<LeavingMember>& members) {
  // Names that nobody has are told apart without a look at each member. Those that leave on the
  // way, also because others do, are still in here: then leave() has the answer.
  std::unordered_set<std::string> ids;
  std::unordered_map<std::string, std::string> id_of_instance;
  for (const auto& one : members_) {
    ids.insert(one->who.id);
    if (!one->who.instance_id.empty()) id_of_instance.emplace(one->who.instance_id, one->who.id);
  }
  for (const auto& [id, timer] : pending_) ids.insert(id);
  const auto answer = [&](const std::string& id, const std::string& instance) {
    if (instance.empty()) return ids.erase(id) == 0 ? Error::kUnknownMemberId : leave(id, instance);
    const auto known = id_of_instance.find(instance);
    if (known == id_of_instance.end() || !ids.contains(known->second))
      return Error::kUnknownMemberId;
    if (!id.empty() && known->second != id) return Error::kFencedInstanceId;
    ids.erase(known->second);
    id_of_instance.erase(known);
    return leave(id, instance);
  };
  std::vector<Error> answers;
  answers.reserve(members.size());
  for (const auto& one : members)
    answers.push_back(answer(std::string(one.id), std::string(one.instance)));
  return answers;
}

Error Group::may_commit(const std::string& member, const std::string& instance,
                        std::int32_t generation, bool transactional) {
  if (generation < 0 && member.empty() && instance.empty()) {
    // Simple consumers, administration, and transactions that tell nothing of a member.
    return members_.empty() || transactional ? Error::kNone : Error::kUnknownMemberId;
  }
  // Whoever says so, without a generation, is believed as long as there is nobody else.
  if (members_.empty()) return generation < 0 ? Error::kNone : Error::kUnknownMemberId;
  if (const Error error = check_member(member, instance); error != Error::kNone) return error;
  if (generation != generation_) return Error::kIllegalGeneration;
  touch(*find(member));
  return state_ == GroupState::kCompletingRebalance && !transactional ? Error::kRebalanceInProgress
                                                                      : Error::kNone;
}

void Group::commit(const Client& client, const std::vector<Commit>& commits) {
  offsets_.commit(commits);
  committed(client, commits);
}

void Group::end_transaction(std::int64_t producer_id, bool commit) {
  const auto visible = offsets_.end(producer_id, commit);
  if (!visible.empty()) committed({}, visible);
}

void Group::committed(const Client& client, const std::vector<Commit>& commits) {
  if (members_.empty()) became_empty();
  sink_.committed(id_, client, commits);
}

void Group::rebalance(std::string_view why) {
  if (!members_.empty()) prepare(why);
}

void Group::coordinator_moved() {
  for (const auto& member : members_) {
    if (const auto joining = std::exchange(member->joining, nullptr)) {
      touch(*member);
      JoinAnswer refusal;
      refusal.error = Error::kNotCoordinator;
      refusal.member_id = member->who.id;
      joining(std::move(refusal));
    }
  }
  fail_syncs(Error::kNotCoordinator);
}

bool Group::expire(const std::string& member) {
  if (find(member) == nullptr) return false;
  remove(member, "session timed out");
  return true;
}

void Group::expire_disconnected() {
  std::vector<std::string> gone;
  for (const auto& member : members_)
    if (member->connection.closed()) gone.push_back(member->who.id);
  for (const auto& id : gone) expire(id);
}

std::set<std::string> Group::subscriptions() const {
  std::set<std::string> all;
  for (const auto& member : members_) {
    for (const auto& one : member->protocols) all.merge(subscribed_topics(one.metadata));
  }
  return all;
}

bool Group::reads(const Client& client, const TopicPartition& where) const {
  return std::any_of(members_.begin(), members_.end(), [&](const auto& member) {
    const auto& has = member->partitions;
    return member->who.client == client && std::find(has.begin(), has.end(), where) != has.end();
  });
}

/// Any request of a member shows that it lives; one that is parked cannot send any.
void Group::touch(GroupMember& member) {
  if (member.parked()) return member.session_timer.cancel();
  // The name goes with the timer.
  member.session_timer.after(
      member.session, [this, id = member.who.id] { remove(std::string(id), "session timed out"); });
}

void Group::remove(const std::string& member, std::string_view why) {
  const auto it = std::find_if(members_.begin(), members_.end(),
                               [&](const auto& one) { return one->who.id == member; });
  if (it == members_.end()) return;
  const std::shared_ptr<GroupMember> gone = std::move(*it);
  members_.erase(it);
  offered_.remove(gone->protocols);
  assign(*gone, {});
  gone->charge.end();
  loop_.destroy_later(gone);  // its timer may be what called
  JoinAnswer refusal;
  refusal.error = Error::kUnknownMemberId;
  refusal.member_id = gone->who.id;
  if (gone->joining) gone->joining(std::move(refusal));
  if (gone->syncing) gone->syncing({Error::kUnknownMemberId, {}});
  gone->joining = nullptr;
  gone->syncing = nullptr;
  sink_.left(id_, gone->who, why);
  if (leader_ == gone->who.id) leader_ = members_.empty() ? "" : members_.front()->who.id;
  if (state_ == GroupState::kPreparingRebalance) return complete_if_all_joined();
  prepare(why);
}

/// Nobody is in it: what is committed stays for a while, then the group goes.
void Group::became_empty() {
  empty_since_ = loop_.now();
  expire_when_over();
}

void Group::expire_when_over() {
  expiry_timer_.after(std::min(options_.unused, options_.offset_retention), [this] {
    // A transaction that still holds offsets will come to its own end.
    const bool over = loop_.now() - empty_since_ >= options_.offset_retention;
    if (offsets_.holds() || !(over || unused())) return expire_when_over();
    const auto callback = expired_;  // it ends this group
    if (callback) callback();
  });
}

/// Nobody ever was in it.
void Group::drop_if_unused() {
  if (!unused() || generation_ > 0) return;
  const auto callback = expired_;
  if (callback) callback();
}

}  // namespace ricochet::bus::broker
