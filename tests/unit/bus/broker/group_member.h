#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bus/broker/broker.h"
#include "bus/protocol/codec.h"
#include "bus/protocol/messages.h"
#include "bus/protocol/wire.h"

namespace ricochet::bus::broker {

/// The bytes of a consumer's assignment.
inline std::string assignment_of(const std::string& topic,
                                 const std::vector<std::int32_t>& partitions) {
  protocol::ConsumerProtocolAssignment assigned;
  auto& one = assigned.assigned_partitions.emplace_back();
  one.topic = topic;
  one.partitions = partitions;
  std::string bytes;
  protocol::append(bytes, std::int16_t{0});
  protocol::encode(assigned, 0, bytes);
  return bytes;
}

/// Makes `group` stand with one member, called `client`, that has these partitions; its id.
inline std::string stand_alone(Broker& broker, const std::string& group, const std::string& client,
                               const std::string& topic,
                               const std::vector<std::int32_t>& partitions) {
  Group& found = *broker.groups().ensure(group);
  JoinRequest join;
  join.client = {client, "127.0.0.1"};
  join.session = std::chrono::seconds(10);
  join.rebalance = std::chrono::seconds(60);
  join.protocol_type = "consumer";
  join.protocols = {{"range", ""}};
  std::string id;
  std::int32_t generation = -1;
  found.join(join, [&](const JoinAnswer& answer) {
    id = answer.member_id;
    generation = answer.generation;
  });
  SyncRequest sync;
  sync.member_id = id;
  sync.generation = generation;
  sync.assignments = {{id, assignment_of(topic, partitions)}};
  found.sync(sync, [](const SyncAnswer& answer) { EXPECT_EQ(answer.error, Error::kNone); });
  return id;
}

}  // namespace ricochet::bus::broker
