#include "bus/broker/faults/kind.h"
#include "bus/broker/faults/shapes.h"

namespace ricochet::bus::broker::faults {

namespace {

constexpr Kind kKinds[] = {
    {"error", true, read_error, shape_of_error,
     "requests are answered with this error of Kafka, by name or number"},
    {"delay", true, read_delay, shape_of_fault_time, "answers come so much later"},
    {"drop", true, read_drop, shape_of_only_true, "the connection is dropped"},
    {"no_answer", true, read_no_answer, shape_of_only_true, "the request is never answered"},
    {"throttle", true, read_throttle, shape_of_fault_time,
     "answers say that the client is throttled for so long"},
    {"slow", true, read_slow, shape_of_pace, "answers come bit by bit, so many bytes a second"},
    {"observe", true, read_observe, shape_of_only_true,
     "nothing is done, the requests are only counted"},
    {"rebalance", false, read_rebalance, shape_of_group, "the group is rebalanced"},
    {"expire", false, read_expire, shape_of_members,
     "sessions of members end as if they had not been heard of"},
    {"redeliver", false, read_redeliver, shape_of_redeliver, "the group reads records again"},
    {"fence", false, read_fence, shape_of_transaction,
     "the producer of this transactional id is shut out"},
    {"move_leader", false, read_move_leader, shape_of_leader, "a partition gets another leader"},
    {"move_coordinator", false, read_move_coordinator, shape_of_coordinator,
     "a group or a transactional id gets another coordinator"},
    {"broker_down", false, read_broker_down, shape_of_node, "this broker goes down"},
    {"broker_up", false, read_broker_up, shape_of_node, "this broker comes up again"},
    {"reset", false, read_reset, shape_of_only_true,
     "all records, open transactions and groups without members are gone"},
    {"clear", false, read_clear, shape_of_only_true, "no fault is set any more"},
};

}  // namespace

std::span<const Kind> kinds() { return kKinds; }

}  // namespace ricochet::bus::broker::faults
