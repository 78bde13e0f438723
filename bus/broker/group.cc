#include "bus/broker/group.h"

#include <algorithm>
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
             std::string id, Readers* readers)
    : loop_(loop),
      random_(random),
      options_(options),
      sink_(sink),
      id_(std::move(id)),
      readers_(readers),
      rebalance_timer_(loop),
      expiry_timer_(loop) {
  became_empty();
}

Group::~Group() { forget_readers(); }

void Group::forget_readers() {
  for (const auto& member : members_) assign(*member, {});
  readers_ = nullptr;
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
                       std::int32_t generation, const Line& line) {
  if (const Error error = check_member(member, instance); error != Error::kNone) return error;
  if (line.known()) find(member)->line = line;
  if (generation != generation_) return Error::kIllegalGeneration;
  touch(*find(member));
  return state_ == GroupState::kPreparingRebalance ? Error::kRebalanceInProgress : Error::kNone;
}

Error Group::leave(const std::string& member, const std::string& instance) {
  if (instance.empty() && pending_.erase(member) > 0) {
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
    if (member->line.closed()) gone.push_back(member->who.id);
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
  member.session_timer.after(member.session, [this, id = member.who.id] { session_over(id); });
}

void Group::session_over(const std::string& member) {
  remove(std::string(member), "session timed out");
}

void Group::remove(const std::string& member, std::string_view why) {
  const auto it = std::find_if(members_.begin(), members_.end(),
                               [&](const auto& one) { return one->who.id == member; });
  if (it == members_.end()) return;
  const std::shared_ptr<GroupMember> gone = std::move(*it);
  members_.erase(it);
  assign(*gone, {});
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

std::string Group::new_member_id(const std::string& prefix) {
  return prefix + "-" + random_.uuid4();
}

}  // namespace ricochet::bus::broker
