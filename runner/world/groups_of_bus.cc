#include "runner/world/groups_of_bus.h"

#include <algorithm>
#include <string>
#include <utility>

#include "bus/broker/broker.h"
#include "runner/world/services.h"

namespace ricochet::runner {

namespace {

/// By the connection that the member speaks through: which process has its other end.
std::string owner_of(bus::broker::Broker& broker, const Services& services,
                     const std::string& group, const std::string& member) {
  const auto* known = broker.groups().find(group);
  // It costs a walk over all processes; who is alone in his group needs no telling apart.
  if (known == nullptr || !services.share_group(group)) return {};
  const auto& members = known->members();
  const auto it = std::find_if(members.begin(), members.end(),
                               [&](const auto& one) { return one->who.id == member; });
  if (it == members.end() || (*it)->connection.peer_port() == 0) return {};
  const SutRunner* const sut = services.at_port((*it)->connection.peer_port());
  return sut == nullptr ? std::string() : sut->name();
}

}  // namespace

GroupsOfBus groups_of(bus::Bus& bus, bus::broker::Broker* broker, const Services& services) {
  GroupsOfBus groups;
  groups.ask = [&bus](const std::string& group, auto done) {
    bus.describe_group(group, std::move(done));
  };
  if (broker == nullptr) return groups;
  groups.drop_ended = [broker](const std::string& group) {
    if (auto* known = broker->groups().find(group)) known->expire_disconnected();
  };
  groups.owner_of = [broker, &services](const std::string& group, const std::string& member) {
    return owner_of(*broker, services, group, member);
  };
  return groups;
}

}  // namespace ricochet::runner
