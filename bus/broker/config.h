#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ricochet::bus::broker {

/// Kafka's numbers for the type of a setting (DescribeConfigs v3).
enum class ConfigType : std::int8_t {
  kBool = 1,
  kString = 2,
  kInt = 3,
  kShort = 4,
  kLong = 5,
  kDouble = 6,
  kList = 7,
};

/// Kafka's numbers for where the value of a setting comes from.
enum class ConfigSource : std::int8_t { kTopic = 1, kStaticBroker = 4, kDefault = 5 };

struct ConfigKey {
  const char* name;
  ConfigType type;
  const char* default_value;
  std::int64_t least = INT64_MIN;  ///< of numbers
  const char* allowed = "";        ///< of texts and lists: the words, with blanks between; "": any
};

/// All settings of a topic that Kafka 4 knows, with its defaults.
std::span<const ConfigKey> topic_config_keys();
/// Those of a broker that clients ask for. They cannot be changed.
std::span<const ConfigKey> broker_config_keys();
/// nullptr: there is no such setting.
const ConfigKey* find_key(std::span<const ConfigKey> keys, std::string_view name);

/// The settings of one topic. The broker acts on max.message.bytes, retention.ms, retention.bytes,
/// message.timestamp.type and cleanup.policy (records of compacted topics need a key); the others
/// are kept and given back.
class TopicConfig {
 public:
  /// Why the value may not be set, for people; nullopt: it is set. nullopt as value: the default.
  std::optional<std::string> set(std::string_view name, std::optional<std::string> value);
  /// As KIP-339 has it, for settings that are lists.
  std::optional<std::string> append_to(std::string_view name, std::string_view words);
  std::optional<std::string> subtract_from(std::string_view name, std::string_view words);
  void clear();
  /// About what the values take that were set.
  std::size_t bytes() const;

  std::string value(const ConfigKey& key) const;
  bool overridden(const ConfigKey& key) const { return values_.contains(key.name); }

  std::int64_t max_message_bytes() const { return max_message_bytes_; }
  std::int64_t retention_ms() const { return retention_ms_; }        ///< -1: for ever
  std::int64_t retention_bytes() const { return retention_bytes_; }  ///< -1: unlimited
  bool log_append_time() const { return log_append_time_; }
  bool compacted() const { return compacted_; }
  bool only_compacted() const { return compacted_ && !deleted_; }

 private:
  void digest();

  std::map<std::string, std::string, std::less<>> values_;
  std::int64_t max_message_bytes_ = 1048588;
  std::int64_t retention_ms_ = 604800000;
  std::int64_t retention_bytes_ = -1;
  bool log_append_time_ = false;
  bool compacted_ = false;
  bool deleted_ = true;  ///< `delete` is among the policies
};

}  // namespace ricochet::bus::broker
