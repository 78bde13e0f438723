#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "match/matcher.h"
#include "stubserver/answer/draft.h"
#include "stubserver/model/rule.h"

namespace ricochet::stubserver {

/// A session that nearly fitted, with every condition of it.
struct NearestSession {
  std::shared_ptr<const Rule> rule;
  std::vector<match::Condition> conditions;
  std::size_t failed = 0;
};

/// What shall be answered to one request, before anything is sent: the finished answer, which its
/// parts wrote in place, and how it came about. Not cheap to move (some 300 bytes).
struct StubDecision : AnswerDraft {
  enum class Kind {
    kAnswer,      ///< a session answers
    kUnmatched,   ///< no session fits: `why_not` says which was nearest
    kBadRequest,  ///< a session fits, but the request lacks what its answer needs (a template): 400
    kBrokenRule,  ///< a session fits, but cannot answer (its file has gone ...): 500 that names it
  };
  Kind kind = Kind::kUnmatched;
  std::shared_ptr<const Rule> rule;     ///< nullptr when unmatched
  std::string why_not;                  ///< for all but kAnswer, in a line
  std::vector<NearestSession> nearest;  ///< for kUnmatched, best first
  std::optional<std::uint64_t> scope;   ///< in which it was decided
  bool matched() const { return kind != Kind::kUnmatched; }
};

}  // namespace ricochet::stubserver
