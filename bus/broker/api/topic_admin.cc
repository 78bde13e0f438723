#include <algorithm>
#include <map>
#include <set>

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

/// Brokers that are there, none of them twice, as many for each partition.
template <class Assignments>
bool are_right(const Assignments& given, const Broker& broker) {
  return std::all_of(given.begin(), given.end(), [&](const auto& one) {
    const std::set<std::int32_t> ids(one.broker_ids.begin(), one.broker_ids.end());
    return !ids.empty() && ids.size() == one.broker_ids.size() &&
           ids.size() == given.front().broker_ids.size() &&
           std::all_of(ids.begin(), ids.end(),
                       [&](std::int32_t id) { return broker.node(id) != nullptr; });
  });
}

/// An assignment by hand: it gives the number of partitions, and of replicas, and must be whole.
Error read_assignment(const CreateTopicsRequest::Topic& asked, const Broker& broker,
                      int& partitions, int& replication) {
  const auto& given = asked.assignments;
  if (given.empty()) return Error::kNone;
  if (asked.num_partitions != -1 || asked.replication_factor != -1) return Error::kInvalidRequest;
  if (!are_right(given, broker)) return Error::kInvalidReplicaAssignment;
  std::map<std::int32_t, std::size_t> replicas;
  for (const auto& one : given) replicas.emplace(one.partition_index, one.broker_ids.size());
  const bool whole = replicas.size() == given.size() && replicas.begin()->first == 0 &&
                     replicas.rbegin()->first == static_cast<std::int32_t>(given.size()) - 1;
  if (!whole) return Error::kInvalidReplicaAssignment;
  partitions = static_cast<int>(given.size());
  replication = static_cast<int>(replicas.begin()->second);
  return Error::kNone;
}

constexpr int kFirstCreateWithConfigs = 5;

/// About what the answer takes.
std::size_t cost_of_created(const std::string& name, const TopicConfig& config, int version) {
  const std::size_t configs = topic_config_keys().size() * sizeof(CreateResult::Config);
  return sizeof(CreateResult) + name.size() +
         (version < kFirstCreateWithConfigs ? 0 : configs + config.bytes());
}

CreateResult created(const std::string& name, const TopicConfig& config, int partitions,
                     int replication, int version) {
  CreateResult told;
  told.name = name;
  told.error_message.reset();
  told.num_partitions = partitions;
  told.replication_factor = static_cast<std::int16_t>(replication);
  if (version < kFirstCreateWithConfigs) return told;
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

CreateResult create(Context& context, const CreateTopicsRequest::Topic& asked, bool validate_only) {
  if (const Error error = context.fault_at(asked.name); error != Error::kNone)
    return refused(asked.name, error, kAskedFor);
  if (const auto wrong = context.broker.topics().check_name(asked.name);
      wrong.error != Error::kNone)
    return refused(asked.name, wrong.error, wrong.why);
  TopicConfig config;
  for (const auto& one : asked.configs) {
    if (!one.value)
      return refused(asked.name, Error::kInvalidConfig,
                     "Null value not supported for topic configs: " + one.name);
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
  // Before it is made: who gets no answer shall not find it there.
  if (!context.take(cost_of_created(asked.name, config, context.version))) return {};
  const auto made =
      context.broker.topics().create(asked.name, partitions, replication, config, validate_only);
  if (made.error != Error::kNone) return refused(asked.name, made.error, made.why);
  const auto& options = context.broker.options();
  CreateResult told =
      created(asked.name, config, partitions == -1 ? options.default_partitions : partitions,
              replication == -1 ? 1 : replication, context.version);
  if (made.topic != nullptr) told.topic_id = made.topic->id;
  return told;
}

}  // namespace

CreateTopicsResponse create_topics(Context& context, const CreateTopicsRequest& request) {
  CreateTopicsResponse response;
  std::map<std::string, int> times;
  for (const auto& asked : request.topics) ++times[asked.name];
  for (const auto& asked : request.topics) {
    if (context.overflows()) return response;
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
  // What is named twice is refused, once.
  std::map<std::pair<std::string, Uuid>, int> times;
  for (const auto& name : request.topic_names) ++times[{name, {}}];
  for (const auto& one : request.topics) ++times[{one.name.value_or(""), one.topic_id}];
  const auto named_once = [&](const std::optional<std::string>& name, const Uuid& id) {
    int& named = times[{name.value_or(""), id}];
    if (named > 1) {
      DeleteTopicsResponse::Response told;
      told.name = name;
      told.topic_id = id;
      told.error_code = code(Error::kInvalidRequest);
      told.error_message = "Duplicate topic in request.";
      response.responses.push_back(std::move(told));
    }
    return std::exchange(named, named > 1 ? 0 : named) == 1;
  };
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
  for (const auto& name : request.topic_names) {
    if (named_once(name, {})) remove(topics.find(name), name, {}, Error::kUnknownTopicOrPartition);
  }
  for (const auto& one : request.topics) {
    if (!named_once(one.name, one.topic_id)) continue;
    if (one.name)
      remove(topics.find(*one.name), one.name, one.topic_id, Error::kUnknownTopicOrPartition);
    else
      remove(topics.find(one.topic_id), std::nullopt, one.topic_id, Error::kUnknownTopicId);
  }
  return response;
}

namespace {

Topics::Made grow(Context& context, const CreatePartitionsRequest::Topic& asked,
                  bool validate_only) {
  if (const Error wanted = context.fault_at(asked.name); wanted != Error::kNone)
    return {wanted, kAskedFor};
  Topics& topics = context.broker.topics();
  auto checked = topics.grow(asked.name, asked.count, /*validate_only=*/true);
  if (checked.error != Error::kNone) return checked;
  const std::size_t more = static_cast<std::size_t>(asked.count) - checked.topic->partitions.size();
  const auto& assigned = asked.assignments;
  if (assigned && (assigned->size() != more || !are_right(*assigned, context.broker)))
    return {Error::kInvalidReplicaAssignment,
            "The manual partition assignment does not fit the brokers, or the count."};
  return validate_only ? checked : topics.grow(asked.name, asked.count, false);
}

}  // namespace

CreatePartitionsResponse create_partitions(Context& context,
                                           const CreatePartitionsRequest& request) {
  CreatePartitionsResponse response;
  std::map<std::string, int> times;
  for (const auto& asked : request.topics) ++times[asked.name];
  for (const auto& asked : request.topics) {
    const int named = std::exchange(times[asked.name], 0);
    if (named == 0) continue;  // one answer for all of them
    const auto made = named > 1
                          ? Topics::Made{Error::kInvalidRequest, "Duplicate topic in request."}
                          : grow(context, asked, request.validate_only);
    CreatePartitionsResponse::Result told;
    told.name = asked.name;
    told.error_code = code(made.error);
    if (made.error != Error::kNone) told.error_message = made.why;
    response.results.push_back(std::move(told));
  }
  return response;
}

}  // namespace ricochet::bus::broker::api
