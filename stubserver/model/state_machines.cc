#include "stubserver/model/state_machines.h"

namespace ricochet::stubserver {

const std::string& StateMachines::state(const MachineId& machine, const std::string& scope) const {
  static const std::string start = kStartState;
  const auto it = machines_.find(machine);
  if (it == machines_.end()) return start;
  const auto found = it->second.scopes.find(scope);
  return found == it->second.scopes.end() ? start : found->second->state;
}

void StateMachines::move(const MachineId& machine, const std::string& scope,
                         const std::string& state) {
  Machine& of = machines_[machine];
  if (const auto it = of.scopes.find(scope); it != of.scopes.end()) {
    of.order.splice(of.order.begin(), of.order, it->second);
    of.order.front().state = state;
    return;
  }
  while (of.scopes.size() >= kMaxScopes) {
    of.scopes.erase(of.order.back().name);
    of.order.pop_back();
    of.forgot = true;
  }
  of.order.push_front({scope, state});
  of.scopes[scope] = of.order.begin();
}

void StateMachines::reset_owner(const std::string& owner) {
  std::erase_if(machines_, [&](const auto& machine) { return machine.first.first == owner; });
}

bool StateMachines::may_have_forgotten(const MachineId& machine, const std::string& scope) const {
  const auto it = machines_.find(machine);
  return it != machines_.end() && it->second.forgot && !it->second.scopes.contains(scope);
}

}  // namespace ricochet::stubserver
