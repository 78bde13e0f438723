#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "bus/broker/api/handlers.h"
#include "bus/protocol/produced.h"

namespace ricochet::bus::broker::api {

namespace {

using ProducedPartition = ProduceResponse::Response::PartitionResponse;

/// What the compressed batches of one request may become together, where they are looked into.
constexpr std::size_t kLookInside = 64 << 20;
/// Records that one request is told of as the reason of a refusal.
constexpr std::size_t kMostRecordErrors = 10'000;
constexpr int kFirstProduceWithZstd = 7;
constexpr int kFirstProduceOfSecondForm = 12;  // of transactions
constexpr int kFirstProduceWithTopicIds = 13;

struct ProduceRefusal {
  Error error = Error::kNone;
  std::string why;
  std::vector<std::int32_t> records = {};  ///< those that are the reason
  bool tells_start = false;
  const char* of_record = "";  ///< why one of them is
};

/// What one request may still take, for all its partitions.
struct ProduceBudget {
  std::size_t look_inside = kLookInside;
  std::size_t record_errors = kMostRecordErrors;
};

Error error_of(BatchFault fault) {
  switch (fault) {
    case BatchFault::kNone:
      return Error::kNone;
    case BatchFault::kCorrupt:
      return Error::kCorruptMessage;
    case BatchFault::kCompression:
      return Error::kUnsupportedCompression;
    case BatchFault::kInvalid:
      break;
  }
  return Error::kInvalidRecord;
}

/// One partition of a request.
class Appending {
 public:
  Appending(Context& context, const ProduceRequest& request, ProduceBudget& budget, Topic* topic,
            std::string_view name, std::int32_t index)
      : budget_(budget),
        context_(context),
        request_(request),
        topic_(topic),
        where_{std::string(name), index},
        partition_(topic == nullptr ? nullptr : topic->partition(index)) {}

  ProducedPartition operator()(const Records& records) {
    ProducedPartition answer;
    answer.index = where_.partition;
    answer.base_offset = -1;
    const std::string_view batch = records.parts.empty() ? std::string_view() : records.parts[0];
    const ProduceRefusal refusal = refuse(batch);
    if (refusal.error != Error::kNone) {
      answer.error_code = code(refusal.error);
      // So that a client can see whether retention took what it counts from.
      if (refusal.tells_start) answer.log_start_offset = partition_->log.start();
      if (!refusal.why.empty()) answer.error_message = refusal.why;
      for (const std::int32_t record : refusal.records) {
        if (budget_.record_errors == 0) break;
        --budget_.record_errors;
        answer.record_errors.push_back({record, refusal.of_record});
      }
      return answer;
    }
    answer.log_start_offset = partition_->log.start();
    if (duplicate_of_) {
      answer.base_offset = *duplicate_of_;
      return answer;
    }
    append(batch, answer);
    return answer;
  }

 private:
  ProduceRefusal refuse(std::string_view batch) {
    if (topic_ == nullptr && context_.version >= kFirstProduceWithTopicIds)
      return {Error::kUnknownTopicId, "there is no topic of this id"};
    if (partition_ == nullptr)
      return {Error::kUnknownTopicOrPartition,
              topic_ == nullptr
                  ? "there is no topic " + base::in_quotes(where_.topic)
                  : "the topic has " + base::plural(topic_->partitions.size(), "partition")};
    if (const Error error = context_.fault_at(where_.topic, where_.partition);
        error != Error::kNone)
      return {error, kAskedFor};
    if (partition_->leader != context_.node)
      return {Error::kNotLeader, "the leader is node " + std::to_string(partition_->leader)};
    const BatchCheck check = check_produced(batch);
    if (check.fault != BatchFault::kNone)
      return {error_of(check.fault), check.why, {}, /*tells_start=*/check.at_append};
    head_ = check.head;
    if (head_.compression() == Compression::kZstd && context_.version < kFirstProduceWithZstd)
      return {Error::kUnsupportedCompression, "zstd needs Produce v7"};
    if (batch.size() > static_cast<std::size_t>(topic_->config.max_message_bytes()))
      return {Error::kMessageTooLarge, "the batch has " + std::to_string(batch.size()) +
                                           " bytes, max.message.bytes of topic " + topic_->name +
                                           " is " +
                                           std::to_string(topic_->config.max_message_bytes())};
    if (ProduceRefusal refusal = check_content(batch); refusal.error != Error::kNone)
      return refusal;
    const ProduceRefusal refusal = check_producer();
    if (duplicate_of_) return {};
    // What was sent right behind a batch that did not fit is told the same, not that it skips one.
    if (refusal.error != Error::kNone && refusal.error != Error::kOutOfOrderSequence)
      return refusal;
    ProduceRefusal full =
        check_room(batch.size() + Log::kOverhead + (joins_transaction_ ? Log::kMarkerCost : 0));
    if (full.error == Error::kNone) full = check_state();
    return full.error != Error::kNone ? full : refusal;
  }

  /// The records themselves. Those that are more than may be taken apart are taken as they are,
  /// unless they must have keys.
  ProduceRefusal check_content(std::string_view batch) {
    const bool keyed = topic_->config.compacted();
    const RecordsCheck found = check_records(batch, head_, budget_.look_inside, keyed);
    const bool compressed = head_.compression() != Compression::kNone;
    if (compressed) budget_.look_inside -= std::min(found.bytes, budget_.look_inside);
    latest_ = found.max_timestamp;
    switch (found.fault) {
      case RecordsCheck::Fault::kInvalid:
        return {Error::kInvalidRecord, found.why, {}, /*tells_start=*/true};
      case RecordsCheck::Fault::kBroken:
        budget_.look_inside = 0;
        // Kafka stumbles over it.
        return {Error::kUnknownServerError, found.why, {}, /*tells_start=*/true};
      case RecordsCheck::Fault::kTooMuch:
        budget_.look_inside = 0;
        if (keyed) return {Error::kInvalidRecord, found.why, {}, /*tells_start=*/true};
        latest_ = head_.max_timestamp;
        break;
      case RecordsCheck::Fault::kNone:
        break;
    }
    // Compaction goes by keys, so records of such a topic must have one.
    if (!found.without_key.empty())
      return {Error::kInvalidRecord,
              "Compacted topic cannot accept message without key in topic " + topic_->name + ".",
              found.without_key, /*tells_start=*/true, "the record has no key"};
    return check_times(found.fault == RecordsCheck::Fault::kNone);
  }

  /// That the time is the broker's is for the broker to say; records without a time of their own
  /// have none then.
  ProduceRefusal check_times(bool counted) const {
    const bool has_times = head_.max_timestamp != -1 && !topic_->config.log_append_time();
    if (!head_.log_append_time() || has_times) return {};
    std::vector<std::int32_t> all(counted ? static_cast<std::size_t>(head_.count) : 0);
    std::iota(all.begin(), all.end(), 0);
    return {Error::kInvalidTimestamp,
            "One or more records have been rejected due to invalid timestamp", std::move(all),
            /*tells_start=*/true, "producers may not set the timestamp type to LogAppendTime"};
  }

  /// As from a broker whose disk is full: clients send the records again until there is room or
  /// their own time for delivery is over, and none takes the error for the end of its producer.
  ProduceRefusal check_room(std::size_t bytes) {
    Memory& memory = context_.broker.topics().memory();
    if (memory.admit(bytes)) return {};
    if (!memory.fits_at_all(bytes))
      return {Error::kMessageTooLarge, "the batch takes more than all the memory of the broker, " +
                                           base::format_bytes(memory.limit)};
    const std::string why = "the broker is full: it holds " + base::format_bytes(memory.limit) +
                            " of records at most; delete topics or records, set retention.bytes, "
                            "or give it more memory";
    if (memory.news())
      context_.broker.sink().refused(context_.client, "records for " + where_.topic + ": " + why);
    return {Error::kKafkaStorageError, why};
  }

  /// For what has to be known of the producer, and of its transaction.
  ProduceRefusal check_state() {
    const std::size_t bytes = partition_->log.producers().growth(head_.producer_id) +
                              (joins_transaction_ ? Transactions::cost_of(where_) : 0);
    if (bytes == 0 || context_.broker.state().admit(bytes)) return {};
    return {Error::kKafkaStorageError, why_state_is_full(context_.broker.state())};
  }

  ProduceRefusal check_producer() {
    if (head_.transactional()) {
      if (!request_.transactional_id)
        return {Error::kTransactionalIdAuthorizationFailed,
                "transactional records in a request without a transactional id"};
      const Error error = context_.broker.transactions().may_write(claim(), where_);
      joins_transaction_ =
          error == Error::kInvalidTxnState && context_.version >= kFirstProduceOfSecondForm;
      if (error == Error::kInvalidTxnState && !joins_transaction_)
        return {error, "the partition was not added to the transaction"};
      if (error != Error::kNone && !joins_transaction_) return {error, ""};
    }
    if (!head_.transactional() && partition_->log.open_transactions().contains(head_.producer_id))
      return {Error::kInvalidTxnState,
              "the producer has a transaction open in this partition",
              {},
              /*tells_start=*/true};
    const bool second_form = head_.transactional() && context_.version >= kFirstProduceOfSecondForm;
    const auto sequence = partition_->log.producers().check(head_, /*from_zero=*/second_form);
    duplicate_of_ = sequence.duplicate_of;
    return {sequence.error, "", {}, /*tells_start=*/true};
  }

  Transactions::Claim claim() const {
    return {*request_.transactional_id, head_.producer_id, head_.producer_epoch};
  }

  void append(std::string_view batch, ProducedPartition& answer) {
    static const std::string kNone;
    if (joins_transaction_) context_.broker.transactions().add_partitions(claim(), {where_});
    std::string kept(batch);
    if (topic_->config.log_append_time()) {
      answer.log_append_time_ms = context_.broker.topics().now_ms();
      set_append_time(kept, answer.log_append_time_ms);
    } else if (head_.log_append_time() || head_.max_timestamp != latest_) {
      set_create_time(kept, latest_);  // what it says itself is not believed
    }
    // Told before waiting fetches are woken: what comes first is said first.
    answer.base_offset = partition_->log.end();
    context_.broker.sink().produced({where_, context_.client, answer.base_offset, head_.count, kept,
                                     head_.producer_id,
                                     head_.transactional() ? *request_.transactional_id : kNone});
    context_.broker.topics().append(*topic_, *partition_, std::move(kept));
  }

  ProduceBudget& budget_;
  Context& context_;
  const ProduceRequest& request_;
  Topic* topic_;
  TopicPartition where_;
  Partition* partition_;
  BatchHead head_;
  std::int64_t latest_ = -1;  ///< the time of a record
  std::optional<std::int64_t> duplicate_of_;
  bool joins_transaction_ = false;
};

ProducedPartition refused(std::int32_t index, Error error) {
  ProducedPartition answer;
  answer.index = index;
  answer.error_code = code(error);
  answer.base_offset = -1;
  return answer;
}

/// Without acknowledgement the client learns of an error only by the end of its connection.
void answer_silently(const ProduceResponse& response, const Responder& answer) {
  for (const auto& topic : response.responses) {
    for (const auto& partition : topic.partition_responses) {
      if (partition.error_code == 0) continue;
      return answer.close(
          "a record for " + topic.name + " partition " + std::to_string(partition.index) +
          " sent with acks=0 was refused: error " + std::to_string(partition.error_code) +
          (partition.error_message ? ", " + *partition.error_message : ""));
    }
  }
  answer.nothing();
}

/// Of a partition that is named twice the last records count, as in Kafka.
class LastRecords {
 public:
  explicit LastRecords(const ProduceRequest& request) {
    if (request.topic_data.size() == 1 && request.topic_data[0].partition_data.size() == 1) return;
    for (const auto& topic : request.topic_data) {
      for (const auto& data : topic.partition_data) last_[key(topic, data.index)] = &data.records;
    }
    all_ = last_.empty();
  }
  /// nullptr: the partition has been given out already.
  template <class Topic, class Data>
  const Records* take(const Topic& topic, const Data& data) {
    if (all_) return &data.records;
    const auto node = last_.extract(key(topic, data.index));
    return node ? node.mapped() : nullptr;
  }

 private:
  using Key = std::tuple<std::string, Uuid, std::int32_t>;
  template <class Topic>
  static Key key(const Topic& topic, std::int32_t index) {
    return {topic.name, topic.topic_id, index};
  }
  bool all_ = true;
  std::map<Key, const Records*> last_;
};

}  // namespace

void produce(Context& context, const ProduceRequest& request, Reply<ProduceResponse> reply) {
  ProduceResponse response;
  const bool acks_known = request.acks >= -1 && request.acks <= 1;
  ProduceBudget budget;
  LastRecords last(request);
  for (const auto& asked : request.topic_data) {
    ProduceResponse::Response told;
    const bool by_id = context.version >= kFirstProduceWithTopicIds;
    told.name = asked.name;
    told.topic_id = asked.topic_id;
    Topic* const topic = by_id ? context.broker.topics().find(asked.topic_id)
                               : context.broker.topics().find(asked.name);
    const std::string& name = topic != nullptr ? topic->name : asked.name;
    for (const auto& data : asked.partition_data) {
      const Records* const records = last.take(asked, data);
      if (records == nullptr) continue;
      told.partition_responses.push_back(
          acks_known ? Appending(context, request, budget, topic, name, data.index)(*records)
                     : refused(data.index, Error::kInvalidRequiredAcks));
    }
    if (asked.partition_data.empty() || !told.partition_responses.empty())
      response.responses.push_back(std::move(told));
  }
  if (request.acks == 0) return answer_silently(response, reply.raw());
  reply(response);
}

}  // namespace ricochet::bus::broker::api
