#include "bus/broker/config.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <unordered_set>

#include "base/text/text.h"

namespace ricochet::bus::broker {

namespace {

using enum ConfigType;

// Kafka 4.x, in the order in which it lists them.
constexpr ConfigKey kTopicKeys[] = {
    {"compression.type", kString, "producer", 0, "uncompressed zstd lz4 snappy gzip producer"},
    {"leader.replication.throttled.replicas", kList, ""},
    {"remote.storage.enable", kBool, "false"},
    {"message.timestamp.before.max.ms", kLong, "9223372036854775807", 0},
    {"min.insync.replicas", kInt, "1", 1},
    {"segment.jitter.ms", kLong, "0", 0},
    {"cleanup.policy", kList, "delete", 0, "compact delete"},
    {"flush.ms", kLong, "9223372036854775807", 0},
    {"follower.replication.throttled.replicas", kList, ""},
    {"compression.lz4.level", kInt, "9", 1},
    {"segment.bytes", kInt, "1073741824", 1 << 20},
    {"retention.ms", kLong, "604800000", -1},
    {"compression.gzip.level", kInt, "-1", -1},
    {"flush.messages", kLong, "9223372036854775807", 1},
    {"message.timestamp.after.max.ms", kLong, "9223372036854775807", 0},
    {"compression.zstd.level", kInt, "3", -131072},
    {"max.compaction.lag.ms", kLong, "9223372036854775807", 1},
    {"file.delete.delay.ms", kLong, "60000", 0},
    {"max.message.bytes", kInt, "1048588", 0},
    {"min.compaction.lag.ms", kLong, "0", 0},
    {"message.timestamp.type", kString, "CreateTime", 0, "CreateTime LogAppendTime"},
    {"local.retention.ms", kLong, "-2", -2},
    {"preallocate", kBool, "false"},
    {"index.interval.bytes", kInt, "4096", 0},
    {"min.cleanable.dirty.ratio", kDouble, "0.5", 0},
    {"unclean.leader.election.enable", kBool, "false"},
    {"local.retention.bytes", kLong, "-2", -2},
    {"retention.bytes", kLong, "-1", -1},
    {"delete.retention.ms", kLong, "86400000", 0},
    {"remote.log.delete.on.disable", kBool, "false"},
    {"remote.log.copy.disable", kBool, "false"},
    {"segment.ms", kLong, "604800000", 1},
    {"segment.index.bytes", kInt, "10485760", 4},
};

constexpr ConfigKey kBrokerKeys[] = {
    {"auto.create.topics.enable", kBool, "true"},
    {"default.replication.factor", kInt, "1"},
    {"group.initial.rebalance.delay.ms", kInt, "0"},
    {"log.retention.bytes", kLong, "-1"},
    {"log.retention.hours", kInt, "168"},
    {"log.retention.ms", kLong, "604800000"},
    {"message.max.bytes", kInt, "1048588"},
    {"min.insync.replicas", kInt, "1"},
    {"num.partitions", kInt, "1"},
    {"offsets.topic.replication.factor", kShort, "1"},
    {"transaction.max.timeout.ms", kInt, "900000"},
    {"transaction.state.log.min.isr", kInt, "1"},
    {"transaction.state.log.replication.factor", kShort, "1"},
};

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool one_of(std::string_view word, std::string_view allowed) {
  const auto words = base::split(allowed, ' ');
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// As long as the first versions of the protocol can say; lists may grow by a few words at a time.
constexpr std::size_t kLongestValue = 32'767;

/// Why a value is not one of this setting; "": it is.
std::string fault_of(const ConfigKey& key, std::string_view value) {
  if (value.size() > kLongestValue)
    return "Invalid value for configuration " + std::string(key.name) + ": it has " +
           std::to_string(value.size()) + " bytes, at most " + std::to_string(kLongestValue) +
           " are taken";
  const std::string what =
      "Invalid value " + std::string(value) + " for configuration " + key.name + ": ";
  switch (key.type) {
    case kBool:
      if (!base::iequals(value, "true") && !base::iequals(value, "false"))
        return what + "must be true or false";
      return {};
    case kInt:
    case kShort:
    case kLong: {
      const auto number = whole_number(value);
      const std::int64_t most = key.type == kInt     ? INT32_MAX
                                : key.type == kShort ? INT16_MAX
                                                     : INT64_MAX;
      if (!number || *number > most) return what + "is not a number of its type";
      if (*number < key.least) return what + "must be at least " + std::to_string(key.least);
      return {};
    }
    case kDouble: {
      const std::string text(value);
      char* end = nullptr;
      const double number = std::strtod(text.c_str(), &end);
      if (text.empty() || *end != '\0' || !(number >= 0 && number <= 1))
        return what + "must be a number between 0 and 1";
      return {};
    }
    case kString:
      if (*key.allowed != '\0' && !one_of(value, key.allowed))
        return what + "must be one of: " + key.allowed;
      return {};
    case kList:
      if (*key.allowed == '\0') return {};
      for (const auto word : base::split(value, ',')) {
        if (!one_of(base::trim(word), key.allowed)) return what + "must be some of: " + key.allowed;
      }
      return {};
  }
  return {};
}

}  // namespace

std::span<const ConfigKey> topic_config_keys() { return kTopicKeys; }
std::span<const ConfigKey> broker_config_keys() { return kBrokerKeys; }

const ConfigKey* find_key(std::span<const ConfigKey> keys, std::string_view name) {
  const auto it =
      std::find_if(keys.begin(), keys.end(), [&](auto& key) { return key.name == name; });
  return it == keys.end() ? nullptr : &*it;
}

std::optional<std::string> TopicConfig::set(std::string_view name,
                                            std::optional<std::string> value) {
  const ConfigKey* const key = find_key(kTopicKeys, name);
  if (key == nullptr) return "Unknown topic config name: " + std::string(name);
  if (value) {
    std::string fault = fault_of(*key, *value);
    if (!fault.empty()) return fault;
    values_.insert_or_assign(key->name, std::move(*value));
  } else {
    values_.erase(key->name);
  }
  digest();
  return std::nullopt;
}

std::optional<std::string> TopicConfig::append_to(std::string_view name, std::string_view words) {
  const ConfigKey* const key = find_key(kTopicKeys, name);
  if (key == nullptr) return "Unknown topic config name: " + std::string(name);
  if (key->type != kList) return std::string(name) + " is not a list: it cannot be appended to";
  const auto added = base::split(words, ',');
  std::unordered_set<std::string_view> missing(added.begin(), added.end());
  const std::string before = value(*key);
  for (const auto word : base::split(before, ',')) missing.erase(word);
  std::string all = before;
  for (const auto word : added) {
    if (missing.erase(word) > 0) (all += all.empty() ? "" : ",") += word;
  }
  return set(name, all);
}

std::optional<std::string> TopicConfig::subtract_from(std::string_view name,
                                                      std::string_view words) {
  const ConfigKey* const key = find_key(kTopicKeys, name);
  if (key == nullptr) return "Unknown topic config name: " + std::string(name);
  if (key->type != kList) return std::string(name) + " is not a list: nothing can be taken from it";
  const auto listed = base::split(words, ',');
  const std::unordered_set<std::string_view> gone(listed.begin(), listed.end());
  const std::string before = value(*key);
  std::string all;
  for (const auto word : base::split(before, ',')) {
    if (!gone.contains(word)) (all += all.empty() ? "" : ",") += word;
  }
  return set(name, all);
}

void TopicConfig::clear() {
  values_.clear();
  digest();
}

std::size_t TopicConfig::bytes() const {
  constexpr std::size_t kEntry = 2 * sizeof(std::string) + 64;
  std::size_t sum = 0;
  for (const auto& [name, value] : values_) sum += kEntry + name.size() + value.size();
  return sum;
}

std::string TopicConfig::value(const ConfigKey& key) const {
  const auto it = values_.find(key.name);
  return it == values_.end() ? key.default_value : it->second;
}

void TopicConfig::digest() {
  const auto number = [this](const char* name) {
    return whole_number(value(*find_key(kTopicKeys, name))).value_or(-1);
  };
  max_message_bytes_ = number("max.message.bytes");
  retention_ms_ = number("retention.ms");
  retention_bytes_ = number("retention.bytes");
  log_append_time_ = value(*find_key(kTopicKeys, "message.timestamp.type")) == "LogAppendTime";
  const std::string policy = value(*find_key(kTopicKeys, "cleanup.policy"));
  compacted_ = policy.find("compact") != std::string::npos;
  deleted_ = policy.find("delete") != std::string::npos;
}

}  // namespace ricochet::bus::broker
