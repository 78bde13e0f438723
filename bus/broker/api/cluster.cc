#include <set>

#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

constexpr std::int8_t kGroupKey = 0, kTransactionKey = 1;
// No authorizer: everything is allowed that can be done to the kind of resource.
constexpr std::int32_t kClusterOperations = 0x1fa0;

MetadataResponse::Topic describe(Context& context, const Topic& topic, bool operations) {
  MetadataResponse::Topic told;
  told.name = topic.name;
  told.topic_id = topic.id;
  if (operations) told.topic_authorized_operations = kTopicOperations;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(topic.partitions.size()); ++i) {
    const auto seats = seats_of(context, topic, i);
    MetadataResponse::Topic::Partition one;
    one.partition_index = i;
    one.leader_id = seats.leader;
    one.leader_epoch = seats.leader_epoch;
    one.error_code = code(context.fault_at(topic.name, i));
    one.replica_nodes = seats.replicas;
    one.isr_nodes = seats.replicas;
    told.partitions.push_back(std::move(one));
  }
  return told;
}

MetadataResponse::Topic unknown(const MetadataRequest::Topic& asked, Error error) {
  MetadataResponse::Topic told;
  told.error_code = code(error);
  told.name = asked.name;
  told.topic_id = asked.topic_id;
  return told;
}

MetadataResponse::Topic look_up(Context& context, const MetadataRequest& request,
                                const MetadataRequest::Topic& asked) {
  Topics& topics = context.broker.topics();
  const bool operations = request.include_topic_authorized_operations;
  const Topic* const by_id =
      !asked.name || asked.name->empty() ? topics.find(asked.topic_id) : nullptr;
  const std::string name = by_id != nullptr ? by_id->name : asked.name.value_or("");
  if (const Error error = context.fault_at(name); error != Error::kNone)
    return unknown(asked, error);
  if (!asked.name || (asked.name->empty() && asked.topic_id != Uuid())) {
    const Topic* const topic = by_id;
    return topic != nullptr ? describe(context, *topic, operations)
                            : unknown(asked, Error::kUnknownTopicId);
  }
  if (const Topic* const topic = topics.find(*asked.name); topic != nullptr)
    return describe(context, *topic, operations);
  // v0 to v3 cannot say whether they want it made, and mean yes.
  const bool may_make = context.broker.options().auto_create &&
                        (context.version < 4 || request.allow_auto_topic_creation);
  if (!may_make) return unknown(asked, Error::kUnknownTopicOrPartition);
  const auto made = topics.create(*asked.name, -1, -1, {});
  if (made.topic == nullptr) return unknown(asked, made.error);
  return describe(context, *made.topic, operations);
}

}  // namespace

Seats seats_of(const Context& context, const Topic& topic, std::int32_t partition) {
  const Partition& seated = *topic.partition(partition);
  Seats seats{seated.leader, seated.leader_epoch, {}};
  const auto& nodes = context.broker.nodes();
  const auto leader = static_cast<std::size_t>(seated.leader - 1);
  for (std::size_t r = 0; r < nodes.size() && r < static_cast<std::size_t>(topic.replication); ++r)
    seats.replicas.push_back(nodes[(leader + r) % nodes.size()].id);
  return seats;
}

MetadataResponse metadata(Context& context, const MetadataRequest& request) {
  MetadataResponse response;
  for (const Node& node : context.broker.nodes()) {
    if (node.up)
      response.brokers.push_back(
          {node.id, context.host_of(node), context.port_of(node), std::nullopt});
  }
  response.cluster_id = context.broker.options().cluster_id;
  response.controller_id = context.broker.controller();
  if (request.include_cluster_authorized_operations)
    response.cluster_authorized_operations = kClusterOperations;
  const bool all = !request.topics || (context.version == 0 && request.topics->empty());
  if (all) {
    for (const auto& [name, topic] : context.broker.topics().all())
      response.topics.push_back(
          describe(context, *topic, request.include_topic_authorized_operations));
    return response;
  }
  std::set<std::pair<std::string, Uuid>> seen;
  for (const auto& asked : *request.topics) {
    if (seen.emplace(asked.name.value_or(""), asked.topic_id).second)
      response.topics.push_back(look_up(context, request, asked));
  }
  return response;
}

DescribeClusterResponse describe_cluster(Context& context, const DescribeClusterRequest& request) {
  DescribeClusterResponse response;
  if (const Error wanted = context.fault(); wanted != Error::kNone) {
    response.error_code = code(wanted);
    response.error_message = kAskedFor;
    return response;
  }
  constexpr std::int8_t kBrokers = 1;
  if (request.endpoint_type != kBrokers) {
    response.error_code = code(Error::kInvalidRequest);
    response.error_message = "only brokers can be described here, not controllers";
    return response;
  }
  response.cluster_id = context.broker.options().cluster_id;
  response.controller_id = context.broker.controller();
  if (request.include_cluster_authorized_operations)
    response.cluster_authorized_operations = kClusterOperations;
  for (const Node& node : context.broker.nodes()) {
    if (node.up)
      response.brokers.push_back(
          {node.id, context.host_of(node), context.port_of(node), std::nullopt, false});
  }
  return response;
}

FindCoordinatorResponse find_coordinator(Context& context, const FindCoordinatorRequest& request) {
  FindCoordinatorResponse response;
  const auto find = [&](const std::string& key) {
    FindCoordinatorResponse::Coordinator found;
    found.key = key;
    found.error_message = "";
    if (request.key_type != kGroupKey && request.key_type != kTransactionKey) {
      found.error_code = code(Error::kInvalidRequest);
      found.error_message = "Key type " + std::to_string(request.key_type) + " is not known";
      found.node_id = -1;
      found.port = -1;
      return found;
    }
    const bool of_group = request.key_type == kGroupKey;
    const Error error = of_group ? context.fault(key) : context.fault("", key);
    if (error != Error::kNone) {
      found.error_code = code(error);
      found.node_id = -1;
      found.port = -1;
      return found;
    }
    const Node& node = *context.broker.node(context.broker.coordinator_of(key));
    found.node_id = node.id;
    found.host = context.host_of(node);
    found.port = context.port_of(node);
    return found;
  };
  if (context.version >= 4) {
    for (const auto& key : request.coordinator_keys) response.coordinators.push_back(find(key));
    return response;
  }
  const auto found = find(request.key);
  response.error_code = found.error_code;
  response.error_message = found.error_code == 0 ? "NONE" : found.error_message;
  response.node_id = found.node_id;
  response.host = found.host;
  response.port = found.port;
  return response;
}

}  // namespace ricochet::bus::broker::api
