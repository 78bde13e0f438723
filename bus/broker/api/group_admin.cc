#include <algorithm>
#include <set>

#include "base/text/text.h"
#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

// READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS
constexpr std::int32_t kGroupOperations = 0xd48;
constexpr const char* kType = "classic";  // KIP-848 has others
constexpr int kFirstDescribeWithNotFound = 6;
constexpr const char* kNotThere = "there is no such group";

/// Names without their case, as Kafka does; no names: all.
class Filter {
 public:
  explicit Filter(const std::vector<std::string>& wanted) {
    for (const auto& one : wanted) wanted_.insert(base::to_lower(one));
  }
  bool fits(const std::string& name) const {
    return wanted_.empty() || wanted_.contains(base::to_lower(name));
  }

 private:
  std::set<std::string> wanted_;
};

/// What describe() makes of it takes about so much.
std::size_t cost_of(const Group& group) {
  std::size_t bytes = group.id().size();
  for (const auto& member : group.members()) {
    bytes += sizeof(DescribeGroupsResponse::Group::Member) + member->assignment.size();
    for (const auto& protocol : member->protocols) {
      if (protocol.name == group.protocol()) bytes += protocol.metadata.size();
    }
  }
  return bytes;
}

DescribeGroupsResponse::Group describe(const Group& group) {
  DescribeGroupsResponse::Group told;
  told.group_id = group.id();
  told.group_state = name_of(group.state());
  told.protocol_type = group.protocol_type();
  const bool stands = group.state() == GroupState::kStable;
  if (stands) told.protocol_data = group.protocol();
  for (const auto& member : group.members()) {
    DescribeGroupsResponse::Group::Member one;
    one.member_id = member->who.id;
    if (!member->who.instance_id.empty()) one.group_instance_id = member->who.instance_id;
    one.client_id = member->who.client.id;
    one.client_host = "/" + member->who.client.host;
    if (stands) {
      for (const auto& protocol : member->protocols) {
        if (protocol.name == group.protocol()) one.member_metadata = protocol.metadata;
      }
      one.member_assignment = member->assignment;
    }
    told.members.push_back(std::move(one));
  }
  return told;
}

}  // namespace

DescribeGroupsResponse describe_groups(Context& context, const DescribeGroupsRequest& request) {
  DescribeGroupsResponse response;
  for (const auto& id : request.groups) {
    const Group* const group = context.broker.groups().find(id);
    DescribeGroupsResponse::Group told;
    if (!context.take(sizeof told + id.size() + (group == nullptr ? 0 : cost_of(*group))))
      return response;
    told.group_id = id;
    if (const Error wanted = context.fault(id); wanted != Error::kNone) {
      told.error_code = code(wanted);
    } else if (!context.coordinates(id)) {
      told.error_code = code(Error::kNotCoordinator);
    } else if (group == nullptr) {
      told.group_state = "Dead";
      if (context.version >= kFirstDescribeWithNotFound) {
        told.error_code = code(Error::kGroupIdNotFound);
        told.error_message = kNotThere;
      }
    } else {
      told = describe(*group);
    }
    if (request.include_authorized_operations && told.error_code == 0)
      told.authorized_operations = kGroupOperations;
    response.groups.push_back(std::move(told));
  }
  return response;
}

/// Each node lists those that it coordinates: clients ask all of them.
ListGroupsResponse list_groups(Context& context, const ListGroupsRequest& request) {
  ListGroupsResponse response;
  if (const Error wanted = context.fault(); wanted != Error::kNone) {
    response.error_code = code(wanted);
    return response;
  }
  const Filter states(request.states_filter);
  const Filter types(request.types_filter);
  for (const auto& [id, group] : context.broker.groups().all()) {
    if (!context.coordinates(id)) continue;
    const std::string state = name_of(group->state());
    if (!states.fits(state) || !types.fits(kType)) continue;
    ListGroupsResponse::Group told;
    if (!context.take(sizeof told + id.size() + group->protocol_type().size())) return response;
    told.group_id = id;
    told.protocol_type = group->protocol_type();
    told.group_state = state;
    told.group_type = kType;
    response.groups.push_back(std::move(told));
  }
  return response;
}

namespace {

Error why_not_deleted(const Context& context, const std::string& id) {
  if (const Error wanted = context.fault(id); wanted != Error::kNone) return wanted;
  if (!context.coordinates(id)) return Error::kNotCoordinator;
  const Group* const group = context.broker.groups().find(id);
  if (group == nullptr) return Error::kGroupIdNotFound;
  return !group->members().empty() ? Error::kNonEmptyGroup : Error::kNone;
}

}  // namespace

DeleteGroupsResponse delete_groups(Context& context, const DeleteGroupsRequest& request) {
  DeleteGroupsResponse response;
  std::set<std::string> seen;
  for (const auto& id : request.groups_names) {
    if (!seen.insert(id).second) continue;
    const Error error = why_not_deleted(context, id);
    if (error == Error::kNone) context.broker.groups().remove(id);
    response.results.push_back({id, code(error), std::nullopt});
  }
  return response;
}

}  // namespace ricochet::bus::broker::api
