#include "stubserver/rules/state_check.h"

#include <algorithm>
#include <map>

#include "base/text/printable.h"
#include "base/text/suggest.h"

namespace ricochet::stubserver {

void StateCheck::add(const Rule& rule) {
  if (rule.implied) return;  // what it waits for is what the session beside it waits for
  for (const auto& condition : rule.states) {
    if (known_.insert(condition.get()).second) seen_.push_back(condition);
  }
}

void StateCheck::warn(base::DiagList& diags) const {
  std::map<MachineId, std::set<std::string>> reachable;
  for (const auto& seen : seen_) reachable[seen->machine].insert(kStartState);
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& seen : seen_) {
      auto& states = reachable[seen->machine];
      const auto& when = seen->when;
      const bool fires = when.empty() || std::any_of(when.begin(), when.end(), [&](const auto& s) {
                           return states.contains(s);
                         });
      if (fires && !seen->then.empty()) grown = states.insert(seen->then).second || grown;
    }
  }
  for (const auto& seen : seen_) {
    const auto& states = reachable[seen->machine];
    for (const auto& state : seen->when) {
      if (states.contains(state)) continue;
      base::Diag diag("stub/unreachable-state",
                      "the machine " + base::in_quotes(seen->machine.second) +
                          " never gets into the state " + base::in_quotes(state),
                      base::did_you_mean(state, {states.begin(), states.end()}));
      diag.where = seen->when_at;
      diag.severity = base::Severity::kWarning;
      diags.add(std::move(diag));
    }
  }
}

}  // namespace ricochet::stubserver
