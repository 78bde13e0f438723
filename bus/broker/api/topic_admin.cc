#include <algorithm>
#include <map>

#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

using CreateResult = CreateTopicsResponse::Topic;

CreateResult refused(const std::string& name, Error error, std::string why) {
  CreateResult told;
  told.name = name;
  told.error_code = code(error);
  told.error_message = std::move(why);
  told.configs.reset();
  return told;
}

/// An assignment by hand: it gives the number of partitions, and of replicas, and must be whole.
Error read_assignment(const CreateTopicsRequest::Topic& asked, const Broker& broker,
                      int& partitions, int& replication) {
  const auto& given = asked.assignments;
  if (given.empty()) return Error::kNone;
  if (asked.num_partitions != -1 || asked.replication_factor != -1) return Error::kInvalidRequest;
  std::map<std::int32_t, std::size_t> replicas;
  for (const auto& one : given) {
    const bool known = std::all_of(one.broker_ids.begin(), one.broker_ids.end(),
                                   [&](std::int32_t id) { return broker.node(id) != nullptr; });
    if (!known || one.broker_ids.empty()) return Error::kInvalidReplicaAssignment;
    replicas.emplace(one.partition_index, one.broker_ids.size());
  }
  const bool whole = replicas.size() == given.size() && replicas.begin()->first == 0 &&
                     replicas.rbegin()->first == static_cast<std::int32_t>(given.size()) - 1;
  if (!whole) return Error::kInvalidReplicaAssignment;
  partitions = static_cast<int>(given.size());
  replication = static_cast<int>(replicas.begin()->second);
  return Error::kNone;
}

CreateResult created(const std::string& name, const TopicConfig& config, int partitions,
                     int replication) {
  CreateResult told;
  told.name = name;
  told.error_message.reset();
  told.num_partitions = partitions;
  told.replication_factor = static_cast<std::int16_t>(replication);
  for (const ConfigKey& key : topic_config_keys()) {
    CreateResult::Config one;
    one.name = key.name;
    one.value = config.value(key);
    one.config_source = static_cast<std::int8_t>(config.overridden(key) ? ConfigSource::kTopic
                                                                        : ConfigSource::kDefault);
    told.configs->push_back(std::move(one));
  }
  return told;
}

constexpr const char* kAskedFor = "a fault that was asked for";

CreateResult create(Context& context, const CreateTopicsRequest::Topic& asked, bool validate_only) {
  if (const Error error = context.fault_at(asked.name); error != Error::kNone)
    return refused(asked.name, error, kAskedFor);
  TopicConfig config;
  for (const auto& one : asked.configs) {
    if (const auto fault = config.set(one.name, one.value))
      return refused(asked.name, Error::kInvalidConfig, *fault);
  }
  int partitions = asked.num_partitions;
  int replication = asked.replication_factor;
  if (const Error error = read_assignment(asked, context.broker, partitions, replication);
      error != Error::kNone)
    return refused(asked.name, error,
                   error == Error::kInvalidRequest
                       ? "Both numPartitions or replicationFactor and replicasAssignments were set."
                       : "The manual partition assignment does not fit the brokers.");
  const auto made =
      context.broker.topics().create(asked.name, partitions, replication, config, validate_only);
  if (made.error != Error::kNone) return refused(asked.name, made.error, made.why);
  const auto& options = context.broker.options();
  CreateResult told =
      created(asked.name, config, partitions == -1 ? options.default_partitions : partitions,
              replication == -1 ? 1 : replication);
  if (made.topic != nullptr) told.topic_id = made.topic->id;
  return told;
}

}  // namespace

CreateTopicsResponse create_topics(Context& context, const CreateTopicsRequest& request) {
  CreateTopicsResponse response;
  std::map<std::string, int> times;
  for (const auto& asked : request.topics) ++times[asked.name];
  for (const auto& asked : request.topics) {
    int& named = times[asked.name];
    if (named == 1) {
      response.topics.push_back(create(context, asked, request.validate_only));
    } else if (named > 1) {
      response.topics.push_back(
          refused(asked.name, Error::kInvalidRequest, "Duplicate topic in request."));
      named = 0;  // one answer for all of them
    }
  }
  return response;
}

DeleteTopicsResponse delete_topics(Context& context, const DeleteTopicsRequest& request) {
  DeleteTopicsResponse response;
  Topics& topics = context.broker.topics();
  const auto remove = [&](const Topic* topic, std::optional<std::string> name, const Uuid& id,
                          Error unknown) {
    DeleteTopicsResponse::Response told;
    told.name = topic != nullptr ? topic->name : std::move(name);
    told.topic_id = topic != nullptr ? topic->id : id;
    const Error wanted = topic == nullptr ? Error::kNone : context.fault_at(topic->name);
    if (wanted != Error::kNone) {
      told.error_code = code(wanted);
      told.error_message = kAskedFor;
    } else if (topic == nullptr) {
      told.error_code = code(unknown);
      told.error_message = "This server does not host this topic-partition.";
    } else {
      context.broker.delete_topic(std::string(topic->name));
    }
    response.responses.push_back(std::move(told));
  };
  for (const auto& name : request.topic_names)
    remove(topics.find(name), name, {}, Error::kUnknownTopicOrPartition);
  for (const auto& one : request.topics) {
    if (one.name)
      remove(topics.find(*one.name), one.name, one.topic_id, Error::kUnknownTopicOrPartition);
    else
      remove(topics.find(one.topic_id), std::nullopt, one.topic_id, Error::kUnknownTopicId);
  }
  return response;
}

CreatePartitionsResponse create_partitions(Context& context,
                                           const CreatePartitionsRequest& request) {
  CreatePartitionsResponse response;
  for (const auto& asked : request.topics) {
    const Error wanted = context.fault_at(asked.name);
    const auto made = wanted != Error::kNone ? Topics::Made{wanted, kAskedFor}
                                             : context.broker.topics().grow(asked.name, asked.count,
                                                                            request.validate_only);
    CreatePartitionsResponse::Result told;
    told.name = asked.name;
    told.error_code = code(made.error);
    if (made.error != Error::kNone) told.error_message = made.why;
    response.results.push_back(std::move(told));
  }
  return response;
}

}  // namespace ricochet::bus::broker::api
