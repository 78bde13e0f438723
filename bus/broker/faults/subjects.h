#pragma once
#include <optional>
#include <string>

#include "base/json/reader.h"
#include "bus/broker/broker.h"

// What several faults share: how they name groups, topics and brokers, and find them.
namespace ricochet::bus::broker::faults {

/// A name that must be there (object() says so when it is not) and not be empty.
inline std::optional<std::string> read_name(const base::JsonReader& value, std::string_view key) {
  const auto name = value.find(key);
  return name ? name->nonempty_string() : std::nullopt;
}

/// Error: bus/no-group, with did-you-mean.
base::Result<Group*> group_of(Broker& broker, const std::string& id);
/// Error: bus/no-topic, with did-you-mean.
base::Result<Topic*> topic_of(Broker& broker, const std::string& name);
/// Errors: those of topic_of(), bus/no-partition.
base::Result<Partition*> partition_of(Broker& broker, const TopicPartition& where);

/// As if the sessions of all members had ended that fit what `who` has; how many they were.
std::size_t expire(Group& group, const Member& who);

}  // namespace ricochet::bus::broker::faults
