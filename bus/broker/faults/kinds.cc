#include "bus/broker/faults/kind.h"

namespace ricochet::bus::broker::faults {

namespace {

constexpr Kind kKinds[] = {
    {"error", true, read_error},
    {"delay", true, read_delay},
    {"drop", true, read_drop},
    {"no_answer", true, read_no_answer},
    {"throttle", true, read_throttle},
    {"slow", true, read_slow},
    {"observe", true, read_observe},
    {"rebalance", false, read_rebalance},
    {"expire", false, read_expire},
    {"redeliver", false, read_redeliver},
    {"fence", false, read_fence},
    {"move_leader", false, read_move_leader},
    {"move_coordinator", false, read_move_coordinator},
    {"broker_down", false, read_broker_down},
    {"broker_up", false, read_broker_up},
    {"reset", false, read_reset},
    {"clear", false, read_clear},
};

}  // namespace

std::span<const Kind> kinds() { return kKinds; }

}  // namespace ricochet::bus::broker::faults
