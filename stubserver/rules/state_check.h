#pragma once
#include <memory>
#include <set>
#include <vector>

#include "base/diag.h"
#include "stubserver/model/rule.h"
#include "stubserver/model/state_condition.h"

namespace ricochet::stubserver {

/// Finds states that a session waits for and no session leads to. Collects while a file is loaded,
/// warns at the end.
class StateCheck {
 public:
  /// One that several sessions share counts once.
  void add(const Rule& rule);
  void warn(base::DiagList& diags) const;

 private:
  std::vector<std::shared_ptr<const StateCondition>> seen_;
  std::set<const StateCondition*> known_;
};

}  // namespace ricochet::stubserver
