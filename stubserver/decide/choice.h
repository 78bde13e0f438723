#pragma once
#include <cstddef>
#include <memory>

#include "base/result.h"
#include "stubserver/answer/draft.h"
#include "stubserver/decide/why_not.h"
#include "stubserver/model/state.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// Which sessions are about to answer a request: what is known before anything changes.
struct Choice {
  std::shared_ptr<const Rule> rule;  ///< nullptr: none fits
  RuleState* rule_state = nullptr;   ///< of that rule
  Rules companions;                  ///< that answer with it
  std::shared_ptr<const Rule>
      asked;   ///< of which a browser asks ahead; then `rule` is of no matter
  WhyNot why;  ///< when there is none of them
};

/// Looks at up to `nearest` sessions for why none fits.
Choice choose(const match::Subject& subject, const RuleSet& rules, StubState& state,
              std::size_t nearest);

/// Whether making the answer may hold the loop up.
bool is_dear(const Choice& choice, const match::Subject& subject, StubState& state);
/// Whether it has templates.
bool fills_in(const Choice& choice, StubState& state);

/// Makes the answer of `rule` and of the others that answer with it, counts them, and moves their
/// positions and machines.
base::Status make_answer(AnswerDraft& made, const std::shared_ptr<const Rule>& rule,
                         RuleState& rule_state, const Rules& others, const match::Subject& subject,
                         StubState& state);

}  // namespace ricochet::stubserver
