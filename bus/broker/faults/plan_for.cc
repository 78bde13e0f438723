#include "bus/broker/faults/plan_for.h"

#include <utility>

#include "bus/protocol/codec.h"

namespace ricochet::bus::broker::faults {

std::shared_ptr<const Plan> plan_for(Broker& broker, Asked asked, const protocol::Message& message,
                                     std::string_view body, int version) {
  const auto request = message.make();
  if (!protocol::read_message(message, request.get(), body, version)) return nullptr;
  read_places(
      message, request.get(), version,
      [&broker](const protocol::Uuid& id) {
        const Topic* const topic = broker.topics().find(id);
        return topic == nullptr ? std::string() : topic->name;
      },
      asked);
  return broker.faults().consult(asked, [&](const std::string& id, const TopicPartition& where) {
    const Group* const group = broker.groups().find(id);
    return group != nullptr && group->reads(asked.client, where);
  });
}

}  // namespace ricochet::bus::broker::faults
