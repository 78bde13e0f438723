#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

constexpr int kFirstWithKnownId = 4;            // JoinGroup: KIP-394
constexpr int kFirstWithSkippedAssignment = 9;  // JoinGroup: KIP-814
constexpr int kFirstWithProtocol = 5;           // SyncGroup

JoinGroupResponse told(const JoinAnswer& answer, int version) {
  JoinGroupResponse response;
  response.error_code = code(answer.error);
  response.generation_id = answer.generation;
  // Before v7 the name may not be null.
  if (answer.error == Error::kNone || version < 7)
    response.protocol_name = answer.protocol;
  else
    response.protocol_name.reset();
  if (answer.error == Error::kNone) response.protocol_type = answer.protocol_type;
  response.leader = answer.leader;
  response.skip_assignment = answer.skip_assignment;
  response.member_id = answer.member_id;
  for (const auto& member : answer.members) {
    JoinGroupResponse::Member one;
    one.member_id = member.id;
    if (!member.instance_id.empty()) one.group_instance_id = member.instance_id;
    one.metadata = member.metadata;
    response.members.push_back(std::move(one));
  }
  return response;
}

}  // namespace

void join_group(Context& context, const JoinGroupRequest& request, Reply<JoinGroupResponse> reply) {
  const int version = context.version;
  const auto refuse = [&](Error error) {
    JoinAnswer answer;
    answer.error = error;
    answer.member_id = request.member_id;
    reply(told(answer, version));
  };
  if (const Error error = context.check_group(request.group_id); error != Error::kNone)
    return refuse(error);
  JoinRequest join;
  join.member_id = request.member_id;
  join.instance_id = request.group_instance_id.value_or("");
  join.client = context.client;
  join.connection = context.connection;
  join.session = std::chrono::milliseconds(request.session_timeout_ms);
  join.rebalance = std::chrono::milliseconds(request.rebalance_timeout_ms);
  join.protocol_type = request.protocol_type;
  for (const auto& protocol : request.protocols)
    join.protocols.push_back({protocol.name, protocol.metadata});
  join.needs_known_id = version >= kFirstWithKnownId;
  join.skips_assignment = version >= kFirstWithSkippedAssignment;
  // What is refused makes no group.
  if (const Error error = Group::check_first(join, context.broker.options().groups);
      error != Error::kNone)
    return refuse(error);
  Group* group = context.broker.groups().find(request.group_id);
  if (group == nullptr && !request.member_id.empty()) return refuse(Error::kUnknownMemberId);
  const bool too_many = group == nullptr && !context.broker.groups().has_room();
  if (group == nullptr) group = context.broker.groups().ensure(request.group_id);
  if (group == nullptr && !too_many) return refuse(Error::kCoordinatorNotAvailable);
  if (group == nullptr) {
    context.broker.sink().refused(context.client,
                                  "there are too many groups for one more: " + request.group_id);
    return refuse(Error::kGroupMaxSizeReached);
  }
  group->join(std::move(join),
              [reply, version](const JoinAnswer& answer) { reply(told(answer, version)); });
}

void sync_group(Context& context, const SyncGroupRequest& request, Reply<SyncGroupResponse> reply) {
  Error error = context.check_group(request.group_id);
  Group* const group = context.broker.groups().find(request.group_id);
  if (error == Error::kNone && group == nullptr) error = Error::kUnknownMemberId;
  if (error != Error::kNone) {
    SyncGroupResponse response;
    response.error_code = code(error);
    return reply(response);
  }
  SyncRequest sync;
  sync.member_id = request.member_id;
  sync.instance_id = request.group_instance_id.value_or("");
  sync.generation = request.generation_id;
  sync.names_protocol = context.version >= kFirstWithProtocol;
  sync.protocol_type = request.protocol_type;
  sync.protocol = request.protocol_name;
  for (const auto& one : request.assignments)
    sync.assignments.emplace_back(one.member_id, one.assignment);
  group->sync(std::move(sync), [reply, type = group->protocol_type(),
                                protocol = group->protocol()](const SyncAnswer& answer) {
    SyncGroupResponse response;
    response.error_code = code(answer.error);
    if (answer.error == Error::kNone) {
      response.protocol_type = type;
      response.protocol_name = protocol;
    }
    response.assignment = answer.assignment;
    reply(response);
  });
}

HeartbeatResponse heartbeat(Context& context, const HeartbeatRequest& request) {
  HeartbeatResponse response;
  Error error = context.check_group(request.group_id);
  Group* const group = context.broker.groups().find(request.group_id);
  if (error == Error::kNone) {
    error = group == nullptr
                ? Error::kUnknownMemberId
                : group->heartbeat(request.member_id, request.group_instance_id.value_or(""),
                                   request.generation_id, context.connection);
  }
  response.error_code = code(error);
  return response;
}

LeaveGroupResponse leave_group(Context& context, const LeaveGroupRequest& request) {
  LeaveGroupResponse response;
  if (const Error error = context.check_group(request.group_id); error != Error::kNone) {
    response.error_code = code(error);
    return response;
  }
  Group* const group = context.broker.groups().find(request.group_id);
  constexpr int kFirstWithSeveral = 3;
  if (context.version < kFirstWithSeveral) {
    response.error_code =
        code(group == nullptr ? Error::kUnknownMemberId : group->leave(request.member_id, ""));
    return response;
  }
  std::vector<LeavingMember> leaving;
  for (const auto& member : request.members) {
    const std::string_view instance =
        member.group_instance_id ? std::string_view(*member.group_instance_id) : std::string_view();
    leaving.push_back({member.member_id, instance});
  }
  std::vector<Error> errors(leaving.size(), Error::kUnknownMemberId);
  if (group != nullptr) errors = group->leave(leaving);
  using Told = LeaveGroupResponse::Member;
  for (std::size_t i = 0; i < request.members.size(); ++i) {
    const auto& member = request.members[i];
    if (!context.take(sizeof(Told) + member.member_id.size() + leaving[i].instance.size())) break;
    response.members.push_back({member.member_id, member.group_instance_id, code(errors[i])});
  }
  return response;
}

}  // namespace ricochet::bus::broker::api
