#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "stubserver/answer/decision.h"
#include "stubserver/model/state.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// Moco answers 400 when no session fits; other tools 404.
inline constexpr int kMocoNoMatchStatus = 400;

/// What is done when no session fits.
struct NoMatch {
  int status = kMocoNoMatchStatus;
  std::size_t nearest =
      3;  ///< how many of the nearest sessions are told, at least 1; each costs some µs
};

/// Picks the session and makes its answer. Moves the positions of `seq` and `cycle` and the
/// counters in `state`, and nothing else: no socket, no clock but the state's. Never throws.
StubDecision decide(const match::Subject& subject, const RuleSet& rules, StubState& state,
                    const NoMatch& no_match = {});

/// The same in passing (match::Work), into an empty `decision`. False, and nothing has changed,
/// when finding the session, or why none fits, or making the answer takes more than some
/// milliseconds. Then look_ahead() and rehearse() elsewhere help (rehearsal.h). An answer that has
/// templates is made for nothing first, as long as that takes little; the subject keeps what they
/// come to.
[[nodiscard]] bool decide_in_passing(StubDecision& decision, match::Subject& subject,
                                     const RuleSet& rules, StubState& state,
                                     const NoMatch& no_match = {});

/// The answer to a request whose session cannot answer: 400 for kClientsFault, else 500; the body
/// names the session and says why.
void fail(StubDecision& decision, const base::Diag& why);

}  // namespace ricochet::stubserver
