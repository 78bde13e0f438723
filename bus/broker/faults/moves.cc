#include "bus/broker/broker.h"
#include "bus/broker/faults/kind.h"
#include "bus/broker/faults/subjects.h"

namespace ricochet::bus::broker::faults {

namespace {

base::Diag cannot_move(const std::string& what, std::int32_t to) {
  return {base::Diag::Kind::kConflict, "bus/cannot-move",
          what + " cannot move to broker " + std::to_string(to) +
              ": it is there already, or there is no such broker that is up",
          "start the bus with --brokers 3, or \"brokers\": 3 under \"bus\" of the suite"};
}

/// "to", or whatever comes next.
std::optional<std::int32_t> read_target(const base::JsonReader& value) {
  const auto to = value.find("to");
  if (!to) return 0;
  const auto id = to->integer();
  return id ? std::optional(static_cast<std::int32_t>(*id)) : std::nullopt;
}

}  // namespace

bool read_move_leader(const base::JsonReader& value, Rule& rule) {
  if (!value.object()) return false;
  const auto topic = read_name(value, "topic");
  const auto to = read_target(value);
  std::optional<std::int64_t> index = 0;
  if (const auto partition = value.find("partition")) index = partition->integer();
  if (!topic || !to || !index) return false;
  const TopicPartition where{*topic, static_cast<std::int32_t>(*index)};
  const std::string what = "the leader of " + *topic + " partition " + std::to_string(*index);
  rule.title = what + " moves";
  rule.command = [where, to = *to, what](Broker& broker) -> base::Result<std::string> {
    const auto partition = partition_of(broker, where);
    if (!partition) return partition.error();
    const std::int32_t target = to != 0 ? to : broker.next_node((*partition)->leader);
    if (!broker.move_leader(where, target)) return cannot_move(what, target);
    return what + " is broker " + std::to_string(target);
  };
  return true;
}

bool read_move_coordinator(const base::JsonReader& value, Rule& rule) {
  if (!value.object()) return false;
  const auto group = value.find("group"), transaction = value.find("transaction");
  if (static_cast<bool>(group) == static_cast<bool>(transaction)) {
    value.error("bad-fault", "a coordinator is that of one group or one transactional id",
                R"(write {"group": "..."} or {"transaction": "..."})");
    return false;
  }
  const auto key = group ? group->nonempty_string() : transaction->nonempty_string();
  const auto to = read_target(value);
  if (!key || !to) return false;
  const std::string what =
      std::string("the coordinator of ") + (group ? "group " : "transactional id ") + *key;
  rule.title = what + " moves";
  rule.command = [key = *key, of_group = static_cast<bool>(group), to = *to,
                  what](Broker& broker) -> base::Result<std::string> {
    if (of_group) {
      if (const auto found = group_of(broker, key); !found) return found.error();
    }
    const std::int32_t target = to != 0 ? to : broker.next_node(broker.coordinator_of(key));
    if (!broker.move_coordinator(key, target)) return cannot_move(what, target);
    return what + " is broker " + std::to_string(target);
  };
  return true;
}

}  // namespace ricochet::bus::broker::faults
