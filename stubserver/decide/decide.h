#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/duration.h"
#include "http/message.h"
#include "stubserver/answer/delivery.h"
#include "stubserver/answer/errand.h"
#include "stubserver/decide/why_not.h"
#include "stubserver/model/state.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// What shall be answered to one request, before anything is sent.
struct Decision {
  enum class Kind {
    kAnswer,      ///< a session answers
    kUnmatched,   ///< no session fits: `why_not` says which was nearest
    kBadRequest,  ///< a session fits, but the request lacks what its answer needs (a template): 400
    kBrokenRule,  ///< a session fits, but cannot answer (its file has gone ...): 500 that names it
  };
  Kind kind = Kind::kUnmatched;
  http::Response response;
  base::Duration delay{0};
  std::vector<std::unique_ptr<Errand>> errands;  ///< run one after the other before it leaves
  std::unique_ptr<Delivery> delivery;            ///< nullptr: it leaves whole and at once
  std::vector<FollowUp> follow_ups;              ///< started once the answer is decided
  std::shared_ptr<const Rule> rule;              ///< nullptr when unmatched
  std::string why_not;                           ///< for kUnmatched, in a line
  std::vector<NearMiss> near_misses;             ///< for kUnmatched, best first
  bool matched() const { return kind != Kind::kUnmatched; }
};

/// Moco answers 400 when no session fits; other tools 404.
inline constexpr int kMocoNoMatchStatus = 400;

/// What is done when no session fits.
struct NoMatch {
  int status = kMocoNoMatchStatus;
  std::size_t nearest = 3;  ///< how many near misses are told, at least 1; each costs some µs
};

/// Picks the session and makes its answer. Moves the positions of `seq` and `cycle` and the
/// counters in `state`, and nothing else: no socket, no clock but the state's. Never throws.
Decision decide(const match::Subject& subject, const RuleSet& rules, StubState& state,
                const NoMatch& no_match = {});

/// The answer to a request whose session cannot answer: 400 for kClientsFault, else 500; the body
/// names the session and says why.
void fail(Decision& decision, const base::Diag& why);

}  // namespace ricochet::stubserver
