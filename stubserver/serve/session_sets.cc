#include "stubserver/serve/session_sets.h"

namespace ricochet::stubserver {

SessionSets SessionSets::with_added(const std::shared_ptr<const RuleSet>& rules) const {
  SessionSets out = *this;
  out.added = RuleSet::join({rules, added});
  return out;
}

std::optional<SessionSets> SessionSets::with_replaced(const std::string& id, const RuleSet& others,
                                                      std::shared_ptr<const Rule>* gone) const {
  SessionSets out = *this;
  for (auto* set : {&out.added, &out.base}) {
    auto changed = (*set)->replaced(id, others);
    if (changed == nullptr) continue;
    *gone = (*set)->by_id(id);
    *set = std::move(changed);
    return out;
  }
  return std::nullopt;
}

}  // namespace ricochet::stubserver
