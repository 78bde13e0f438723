#include "busview/control/views.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/json/json.h"
#include "base/text/encoding.h"
#include "journal/wire_text.h"

namespace ricochet::busview {

using base::Json;
using bus::broker::TopicPartition;
using journal::as_text;

Json broker_json(const bus::broker::Server& server, bus::broker::Broker& broker) {
  Json object;
  object["bootstrap"] = server.bootstrap_servers();
  object["cluster"] = broker.options().cluster_id;
  Json& nodes = object["brokers"] = Json::array();
  for (const auto& node : broker.nodes()) {
    Json one;
    one["id"] = node.id;
    one["host"] = node.host.empty() ? Json(nullptr) : Json(as_text(node.host));
    one["port"] = node.port;
    one["up"] = node.up;
    nodes.push_back(std::move(one));
  }
  object["controller"] = broker.controller();
  object["connections"] = server.open_connections();
  object["topics"] = broker.topics().all().size();
  object["partitions"] = broker.topics().partition_count();
  object["groups"] = broker.groups().all().size();
  object["bytes"] = broker.topics().memory().used;
  object["max_bytes"] = broker.topics().memory().limit;
  object["state_bytes"] = broker.state().used;
  object["max_state_bytes"] = broker.state().limit;
  return object;
}

Json topic_json(const bus::broker::Topic& topic) {
  Json object;
  object["topic"] = topic.name;
  object["id"] = base::hex_encode(
      {reinterpret_cast<const char*>(topic.id.bytes.data()), topic.id.bytes.size()});
  object["replication"] = topic.replication;
  Json& partitions = object["partitions"] = Json::array();
  for (std::size_t i = 0; i < topic.partitions.size(); ++i) {
    const auto& partition = *topic.partitions[i];
    Json one;
    one["partition"] = i;
    one["leader"] = partition.leader;
    one["leader_epoch"] = partition.leader_epoch;
    one["start"] = partition.log.start();
    one["stable"] = partition.log.stable();
    one["end"] = partition.log.end();
    one["bytes"] = partition.log.bytes();
    partitions.push_back(std::move(one));
  }
  Json& config = object["config"] = Json::object();
  for (const auto& key : bus::broker::topic_config_keys()) {
    if (topic.config.overridden(key)) config[key.name] = as_text(topic.config.value(key));
  }
  return object;
}

namespace {

Json member_json(const bus::broker::GroupMember& member) {
  Json one;
  one["member"] = as_text(member.who.id);
  one["instance"] =
      member.who.instance_id.empty() ? Json(nullptr) : Json(as_text(member.who.instance_id));
  one["client"] = as_text(member.who.client.id);
  one["host"] = as_text(member.who.client.host);
  Json& partitions = one["partitions"] = Json::array();
  for (const auto& where : member.partitions) {
    Json place;
    place["topic"] = as_text(where.topic);
    place["partition"] = where.partition;
    partitions.push_back(std::move(place));
  }
  return one;
}

/// What is committed in one partition, and what a committed reader has still to come.
Json commit_json(const bus::broker::Topics& topics, const bus::broker::Group& group,
                 const TopicPartition& where, std::int64_t& lag) {
  const auto* const stored = group.offsets().find(where);
  const auto* const partition = topics.partition(where);
  Json one;
  one["topic"] = as_text(where.topic);
  one["partition"] = where.partition;
  one["offset"] = stored != nullptr ? Json(stored->offset) : Json(nullptr);
  one["end"] = partition != nullptr ? Json(partition->log.end()) : Json(nullptr);
  one["lag"] = nullptr;
  if (stored != nullptr && partition != nullptr) {
    const auto from = std::max(stored->offset, partition->log.start());
    const auto behind = std::max<std::int64_t>(partition->log.end() - from, 0);
    one["lag"] = behind;
    lag += behind;
  }
  if (stored != nullptr && !stored->metadata.empty()) one["metadata"] = as_text(stored->metadata);
  return one;
}

}  // namespace

Json group_json(const bus::broker::Broker& broker, const bus::broker::Topics& topics,
                const bus::broker::Group& group) {
  Json object;
  object["group"] = as_text(group.id());
  object["state"] = bus::broker::name_of(group.state());
  object["generation"] = group.generation();
  object["protocol_type"] = as_text(group.protocol_type());
  object["protocol"] = as_text(group.protocol());
  object["leader"] = as_text(group.leader());
  object["coordinator"] = broker.coordinator_of(group.id());
  Json& members = object["members"] = Json::array();
  std::set<TopicPartition> places;
  for (const auto& member : group.members()) {
    members.push_back(member_json(*member));
    places.insert(member->partitions.begin(), member->partitions.end());
  }
  for (const auto& [where, stored] : group.offsets().all()) places.insert(where);
  Json& commits = object["commits"] = Json::array();
  std::int64_t lag = 0;
  for (const auto& where : places) commits.push_back(commit_json(topics, group, where, lag));
  object["lag"] = lag;
  return object;
}

Json transaction_json(const std::string& id,
                      const bus::broker::Transactions::Transaction& transaction) {
  Json object;
  object["transaction"] = as_text(id);
  object["state"] = bus::broker::name_of(transaction.state);
  object["producer_id"] = transaction.producer_id;
  object["epoch"] = transaction.epoch;
  object["timeout_ms"] = transaction.timeout_ms;
  Json& partitions = object["partitions"] = Json::array();
  for (const auto& where : transaction.partitions) {
    Json place;
    place["topic"] = as_text(where.topic);
    place["partition"] = where.partition;
    partitions.push_back(std::move(place));
  }
  Json& groups = object["groups"] = Json::array();
  for (const auto& group : transaction.groups) groups.push_back(as_text(group));
  return object;
}

Json fault_json(std::uint64_t id, const bus::broker::faults::Faults::Entry& fault) {
  Json object;
  object["id"] = id;
  object["name"] = fault.rule.name.empty() ? Json(nullptr) : Json(as_text(fault.rule.name));
  object["what"] = as_text(fault.rule.title);
  object["seen"] = fault.seen;
  object["done"] = fault.done;
  object["skip"] = fault.rule.skip;
  object["times"] = fault.rule.times ? Json(*fault.rule.times) : Json(nullptr);
  object["probability"] = fault.rule.probability;
  return object;
}

}  // namespace ricochet::busview
