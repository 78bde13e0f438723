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
/// milliseconds. Then look_ahead() and rehearse() elsewhere help. An answer that has templates is
/// made for nothing first, as long as that takes little; the subject keeps what they come to.
[[nodiscard]] bool decide_in_passing(StubDecision& decision, match::Subject& subject,
                                     const RuleSet& rules, StubState& state,
                                     const NoMatch& no_match = {});

/// Asks everything that decide() may ask of the subject, whatever the state will be, so that a
/// subject that keeps its findings knows it. Looks at nothing but these: on any
/// thread. `world` is a copy for it alone.
void look_ahead(const match::Subject& subject, const RuleSet& rules, const StubWorld& world,
                const NoMatch& no_match = {});

/// The sessions that are about to answer, and where their `seq` and `cycle` stand: enough to make
/// the answer once for nothing, elsewhere, so that what its templates come to is known
/// (match::FilledValues) when it is made in earnest.
struct Rehearsal {
  std::shared_ptr<const Rule> rule;
  Rules companions;
  std::vector<std::vector<std::uint64_t>> cursors;  ///< of the rule, then of its companions
  bool operator==(const Rehearsal&) const = default;
};

/// On the loop, when finding the session takes no time any more (look_ahead()). Nothing when the
/// answer takes none either: no session, or one without templates.
std::optional<Rehearsal> plan_rehearsal(const match::Subject& subject, const RuleSet& rules,
                                        StubState& state, const NoMatch& no_match);

/// On any thread; the subject keeps its findings, and what was read of files. `world` is a copy for
/// it alone. Returns what the files turned out to be. Never throws.
FilesAre rehearse(const Rehearsal& rehearsal, const match::Subject& subject,
                  const StubWorld& world);
/// Back on the loop: what that was, for the next request.
void learn(const Rehearsal& rehearsal, FilesAre files, StubState& state);

/// The answer to a request whose session cannot answer: 400 for kClientsFault, else 500; the body
/// names the session and says why.
void fail(StubDecision& decision, const base::Diag& why);

}  // namespace ricochet::stubserver
