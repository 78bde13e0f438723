#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "match/subject.h"
#include "stubserver/decide/choice.h"
#include "stubserver/model/state.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// Asks everything that decide() may ask of the subject, whatever the state will be, so that a
/// subject that keeps its findings knows it. Looks at nothing but these: on any
/// thread. `world` is a copy for it alone; `nearest`: as of NoMatch.
void look_ahead(const match::Subject& subject, const RuleSet& rules, const StubWorld& world,
                std::size_t nearest);

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
                                        StubState& state, std::size_t nearest);

/// On any thread; the subject keeps its findings, and what was read of files. `world` is a copy for
/// it alone. Returns what the files turned out to be. Never throws.
FilesAre rehearse(const Rehearsal& rehearsal, const match::Subject& subject,
                  const StubWorld& world);
/// Back on the loop: what that was, for the next request.
void learn(const Rehearsal& rehearsal, FilesAre files, StubState& state);

/// Makes the answer for nothing as long as that takes little. False: it takes long, which the
/// sessions are known for from now on.
bool try_out(const Choice& choice, match::Subject& subject, StubState& state);

}  // namespace ricochet::stubserver
