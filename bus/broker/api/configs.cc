#include <algorithm>
#include <map>
#include <set>

#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

constexpr std::int8_t kTopicResource = 2, kBrokerResource = 4;
constexpr std::int8_t kSet = 0, kDelete = 1, kAppend = 2, kSubtract = 3;  // of incremental changes

struct ConfigRefusal {
  Error error = Error::kNone;
  std::string why;
};

using Result = DescribeConfigsResponse::Result;

bool wanted(const DescribeConfigsRequest::Resource& asked, const char* name) {
  if (!asked.configuration_keys || asked.configuration_keys->empty()) return true;
  const auto& keys = *asked.configuration_keys;
  return std::find(keys.begin(), keys.end(), name) != keys.end();
}

Result::Config describe(const ConfigKey& key, std::string value, ConfigSource source,
                        bool read_only, bool synonyms) {
  Result::Config told;
  told.name = key.name;
  told.read_only = read_only;
  told.config_source = static_cast<std::int8_t>(source);
  told.config_type = static_cast<std::int8_t>(key.type);
  told.documentation.reset();
  if (synonyms) {
    told.synonyms.push_back({key.name, value, told.config_source});
    if (source == ConfigSource::kTopic)
      told.synonyms.push_back(
          {key.name, key.default_value, static_cast<std::int8_t>(ConfigSource::kDefault)});
  }
  told.value = std::move(value);
  return told;
}

/// The values of a broker that are ours and not Kafka's.
std::string broker_value(const BrokerOptions& options, const ConfigKey& key) {
  const std::string_view name = key.name;
  const auto ms = [](base::Duration d) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count());
  };
  if (name == "auto.create.topics.enable") return options.auto_create ? "true" : "false";
  if (name == "num.partitions") return std::to_string(options.default_partitions);
  if (name == "group.initial.rebalance.delay.ms") return ms(options.groups.initial_delay);
  if (name == "transaction.max.timeout.ms") return ms(options.transactions.max_timeout);
  return key.default_value;
}

ConfigRefusal describe_topic(Context& context, const DescribeConfigsRequest::Resource& asked,
                             bool synonyms, Result& told) {
  const Topic* const topic = context.broker.topics().find(asked.resource_name);
  if (topic == nullptr) return {Error::kUnknownTopicOrPartition, ""};
  for (const ConfigKey& key : topic_config_keys()) {
    if (!wanted(asked, key.name)) continue;
    const auto source =
        topic->config.overridden(key) ? ConfigSource::kTopic : ConfigSource::kDefault;
    told.configs.push_back(describe(key, topic->config.value(key), source, false, synonyms));
  }
  return {};
}

ConfigRefusal describe_broker(Context& context, const DescribeConfigsRequest::Resource& asked,
                              bool synonyms, Result& told) {
  if (asked.resource_name.empty())
    return {};  // what the cluster has changed while it runs: nothing
  if (asked.resource_name != std::to_string(context.node))
    return {Error::kInvalidRequest, "Unexpected broker id, expected " +
                                        std::to_string(context.node) +
                                        " or empty string, but received " + asked.resource_name};
  for (const ConfigKey& key : broker_config_keys()) {
    if (!wanted(asked, key.name)) continue;
    told.configs.push_back(describe(key, broker_value(context.broker.options(), key),
                                    ConfigSource::kDefault, true, synonyms));
  }
  return {};
}

/// About what the answer to one resource takes.
std::size_t cost_of(const Result& told) {
  std::size_t bytes = sizeof told + told.resource_name.size();
  for (const auto& one : told.configs) {
    bytes += sizeof one + one.value.value_or("").size();
    for (const auto& synonym : one.synonyms)
      bytes += sizeof synonym + synonym.value.value_or("").size();
  }
  return bytes;
}

bool needs_value(const AlterConfigsRequest::Resource::Config&) { return true; }
bool needs_value(const IncrementalAlterConfigsRequest::Resource::Config& one) {
  return one.config_operation != kDelete;
}

/// Changes a copy of the settings of a topic, and keeps it when all of it was right.
template <class Configs, class Apply>
ConfigRefusal alter(Context& context, std::int8_t type, const std::string& name,
                    const Configs& configs, bool validate_only, TopicConfig base, Apply apply) {
  if (const Error wanted = context.fault(); wanted != Error::kNone) return {wanted, kAskedFor};
  if (type == kBrokerResource)
    return {Error::kInvalidRequest, "the settings of this broker cannot be changed while it runs"};
  if (type != kTopicResource)
    return {Error::kInvalidRequest,
            "resources of type " + std::to_string(type) + " have no settings"};
  std::set<std::string> keys;
  for (const auto& one : configs) {
    if (!keys.insert(one.name).second)
      return {Error::kInvalidRequest, "Error due to duplicate config keys: " + one.name};
    if (needs_value(one) && !one.value)
      return {Error::kInvalidRequest, "Null value not supported for " + one.name};
  }
  Topic* const topic = context.broker.topics().find(name);
  if (topic == nullptr)
    return {Error::kUnknownTopicOrPartition, "The topic '" + name + "' does not exist."};
  for (const auto& one : configs) {
    if (auto fault = apply(base, one)) return {Error::kInvalidConfig, *fault};
  }
  if (validate_only) return {};
  const auto done = context.broker.topics().configure(*topic, std::move(base));
  return {done.error, done.why};
}

template <class Told, class Resource>
Told answer(const Resource& asked, const ConfigRefusal& refusal) {
  Told told;
  told.error_code = code(refusal.error);
  if (refusal.error == Error::kNone)
    told.error_message.reset();
  else
    told.error_message = refusal.why;
  told.resource_type = asked.resource_type;
  told.resource_name = asked.resource_name;
  return told;
}

const ConfigRefusal kNamedTwice{Error::kInvalidRequest, "Each resource must appear at most once."};

/// Kafka stumbles over it, and says as much.
bool unknown_operation(const std::vector<IncrementalAlterConfigsRequest::Resource::Config>& all) {
  return std::any_of(all.begin(), all.end(), [](const auto& one) {
    return one.config_operation < kSet || one.config_operation > kSubtract;
  });
}

}  // namespace

DescribeConfigsResponse describe_configs(Context& context, const DescribeConfigsRequest& request) {
  DescribeConfigsResponse response;
  for (const auto& asked : request.resources) {
    Result told;
    ConfigRefusal refusal{Error::kInvalidRequest,
                          "Unsupported resource type: " + std::to_string(asked.resource_type)};
    if (const Error wanted = context.fault(); wanted != Error::kNone)
      refusal = {wanted, kAskedFor};
    else if (asked.resource_type == kTopicResource)
      refusal = describe_topic(context, asked, request.include_synonyms, told);
    else if (asked.resource_type == kBrokerResource)
      refusal = describe_broker(context, asked, request.include_synonyms, told);
    auto configs = std::move(told.configs);
    told = answer<Result>(asked, refusal);
    told.configs = std::move(configs);
    if (!context.take(cost_of(told))) return response;
    response.results.push_back(std::move(told));
  }
  return response;
}

/// All of a topic's settings at once: what is not named goes back to its default.
AlterConfigsResponse alter_configs(Context& context, const AlterConfigsRequest& request) {
  AlterConfigsResponse response;
  std::map<std::pair<std::int8_t, std::string>, int> times;
  for (const auto& asked : request.resources) ++times[{asked.resource_type, asked.resource_name}];
  for (const auto& asked : request.resources) {
    if (times[{asked.resource_type, asked.resource_name}] > 1) {
      response.responses.push_back(answer<AlterConfigsResponse::Response>(asked, kNamedTwice));
      continue;
    }
    const auto refusal =
        alter(context, asked.resource_type, asked.resource_name, asked.configs,
              request.validate_only, TopicConfig(),
              [](TopicConfig& config, const auto& one) { return config.set(one.name, one.value); });
    response.responses.push_back(answer<AlterConfigsResponse::Response>(asked, refusal));
  }
  return response;
}

IncrementalAlterConfigsResponse incremental_alter_configs(
    Context& context, const IncrementalAlterConfigsRequest& request) {
  IncrementalAlterConfigsResponse response;
  using Told = IncrementalAlterConfigsResponse::Response;
  std::map<std::pair<std::int8_t, std::string>, int> times;
  for (const auto& asked : request.resources) ++times[{asked.resource_type, asked.resource_name}];
  for (const auto& asked : request.resources) {
    if (times[{asked.resource_type, asked.resource_name}] > 1) {
      response.responses.push_back(answer<Told>(asked, kNamedTwice));
      continue;
    }
    const Topic* const topic = context.broker.topics().find(asked.resource_name);
    const auto apply = [&](TopicConfig& config, const auto& one) -> std::optional<std::string> {
      const std::string value = one.value.value_or("");
      switch (one.config_operation) {
        case kSet:
          return config.set(one.name, value);
        case kDelete:
          return config.set(one.name, std::nullopt);
        case kAppend:
          return config.append_to(one.name, value);
        case kSubtract:
          return config.subtract_from(one.name, value);
        default:
          return "operation " + std::to_string(one.config_operation) + " is not known";
      }
    };
    ConfigRefusal refusal =
        alter(context, asked.resource_type, asked.resource_name, asked.configs,
              request.validate_only, topic != nullptr ? topic->config : TopicConfig(), apply);
    if (context.fault() == Error::kNone && unknown_operation(asked.configs))
      refusal = {Error::kUnknownServerError, "an operation is not known"};
    response.responses.push_back(answer<Told>(asked, refusal));
  }
  return response;
}

}  // namespace ricochet::bus::broker::api
