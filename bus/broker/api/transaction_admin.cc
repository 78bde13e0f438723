#include <algorithm>
#include <set>

#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

constexpr const char* kStates[] = {"Empty",        "Ongoing",          "PrepareCommit",
                                   "PrepareAbort", "CompleteCommit",   "CompleteAbort",
                                   "Dead",         "PrepareEpochFence"};

template <class T>
std::set<T> as_set(const std::vector<T>& list) {
  return {list.begin(), list.end()};
}

}  // namespace

DescribeProducersResponse describe_producers(Context& context,
                                             const DescribeProducersRequest& request) {
  DescribeProducersResponse response;
  for (const auto& topic : request.topics) {
    DescribeProducersResponse::Topic told;
    told.name = topic.name;
    for (const auto index : topic.partition_indexes) {
      auto& one = told.partitions.emplace_back();
      one.partition_index = index;
      Partition* const partition = context.broker.topics().partition({topic.name, index});
      if (const Error wanted = context.fault_at(topic.name, index); wanted != Error::kNone) {
        one.error_code = code(wanted);
        continue;
      }
      if (partition == nullptr || partition->leader != context.node) {
        one.error_code =
            code(partition == nullptr ? Error::kUnknownTopicOrPartition : Error::kNotLeader);
        continue;
      }
      const auto& producers = partition->log.producers();
      using Active = std::decay_t<decltype(one.active_producers[0])>;
      if (!context.take(producers.size() * sizeof(Active))) return response;
      const auto& open = partition->log.open_transactions();
      for (const auto& [id, state] : producers.states()) {
        const auto it = open.find(id);
        one.active_producers.push_back({id, state.epoch, state.last_sequence, state.last_timestamp,
                                        state.coordinator_epoch,
                                        it == open.end() ? -1 : it->second});
      }
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

DescribeTransactionsResponse describe_transactions(Context& context,
                                                   const DescribeTransactionsRequest& request) {
  DescribeTransactionsResponse response;
  for (const auto& id : request.transactional_ids) {
    auto& told = response.transaction_states.emplace_back();
    told.transactional_id = id;
    const auto* const transaction = context.broker.transactions().find(id);
    if (const Error wanted = context.fault("", id); wanted != Error::kNone) {
      told.error_code = code(wanted);
      told.transaction_start_time_ms = -1;
      continue;
    }
    if (!context.coordinates(id) || transaction == nullptr) {
      told.error_code =
          code(transaction == nullptr ? Error::kTransactionalIdNotFound : Error::kNotCoordinator);
      told.transaction_start_time_ms = -1;
      continue;
    }
    std::size_t cost = 0;
    for (const auto& where : transaction->partitions) cost += sizeof where + where.topic.size();
    if (!context.take(cost)) return response;
    told.transaction_state = name_of(transaction->state);
    told.transaction_timeout_ms = transaction->timeout_ms;
    told.transaction_start_time_ms = transaction->started_ms;
    told.producer_id = transaction->producer_id;
    told.producer_epoch = transaction->epoch;
    for (const auto& where : transaction->partitions) {
      if (told.topics.empty() || told.topics.back().topic != where.topic)
        told.topics.push_back({where.topic, {}});
      told.topics.back().partitions.push_back(where.partition);
    }
  }
  return response;
}

ListTransactionsResponse list_transactions(Context& context,
                                           const ListTransactionsRequest& request) {
  ListTransactionsResponse response;
  if (const Error wanted = context.fault(); wanted != Error::kNone) {
    response.error_code = code(wanted);
    return response;
  }
  for (const auto& state : request.state_filters) {
    const bool known =
        std::find(std::begin(kStates), std::end(kStates), state) != std::end(kStates);
    if (!known) response.unknown_state_filters.push_back(state);
  }
  const std::int64_t now = context.broker.topics().now_ms();
  const auto states = as_set(request.state_filters);
  const auto producers = as_set(request.producer_id_filters);
  for (const auto& [id, transaction] : context.broker.transactions().all()) {
    if (!context.coordinates(id)) continue;
    const std::string state = name_of(transaction.state);
    if (!states.empty() && !states.contains(state)) continue;
    if (!producers.empty() && !producers.contains(transaction.producer_id)) continue;
    if (request.duration_filter >= 0 &&
        (transaction.started_ms < 0 || now - transaction.started_ms < request.duration_filter))
      continue;
    if (!context.take(id.size() + sizeof response.transaction_states[0])) return response;
    response.transaction_states.push_back({id, transaction.producer_id, state});
  }
  return response;
}

}  // namespace ricochet::bus::broker::api
