#include "bus/broker/faults/subjects.h"

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"

namespace ricochet::bus::broker::faults {

namespace {

template <class Map>
std::vector<std::string> names_of(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}

}  // namespace

base::Result<Group*> group_of(Broker& broker, const std::string& id) {
  if (Group* const group = broker.groups().find(id); group != nullptr) return group;
  return base::Diag(base::Diag::Kind::kNotFound, "bus/no-group",
                    "there is no group " + base::in_quotes(id) + " at the broker",
                    base::did_you_mean(id, names_of(broker.groups().all())));
}

base::Result<Topic*> topic_of(Broker& broker, const std::string& name) {
  if (Topic* const topic = broker.topics().find(name); topic != nullptr) return topic;
  return base::Diag(base::Diag::Kind::kNotFound, "bus/no-topic",
                    "there is no topic " + base::in_quotes(name) + " at the broker",
                    base::did_you_mean(name, names_of(broker.topics().all())));
}

base::Result<Partition*> partition_of(Broker& broker, const TopicPartition& where) {
  const auto topic = topic_of(broker, where.topic);
  if (!topic) return topic.error();
  if (Partition* const partition = (*topic)->partition(where.partition); partition != nullptr)
    return partition;
  return base::Diag(
      base::Diag::Kind::kNotFound, "bus/no-partition",
      "topic " + where.topic + " has no partition " + std::to_string(where.partition),
      "it has " + base::plural((*topic)->partitions.size(), "partition") + ", counted from 0");
}

}  // namespace ricochet::bus::broker::faults
