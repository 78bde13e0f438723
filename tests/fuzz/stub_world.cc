#include "tests/fuzz/stub_world.h"

#include <set>

#include "match/give_up.h"
#include "stubserver/decide/decide.h"
#include "stubserver/model/state.h"
#include "tests/fuzz/fuzz.h"

namespace ricochet::fuzz {

namespace {

using namespace stubserver;

constexpr std::size_t kMostRequests = 20;

StubWorld still_world() {
  return StubWorld(
      base::Random(1), [] { return base::WallTime(std::chrono::seconds(1'767'225'600)); },
      [] { return base::TimePoint(std::chrono::hours(1)); });
}

void require_sessions(const RuleSet& rules) {
  std::set<std::string> ids;
  for (const auto& rule : rules.rules()) {
    require(ids.insert(rule->id).second && rules.by_id(rule->id) == rule);
    require(rule->matcher != nullptr && rule->response != nullptr);
    require(!rule->place().empty() && !rule->describe().empty());
  }
  require(ids.size() == rules.size());
}

void require_answer(const StubDecision& decision) {
  require((decision.rule == nullptr) == (decision.kind == StubDecision::Kind::kUnmatched));
  require(decision.delay >= base::Duration::zero());
  require(decision.response.status >= 100 && decision.response.status <= 999);
  require(decision.matched() || !decision.why_not.empty());
  if (decision.kind == StubDecision::Kind::kBrokenRule)
    require(!decision.response.body.starts_with("a bug of ricochet"));
}

}  // namespace

void require_answers(const std::shared_ptr<const RuleSet>& rules, std::string_view input) {
  require_sessions(*rules);
  const auto twice = RuleSet::stack({rules, rules});
  const auto joined = RuleSet::join({rules});
  StubState state(still_world());
  state.begin();
  for (std::size_t i = 0; i < kMostRequests && (i == 0 || !input.empty()); ++i) {
    auto request = read_request(take(input, "\n---\n"));
    if (request.method.empty()) request.method = "GET";
    const match::Subject subject(request);
    const auto given_up = match::give_ups();
    const auto found = rules->find(subject);
    const auto wanted = rules->find_linear(subject);
    const auto stacked = twice->find(subject);
    const auto flat = joined->find(subject);
    // A matcher that gave up on one of the ways need not on the other.
    if (match::give_ups() == given_up)
      require(found == wanted && stacked == found && flat == found);
    for (int n = 0; n < 2; ++n) require_answer(decide(subject, *rules, state));
  }
}

}  // namespace ricochet::fuzz
