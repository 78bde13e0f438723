#pragma once
#include <span>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "bus/broker/fault_rule.h"

namespace ricochet::bus::broker::faults {

/// What stands under the key of a fault, read into the rule with its title. False: a finding says
/// why.
using ReadFault = bool (*)(const base::JsonReader& value, Rule& rule);

/// One fault that can be asked for: a new one is a reader, in the file of its subject, and a row.
struct Kind {
  const char* key;
  bool per_request;  ///< needs "on"; else it is done at once, unless "on" is there
  ReadFault read;
  base::Shape (*shape)();  ///< shapes.h
  const char* text;        ///< what it does, for people
};

/// kinds.cc
std::span<const Kind> kinds();

// answers.cc: what is done to a request, or its answer.
bool read_error(const base::JsonReader& value, Rule& rule);
bool read_delay(const base::JsonReader& value, Rule& rule);
bool read_drop(const base::JsonReader& value, Rule& rule);
bool read_no_answer(const base::JsonReader& value, Rule& rule);
bool read_throttle(const base::JsonReader& value, Rule& rule);
bool read_slow(const base::JsonReader& value, Rule& rule);
bool read_observe(const base::JsonReader& value, Rule& rule);

// members.cc: the members of a group.
bool read_rebalance(const base::JsonReader& value, Rule& rule);
bool read_expire(const base::JsonReader& value, Rule& rule);

// redeliver.cc: a group reads again.
bool read_redeliver(const base::JsonReader& value, Rule& rule);

// fence.cc: a transactional producer is shut out.
bool read_fence(const base::JsonReader& value, Rule& rule);

// moves.cc: leaders and coordinators.
bool read_move_leader(const base::JsonReader& value, Rule& rule);
bool read_move_coordinator(const base::JsonReader& value, Rule& rule);

// nodes.cc: whole brokers.
bool read_broker_down(const base::JsonReader& value, Rule& rule);
bool read_broker_up(const base::JsonReader& value, Rule& rule);

// resets.cc: back to the beginning.
bool read_reset(const base::JsonReader& value, Rule& rule);
bool read_clear(const base::JsonReader& value, Rule& rule);

/// `true` alone: a key that says all. answers.cc
bool read_true(const base::JsonReader& value);

}  // namespace ricochet::bus::broker::faults
