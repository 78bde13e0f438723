#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

/// Until these versions fencing had the name of an old epoch (KIP-588).
Error fenced_as_known(Error error, int version, int first_with_fenced) {
  return error == Error::kProducerFenced && version < first_with_fenced
             ? Error::kInvalidProducerEpoch
             : error;
}

}  // namespace

InitProducerIdResponse init_producer_id(Context& context, const InitProducerIdRequest& request) {
  InitProducerIdResponse response;
  Transactions& transactions = context.broker.transactions();
  Transactions::Producer producer;
  if (const Error error = context.fault(); error != Error::kNone) {
    producer.error = error;
  } else if (!request.transactional_id) {
    // The time-out that comes with it means nothing, and is anything.
    producer = transactions.init_idempotent();
  } else if (!context.coordinates(*request.transactional_id)) {
    producer.error = Error::kNotCoordinator;
  } else {
    producer = transactions.init(*request.transactional_id, request.transaction_timeout_ms,
                                 request.producer_id, request.producer_epoch);
  }
  response.error_code = code(fenced_as_known(producer.error, context.version, 4));
  response.producer_id = producer.id;
  response.producer_epoch = producer.epoch;
  return response;
}

/// All of them or none: when one partition is unknown, the others are not attempted.
AddPartitionsToTxnResponse add_partitions_to_txn(Context& context,
                                                 const AddPartitionsToTxnRequest& request) {
  std::vector<TopicPartition> partitions;
  bool all_known = true, faulty = false;
  for (const auto& topic : request.v3_and_below_topics) {
    for (const auto partition : topic.partitions) {
      partitions.push_back({topic.name, partition});
      faulty |= context.fault_at(topic.name, partition) != Error::kNone;
      all_known &= context.broker.topics().partition(partitions.back()) != nullptr;
    }
  }
  Error error = Error::kOperationNotAttempted;
  const std::string& id = request.v3_and_below_transactional_id;
  if (!context.coordinates(id)) {
    error = Error::kNotCoordinator;
    all_known = true;
  } else if (all_known && !faulty) {
    error = context.broker.transactions().add_partitions(
        {id, request.v3_and_below_producer_id, request.v3_and_below_producer_epoch}, partitions);
  }
  AddPartitionsToTxnResponse response;
  for (const auto& topic : request.v3_and_below_topics) {
    auto& told = response.results_by_topic_v3_and_below.emplace_back();
    told.name = topic.name;
    for (const auto partition : topic.partitions) {
      const bool known = context.broker.topics().partition({topic.name, partition}) != nullptr;
      const Error wanted = context.fault_at(topic.name, partition);
      const Error one = wanted != Error::kNone ? wanted
                        : all_known || known   ? error
                                               : Error::kUnknownTopicOrPartition;
      told.results_by_partition.push_back(
          {partition, code(fenced_as_known(one, context.version, 2))});
    }
  }
  return response;
}

AddOffsetsToTxnResponse add_offsets_to_txn(Context& context,
                                           const AddOffsetsToTxnRequest& request) {
  AddOffsetsToTxnResponse response;
  Error error = Error::kNotCoordinator;
  if (const Error wanted = context.fault(); wanted != Error::kNone)
    error = wanted;
  else if (request.group_id.empty())
    error = Error::kInvalidGroupId;
  else if (context.coordinates(request.transactional_id))
    error = context.broker.transactions().add_group(
        {request.transactional_id, request.producer_id, request.producer_epoch}, request.group_id);
  response.error_code = code(fenced_as_known(error, context.version, 2));
  return response;
}

EndTxnResponse end_txn(Context& context, const EndTxnRequest& request) {
  EndTxnResponse response;
  constexpr int kFirstEndTxnOfSecondForm = 5;
  Error error = Error::kNotCoordinator;
  const Transactions::Claim claim{request.transactional_id, request.producer_id,
                                  request.producer_epoch};
  if (const Error wanted = context.fault(); wanted != Error::kNone) {
    error = wanted;
  } else if (!context.coordinates(request.transactional_id)) {
    // said by the error
  } else if (context.version < kFirstEndTxnOfSecondForm) {
    error = context.broker.transactions().end(claim, request.committed);
  } else {
    const auto next = context.broker.transactions().end_and_bump(claim, request.committed);
    error = next.error;
    response.producer_id = next.id;
    response.producer_epoch = next.epoch;
  }
  response.error_code = code(fenced_as_known(error, context.version, 2));
  return response;
}

}  // namespace ricochet::bus::broker::api
