#include <algorithm>
#include <set>

#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

using PageTopic = DescribeTopicPartitionsResponse::Topic;

/// Of one answer, whatever a client asks for (max.request.partition.size.limit).
constexpr std::int32_t kMostPartitions = 2000;

/// The names that are asked for, sorted; all topics when none is.
std::vector<std::string> names_of(const Context& context,
                                  const DescribeTopicPartitionsRequest& request) {
  std::set<std::string> names;
  for (const auto& topic : request.topics) names.insert(topic.name);
  if (names.empty()) {
    for (const auto& [name, topic] : context.broker.topics().all()) names.insert(name);
  }
  return {names.begin(), names.end()};
}

PageTopic topic_of_page(const std::string& name, const Topic* topic) {
  PageTopic told;
  told.name = name;
  told.topic_authorized_operations = kTopicOperations;
  if (topic == nullptr) {
    told.error_code =
        code(Topics::is_name(name) ? Error::kUnknownTopicOrPartition : Error::kInvalidTopic);
  } else {
    told.topic_id = topic->id;
  }
  return told;
}

}  // namespace

/// Page by page: what does not fit is where the cursor of the answer points (KIP-966).
DescribeTopicPartitionsResponse describe_topic_partitions(
    Context& context, const DescribeTopicPartitionsRequest& request) {
  DescribeTopicPartitionsResponse response;
  std::int32_t left = std::clamp(request.response_partition_limit, 1, kMostPartitions);
  for (const std::string& name : names_of(context, request)) {
    std::int32_t at = 0;
    if (request.cursor) {
      if (name < request.cursor->topic_name) continue;
      if (name == request.cursor->topic_name) at = std::max(request.cursor->partition_index, 0);
    }
    const Topic* const topic = context.broker.topics().find(name);
    if (left == 0) {
      response.next_cursor = {name, at};
      return response;
    }
    response.topics.push_back(topic_of_page(name, topic));
    const Error wanted = context.fault_at(name);
    if (wanted != Error::kNone) response.topics.back().error_code = code(wanted);
    if (topic == nullptr || wanted != Error::kNone) continue;
    for (; at < static_cast<std::int32_t>(topic->partitions.size()); ++at, --left) {
      if (left == 0) {
        response.next_cursor = {name, at};
        return response;
      }
      const auto seats = seats_of(context, *topic, at);
      PageTopic::Partition one;
      one.partition_index = at;
      one.leader_id = seats.leader;
      one.leader_epoch = seats.leader_epoch;
      one.replica_nodes = seats.replicas;
      one.isr_nodes = seats.replicas;
      one.eligible_leader_replicas.emplace();
      one.last_known_elr.emplace();
      response.topics.back().partitions.push_back(std::move(one));
    }
  }
  return response;
}

}  // namespace ricochet::bus::broker::api
