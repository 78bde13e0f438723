#pragma once
#include <memory>

#include "base/json/reader.h"
#include "stubserver/model/rule.h"
#include "stubserver/model/state_condition.h"
#include "stubserver/response/response.h"

namespace ricochet::stubserver {

/// What stands beside a whole `resource` (ours), compiled once: it is around each of its entries.
struct SharedExtras {
  std::shared_ptr<const StateCondition> state;  ///< nullptr: none; the others likewise
  std::shared_ptr<const ResponsePart> quota;
  std::shared_ptr<const ResponsePart> on;
  std::shared_ptr<const Rule> resource;  ///< Rule::resource of the entries, when there is a quota
};
/// Findings go to the session's list.
SharedExtras compile_shared(const base::JsonReader& session, const LoadOptions& options);

/// Gives the rule its response and what may stand beside one in every form of session: `state` and
/// `quota` (ours), `on`. Findings go to the session's list; the rule has no response then. A
/// `response` that is nullptr stays it. What is shared comes around that: its quota is asked first,
/// its callbacks are called last; both states must hold, and they are of two machines.
void complete(Rule& rule, const base::JsonReader& session, PartContext& context,
              std::shared_ptr<const CompiledResponse> response, const SharedExtras& shared = {});

}  // namespace ricochet::stubserver
