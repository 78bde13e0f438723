#include "bus/broker/consumer_protocol.h"

#include <algorithm>

#include "bus/protocol/codec.h"
#include "bus/protocol/messages.h"
#include "bus/protocol/wire.h"

namespace ricochet::bus::broker {

namespace {

/// The bytes begin with their version; a newer one than we know begins like the newest that we do.
template <class T>
bool read_versioned(std::string_view bytes, T& value) {
  std::int16_t version = 0;
  protocol::WireReader in(bytes);
  if (!in.number(version) || version < 0) return false;
  const int known = std::min(version, T::message().valid.last);
  return protocol::read_message(T::message(), &value, bytes.substr(2), known).has_value();
}

}  // namespace

std::set<std::string> subscribed_topics(std::string_view metadata) {
  protocol::ConsumerProtocolSubscription subscription;
  if (!read_versioned(metadata, subscription)) return {};
  return {subscription.topics.begin(), subscription.topics.end()};
}

std::vector<TopicPartition> assigned_partitions(std::string_view assignment) {
  protocol::ConsumerProtocolAssignment assigned;
  std::vector<TopicPartition> all;
  if (!read_versioned(assignment, assigned)) return all;
  // A few bytes for each partition here, a whole name there: only what can be is taken.
  constexpr std::size_t kMost = 20'000, kLongestName = 249;
  for (const auto& topic : assigned.assigned_partitions) {
    if (topic.topic.size() > kLongestName) continue;
    for (const auto partition : topic.partitions) {
      if (all.size() == kMost) return all;
      all.push_back({topic.topic, partition});
    }
  }
  return all;
}

}  // namespace ricochet::bus::broker
