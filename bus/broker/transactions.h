#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/loop.h"
#include "bus/broker/errors.h"
#include "bus/broker/memory.h"
#include "bus/broker/options.h"
#include "bus/broker/sink.h"

namespace ricochet::bus::broker {

enum class TransactionState { kEmpty, kOngoing, kCompleteCommit, kCompleteAbort };
const char* name_of(TransactionState state);

/// The coordinator of transactions. In the first form (KIP-98) partitions and groups are added
/// before they are written to; in the second (KIP-890) they are by being written to, and each end
/// gives the producer its next epoch. Either end is written to all of them at once, inside the
/// call. So the states "PrepareCommit" and "PrepareAbort", and the error CONCURRENT_TRANSACTIONS,
/// do not exist.
class Transactions {
 public:
  struct Effects {
    std::function<void(const TopicPartition&, bool commit, std::int64_t producer_id,
                       std::int16_t epoch)>
        end_partition;
    std::function<void(const std::string& group, bool commit, std::int64_t producer_id)>
        end_offsets;
    /// Room for the ends of so many partitions; false: there is none. All of it is given back
    /// before they are written.
    std::function<bool(std::size_t partitions)> reserve = nullptr;
    std::function<void(std::size_t partitions)> release = nullptr;
  };
  struct Transaction {
    TransactionState state = TransactionState::kEmpty;
    std::int64_t producer_id = -1;
    std::int16_t epoch = -1;
    /// Who ended the last transaction in the second form, until the next begins: its answer may
    /// have been lost.
    std::int64_t ended_by_id = -1;
    std::int16_t ended_by_epoch = -1;
    /// What the producer had when it asked for its present epoch (KIP-360): it may ask again.
    std::int16_t asked_with_epoch = -1;
    std::int32_t timeout_ms = 0;
    std::int64_t started_ms = -1;
    std::set<TopicPartition> partitions;
    std::set<std::string> groups;
    std::unique_ptr<base::Timer> timer;
    std::uint64_t used = 0;  ///< orders them
    base::TimePoint used_at = {};
    Charge charge = Charge();
  };
  struct Producer {
    Error error = Error::kNone;
    std::int64_t id = -1;
    std::int16_t epoch = -1;
  };
  /// What a producer says that it is.
  struct Claim {
    const std::string& id;  ///< transactional id
    std::int64_t producer_id;
    std::int16_t epoch;
  };

  /// `state`: what ids take until they go, and the end of each transaction with them.
  Transactions(base::Loop& loop, const TransactionOptions& options, Sink& sink, Effects effects,
               Memory* state = nullptr);
  /// What a partition adds to the memory until the transaction ends.
  static std::size_t cost_of(const TopicPartition& where);

  /// For a producer without a transactional id.
  Producer init_idempotent();
  /// A new id, or the next epoch of a known one, whose open transaction is aborted. `before` is
  /// what the producer had when it asks to go on after an error (KIP-360); producer id -1: nothing.
  Producer init(const std::string& id, std::int32_t timeout_ms, std::int64_t producer_id,
                std::int16_t epoch);
  /// kNone, kInvalidProducerIdMapping, kProducerFenced; kCoordinatorNotAvailable: the broker has no
  /// room for the ends that would have to be written.
  Error add_partitions(const Claim& claim, const std::vector<TopicPartition>& partitions);
  Error add_group(const Claim& claim, const std::string& group);
  Error may_add_group(const Claim& claim, const std::string& group) const;
  Error end(const Claim& claim, bool commit);
  /// The producer is shut out, as if another one had come with its id; what it has open is aborted.
  /// False: there is no such id.
  bool fence(const std::string& id);
  /// The second form: what the producer goes on with. An abort without a transaction is fine.
  Producer end_and_bump(const Claim& claim, bool commit);
  /// May this producer write its transaction here? kInvalidTxnState: the partition was not added.
  Error may_write(const Claim& claim, const TopicPartition& where) const;
  Error check(const Claim& claim) const;

  const Transaction* find(const std::string& id) const;
  const std::map<std::string, Transaction>& all() const { return transactions_; }

 private:
  Transaction& open(const std::string& id);
  void complete(const std::string& id, Transaction& transaction, bool commit, TransactionEnd how);
  void timed_out(const std::string& id);
  void next_epoch(Transaction& transaction);
  void touch(Transaction& transaction);
  bool make_room(std::size_t bytes);
  void expire();
  std::int64_t now_ms() const;

  base::Loop& loop_;
  const TransactionOptions& options_;
  Sink& sink_;
  Effects effects_;
  std::map<std::string, Transaction> transactions_;
  std::int64_t next_producer_id_ = 1;
  std::uint64_t clock_ = 0;
  Memory* state_;
  base::Timer expiry_;
};

}  // namespace ricochet::bus::broker
