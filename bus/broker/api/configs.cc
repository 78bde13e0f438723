#include <algorithm>
#include <charconv>

#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

constexpr std::int8_t kTopicResource = 2, kBrokerResource = 4;

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

/// Changes a copy of the settings of a topic, and keeps it when all of it was right.
template <class Configs, class Apply>
ConfigRefusal alter(Context& context, std::int8_t type, const std::string& name,
                    const Configs& configs, bool validate_only, TopicConfig base, Apply apply) {
  if (type == kBrokerResource)
    return {Error::kInvalidRequest, "the settings of this broker cannot be changed while it runs"};
  if (type != kTopicResource)
    return {Error::kInvalidRequest,
            "resources of type " + std::to_string(type) + " have no settings"};
  Topic* const topic = context.broker.topics().find(name);
  if (topic == nullptr)
    return {Error::kUnknownTopicOrPartition, "The topic '" + name + "' does not exist."};
  for (const auto& one : configs) {
    if (auto fault = apply(base, one)) return {Error::kInvalidConfig, *fault};
  }
  if (validate_only) return {};
  topic->config = std::move(base);
  context.broker.topics().apply_retention(*topic);
  return {};
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

}  // namespace

DescribeConfigsResponse describe_configs(Context& context, const DescribeConfigsRequest& request) {
  DescribeConfigsResponse response;
  for (const auto& asked : request.resources) {
    Result told;
    ConfigRefusal refusal{Error::kInvalidRequest,
                          "Unsupported resource type: " + std::to_string(asked.resource_type)};
    if (asked.resource_type == kTopicResource)
      refusal = describe_topic(context, asked, request.include_synonyms, told);
    else if (asked.resource_type == kBrokerResource)
      refusal = describe_broker(context, asked, request.include_synonyms, told);
    auto configs = std::move(told.configs);
    told = answer<Result>(asked, refusal);
    told.configs = std::move(configs);
    response.results.push_back(std::move(told));
  }
  return response;
}

/// All of a topic's settings at once: what is not named goes back to its default.
AlterConfigsResponse alter_configs(Context& context, const AlterConfigsRequest& request) {
  AlterConfigsResponse response;
  for (const auto& asked : request.resources) {
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
  constexpr std::int8_t kSet = 0, kDelete = 1, kAppend = 2, kSubtract = 3;
  IncrementalAlterConfigsResponse response;
  for (const auto& asked : request.resources) {
    const Topic* const topic = context.broker.topics().find(asked.resource_name);
    const auto apply = [&](TopicConfig& config, const auto& one) -> std::optional<std::string> {
      const std::string value = one.value.value_or("");
      switch (one.config_operation) {
        case kSet:
          if (!one.value) return "a value must be set for " + one.name;
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
    const auto refusal =
        alter(context, asked.resource_type, asked.resource_name, asked.configs,
              request.validate_only, topic != nullptr ? topic->config : TopicConfig(), apply);
    response.responses.push_back(answer<IncrementalAlterConfigsResponse::Response>(asked, refusal));
  }
  return response;
}

}  // namespace ricochet::bus::broker::api
