#pragma once
#include <list>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

namespace ricochet::stubserver {

/// Where every machine begins, in each scope.
inline constexpr const char* kStartState = "start";
/// Most scopes of one machine. The one not moved for longest goes first, and is at the start again.
inline constexpr std::size_t kMaxScopes = 10'000;

/// A machine by its name and by whose it is: a scenario's machines are its own.
using MachineId = std::pair<std::string, std::string>;  // owner, name

/// The states of the machines of a stub server, each in as many scopes as were seen (an order, a
/// customer). On the loop's thread, so a match and its transition are one step.
class StateMachines {
 public:
  const std::string& state(const MachineId& machine, const std::string& scope) const;
  void move(const MachineId& machine, const std::string& scope, const std::string& state);

  void reset() { machines_.clear(); }
  void reset(const MachineId& machine) { machines_.erase(machine); }
  void reset_owner(const std::string& owner);
  /// Whether the scope may be at the start only because it made room for others.
  bool may_have_forgotten(const MachineId& machine, const std::string& scope) const;

 private:
  struct Place {
    std::string name;
    std::string state;
  };
  struct Machine {
    std::list<Place> order;  ///< the last moved first
    std::unordered_map<std::string, std::list<Place>::iterator> scopes;
    bool forgot = false;
  };
  std::map<MachineId, Machine> machines_;
};

}  // namespace ricochet::stubserver
