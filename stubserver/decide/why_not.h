#pragma once
#include <memory>
#include <string>
#include <vector>

#include "match/matcher.h"
#include "stubserver/answer/decision.h"
#include "stubserver/model/state.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

struct WhyNot {
  std::vector<NearestSession> nearest;  ///< best first
  std::size_t sessions = 0;             ///< how many there are in all
  /// "no session fits GET /b: the nearest is stubs/a.json:3 (GET /a): uri must be "/a", got "/b""
  std::string summary;
};

/// Why no session fits. Looks at a bounded number of sessions however many there are. Never throws.
/// With a `state`, sessions that wait for another state of their machine say so.
WhyNot why_not(const match::Subject& subject, const RuleSet& rules, std::size_t limit = 3,
               StubState* state = nullptr);

/// A session that nearly fitted, clause by clause, for the log:
///   stubs/a.json:3 (GET /a)
///     ok    method "GET"
///     FAIL  uri should be "/a", got "/b" (has a trailing slash)
std::string render(const NearestSession& miss);

}  // namespace ricochet::stubserver
