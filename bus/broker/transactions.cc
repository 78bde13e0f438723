#include "bus/broker/transactions.h"

#include <algorithm>
#include <utility>

#include "bus/broker/producers.h"

namespace ricochet::bus::broker {

namespace {

/// With its timer, which keeps the name once more.
std::size_t cost_of_id(const std::string& id) {
  return sizeof(Transactions::Transaction) + 256 + 2 * id.size();
}

std::size_t cost_of_group(const std::string& group) { return 96 + group.size(); }

}  // namespace

const char* name_of(TransactionState state) {
  switch (state) {
    case TransactionState::kEmpty:
      return "Empty";
    case TransactionState::kOngoing:
      return "Ongoing";
    case TransactionState::kCompleteCommit:
      return "CompleteCommit";
    case TransactionState::kCompleteAbort:
      return "CompleteAbort";
  }
  return "Dead";
}

Transactions::Transactions(base::Loop& loop, const TransactionOptions& options, Sink& sink,
                           Effects effects, Memory* state)
    : loop_(loop),
      options_(options),
      sink_(sink),
      effects_(std::move(effects)),
      state_(state),
      expiry_(loop) {}

std::size_t Transactions::cost_of(const TopicPartition& where) {
  // What its end adds to the partition is counted from now on: there it may not be refused.
  return sizeof where + where.topic.size() + 64 + Producers::kCost;
}

std::int64_t Transactions::now_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(loop_.wall_now().time_since_epoch())
      .count();
}

Transactions::Producer Transactions::init_idempotent() {
  return {Error::kNone, next_producer_id_++, 0};
}

Transactions::Producer Transactions::init(const std::string& id, std::int32_t timeout_ms,
                                          std::int64_t producer_id, std::int16_t epoch) {
  if (id.empty()) return {Error::kInvalidRequest};
  const auto longest = std::chrono::duration_cast<std::chrono::milliseconds>(options_.max_timeout);
  if (timeout_ms <= 0 || timeout_ms > longest.count()) return {Error::kInvalidTransactionTimeout};
  const auto it = transactions_.find(id);
  if (it == transactions_.end()) {
    const std::size_t cost = cost_of_id(id);
    if (!make_room(cost)) return {Error::kCoordinatorNotAvailable};
    Transaction& made = transactions_[id];
    made.charge = Charge(state_);
    made.charge.set(cost);
    made.producer_id = next_producer_id_++;
    made.epoch = 0;
    made.timeout_ms = timeout_ms;
    touch(made);
    if (!expiry_.pending()) expire();
    return {Error::kNone, made.producer_id, made.epoch};
  }
  Transaction& known = it->second;
  const bool goes_on = producer_id >= 0;
  const bool again = goes_on && producer_id == known.producer_id && epoch == known.asked_with_epoch;
  if (goes_on && !again && (producer_id != known.producer_id || epoch != known.epoch))
    return {Error::kProducerFenced};
  touch(known);
  if (again && known.state != TransactionState::kOngoing)
    return {Error::kNone, known.producer_id, known.epoch};
  // The marker of the abort carries the new epoch, so that partitions refuse the old one, too.
  const bool open = known.state == TransactionState::kOngoing;
  next_epoch(known);
  if (open) {
    complete(id, known, false, TransactionEnd::kFenced);
    if (!goes_on || known.epoch == INT16_MAX) next_epoch(known);
  }
  known.state = TransactionState::kEmpty;
  known.ended_by_id = -1;
  known.asked_with_epoch = goes_on && known.producer_id == producer_id ? epoch : std::int16_t{-1};
  known.timeout_ms = timeout_ms;
  return {Error::kNone, known.producer_id, known.epoch};
}

void Transactions::next_epoch(Transaction& transaction) {
  // The last number is never given out: Kafka then goes on with a new producer id.
  if (transaction.epoch >= INT16_MAX - 1 && transaction.state != TransactionState::kOngoing) {
    transaction.producer_id = next_producer_id_++;
    transaction.epoch = 0;
  } else if (transaction.epoch < INT16_MAX) {
    ++transaction.epoch;
  }
}

void Transactions::touch(Transaction& transaction) {
  transaction.used = ++clock_;
  transaction.used_at = loop_.now();
}

/// For one more id: the one that was not used for longest goes; false: all of them are in a
/// transaction, or there are not so many bytes.
bool Transactions::make_room(std::size_t bytes) {
  if (state_ != nullptr && !state_->admit(bytes)) return false;
  if (transactions_.size() < options_.max_ids) return true;
  auto oldest = transactions_.end();
  for (auto it = transactions_.begin(); it != transactions_.end(); ++it) {
    if (it->second.state == TransactionState::kOngoing) continue;
    if (oldest == transactions_.end() || it->second.used < oldest->second.used) oldest = it;
  }
  if (oldest == transactions_.end()) return false;
  transactions_.erase(oldest);
  return true;
}

/// As Kafka's transactional.id.expiration.ms: ids that nobody used for so long.
void Transactions::expire() {
  base::TimePoint next = loop_.now() + options_.unused;
  std::erase_if(transactions_, [&](const auto& one) {
    const bool open = one.second.state == TransactionState::kOngoing;
    const auto over = one.second.used_at + options_.unused;
    if (!open && over <= loop_.now()) return true;
    if (!open) next = std::min(next, over);
    return false;
  });
  if (!transactions_.empty()) expiry_.after(next - loop_.now(), [this] { expire(); });
}

Error Transactions::check(const Claim& claim) const {
  const auto it = transactions_.find(claim.id);
  if (it == transactions_.end() || it->second.producer_id != claim.producer_id)
    return Error::kInvalidProducerIdMapping;
  return it->second.epoch == claim.epoch ? Error::kNone : Error::kProducerFenced;
}

Transactions::Transaction& Transactions::open(const std::string& id) {
  Transaction& transaction = transactions_.at(id);
  touch(transaction);
  if (transaction.state == TransactionState::kOngoing) return transaction;
  transaction.state = TransactionState::kOngoing;
  transaction.ended_by_id = -1;
  transaction.started_ms = now_ms();
  transaction.timer = std::make_unique<base::Timer>(loop_);
  transaction.timer->after(std::chrono::milliseconds(transaction.timeout_ms),
                           [this, id] { timed_out(id); });
  sink_.transaction_begun(id, transaction.producer_id);
  return transaction;
}

Error Transactions::add_partitions(const Claim& claim,
                                   const std::vector<TopicPartition>& partitions) {
  if (const Error error = check(claim); error != Error::kNone) return error;
  const std::set<TopicPartition> wanted(partitions.begin(), partitions.end());
  const auto& had = transactions_.at(claim.id).partitions;
  const auto more = static_cast<std::size_t>(std::count_if(
      wanted.begin(), wanted.end(), [&](const auto& one) { return !had.contains(one); }));
  std::size_t bytes = 0;
  for (const auto& one : wanted) bytes += had.contains(one) ? 0 : cost_of(one);
  if (more > 0 && state_ != nullptr && !state_->admit(bytes))
    return Error::kCoordinatorNotAvailable;
  if (more > 0 && effects_.reserve && !effects_.reserve(more))
    return Error::kCoordinatorNotAvailable;
  Transaction& transaction = open(claim.id);
  transaction.partitions.insert(wanted.begin(), wanted.end());
  transaction.charge.grow(bytes);
  return Error::kNone;
}

Error Transactions::may_add_group(const Claim& claim, const std::string& group) const {
  if (const Error error = check(claim); error != Error::kNone) return error;
  const auto& had = transactions_.at(claim.id).groups;
  if (had.contains(group)) return Error::kNone;
  const bool fits = had.size() < options_.max_groups &&
                    (state_ == nullptr || state_->admit(cost_of_group(group)));
  return fits ? Error::kNone : Error::kCoordinatorNotAvailable;
}

Error Transactions::add_group(const Claim& claim, const std::string& group) {
  if (const Error error = may_add_group(claim, group); error != Error::kNone) return error;
  Transaction& transaction = open(claim.id);
  if (transaction.groups.insert(group).second) transaction.charge.grow(cost_of_group(group));
  return Error::kNone;
}

Error Transactions::may_write(const Claim& claim, const TopicPartition& where) const {
  const auto it = transactions_.find(claim.id);
  if (it == transactions_.end() || it->second.producer_id != claim.producer_id)
    return Error::kInvalidProducerIdMapping;
  if (it->second.epoch != claim.epoch) return Error::kInvalidProducerEpoch;
  const bool added =
      it->second.state == TransactionState::kOngoing && it->second.partitions.contains(where);
  return added ? Error::kNone : Error::kInvalidTxnState;
}

Error Transactions::end(const Claim& claim, bool commit) {
  if (const Error error = check(claim); error != Error::kNone) return error;
  Transaction& transaction = transactions_.at(claim.id);
  touch(transaction);
  switch (transaction.state) {
    case TransactionState::kOngoing:
      complete(claim.id, transaction, commit,
               commit ? TransactionEnd::kCommitted : TransactionEnd::kAborted);
      return Error::kNone;
    // The same once more is a retry whose answer was lost.
    case TransactionState::kCompleteCommit:
      return commit ? Error::kNone : Error::kInvalidTxnState;
    case TransactionState::kCompleteAbort:
      return commit ? Error::kInvalidTxnState : Error::kNone;
    case TransactionState::kEmpty:
      break;
  }
  return Error::kInvalidTxnState;
}

bool Transactions::fence(const std::string& id) {
  const auto it = transactions_.find(id);
  if (it == transactions_.end()) return false;
  Transaction& fenced = it->second;
  const bool open = fenced.state == TransactionState::kOngoing;
  next_epoch(fenced);
  // Nor does it get its epoch back by asking for the last end, or the last beginning, again.
  fenced.ended_by_id = -1;
  fenced.asked_with_epoch = -1;
  if (open) complete(id, fenced, false, TransactionEnd::kFenced);
  return true;
}

Transactions::Producer Transactions::end_and_bump(const Claim& claim, bool commit) {
  const auto it = transactions_.find(claim.id);
  if (it == transactions_.end()) return {Error::kInvalidProducerIdMapping};
  Transaction& transaction = it->second;
  touch(transaction);
  const auto now = [&] {
    return Producer{Error::kNone, transaction.producer_id, transaction.epoch};
  };
  const bool open = transaction.state == TransactionState::kOngoing;
  if (const Error error = check(claim); error != Error::kNone) {
    const bool again = !open && transaction.ended_by_id == claim.producer_id &&
                       transaction.ended_by_epoch == claim.epoch;
    if (!again) return {error};
    const bool same = commit == (transaction.state == TransactionState::kCompleteCommit);
    return same ? now() : Producer{Error::kInvalidTxnState};
  }
  if (!open && commit) return {Error::kInvalidTxnState};
  transaction.ended_by_id = claim.producer_id;
  transaction.ended_by_epoch = claim.epoch;
  transaction.asked_with_epoch = -1;
  next_epoch(transaction);
  if (open)
    complete(claim.id, transaction, commit,
             commit ? TransactionEnd::kCommitted : TransactionEnd::kAborted);
  else
    transaction.state = TransactionState::kCompleteAbort;
  // The last number was for the markers only.
  if (transaction.epoch == INT16_MAX) next_epoch(transaction);
  return now();
}

void Transactions::complete(const std::string& id, Transaction& transaction, bool commit,
                            TransactionEnd how) {
  const auto partitions = std::exchange(transaction.partitions, {});
  const auto groups = std::exchange(transaction.groups, {});
  transaction.charge.set(cost_of_id(id));
  transaction.timer.reset();
  transaction.started_ms = -1;
  transaction.state = commit ? TransactionState::kCompleteCommit : TransactionState::kCompleteAbort;
  if (effects_.release) effects_.release(partitions.size());
  // Offsets first: who is woken by the markers may ask for them.
  for (const auto& group : groups) effects_.end_offsets(group, commit, transaction.producer_id);
  for (const auto& where : partitions)
    effects_.end_partition(where, commit, transaction.producer_id, transaction.epoch);
  sink_.transaction_ended(id, transaction.producer_id, how);
}

void Transactions::timed_out(const std::string& id) {
  Transaction& transaction = transactions_.at(id);
  // This runs inside a task of the timer, which must not end before it.
  loop_.destroy_later(std::shared_ptr<base::Timer>(std::move(transaction.timer)));
  next_epoch(transaction);
  transaction.asked_with_epoch = -1;
  complete(id, transaction, false, TransactionEnd::kTimedOut);
}

const Transactions::Transaction* Transactions::find(const std::string& id) const {
  const auto it = transactions_.find(id);
  return it == transactions_.end() ? nullptr : &it->second;
}

}  // namespace ricochet::bus::broker
