#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/duration.h"
#include "http/message.h"
#include "match/matcher.h"
#include "stubserver/answer/delivery.h"
#include "stubserver/answer/errand.h"
#include "stubserver/model/rule.h"

namespace ricochet::stubserver {

/// A session that nearly fitted, with every condition of it.
struct NearestSession {
  std::shared_ptr<const Rule> rule;
  std::vector<match::Condition> conditions;
  std::size_t failed = 0;
};

/// What shall be answered to one request, before anything is sent.
struct StubDecision {
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
  std::string why_not;                           ///< for all but kAnswer, in a line
  std::vector<NearestSession> nearest;           ///< for kUnmatched, best first
  bool matched() const { return kind != Kind::kUnmatched; }
};

}  // namespace ricochet::stubserver
