#include "stubserver/decide.h"

#include <exception>

#include "stubserver/preflight.h"
#include "stubserver/response/response.h"
#include "stubserver/why_not.h"

namespace ricochet::stubserver {

namespace {

constexpr const char* kPlainText = "text/plain; charset=utf-8";

Decision unmatched(const match::Subject& subject, const RuleSet& rules, int status) {
  Decision decision;
  decision.kind = Decision::Kind::kUnmatched;
  decision.why_not = why_not(subject, rules).summary;
  decision.response = http::Response(status, kPlainText, decision.why_not + "\n");
  return decision;
}

Decision answer(std::shared_ptr<const Rule> rule, const match::Subject& subject, StubState& state) {
  RuleState& rule_state = state.of(rule);
  rule_state.hits.fetch_add(1);
  Answer made;
  const Moment moment{subject, rule_state, state};
  const auto done = rule->response->apply(made, moment);
  Decision decision;
  decision.kind = Decision::Kind::kAnswer;
  decision.rule = std::move(rule);
  if (!done) {
    fail(decision, done.error());
    return decision;
  }
  decision.response = std::move(made.response);
  decision.delay = made.delay;
  decision.errands = std::move(made.errands);
  decision.delivery = std::move(made.delivery);
  decision.follow_ups = std::move(made.follow_ups);
  return decision;
}

/// Only what `cors` adds: no body, no latency, and no position of the session moves.
Decision answer_ahead(std::shared_ptr<const Rule> rule, const match::Subject& subject,
                      StubState& state) {
  Answer made;
  made.response.status = 204;
  const Moment moment{subject, state.of(rule), state};
  const auto done = rule->response->preflight()->apply(made, moment);
  Decision decision;
  decision.kind = Decision::Kind::kAnswer;
  decision.rule = std::move(rule);
  decision.response = std::move(made.response);
  if (!done) fail(decision, done.error());
  return decision;
}

}  // namespace

void fail(Decision& decision, const base::Diag& why) {
  const bool bad_request = why.code == kBadRequest;
  decision.kind = bad_request ? Decision::Kind::kBadRequest : Decision::Kind::kBrokenRule;
  std::string text = decision.rule->place() + " (" + decision.rule->describe() + ") cannot answer" +
                     (bad_request ? " this request: " : ": ") + why.message;
  if (!why.hint.empty()) text += " (" + why.hint + ")";
  decision.response = http::Response(bad_request ? 400 : 500, kPlainText, text + "\n");
  decision.errands.clear();
  decision.delivery.reset();
}

Decision decide(const match::Subject& subject, const RuleSet& rules, StubState& state,
                int no_match_status) {
  try {
    auto rule = rules.find(subject);
    if (rule == nullptr || rule->any) {
      if (auto asked = find_preflight(subject, rules))
        return answer_ahead(std::move(asked), subject, state);
    }
    if (rule == nullptr) {
      state.count_unmatched();
      return unmatched(subject, rules, no_match_status);
    }
    return answer(std::move(rule), subject, state);
  } catch (const std::exception& e) {
    Decision decision;
    decision.kind = Decision::Kind::kBrokenRule;
    decision.response =
        http::Response(500, kPlainText, std::string("a bug of ricochet: ") + e.what() + "\n");
    return decision;
  }
}

}  // namespace ricochet::stubserver
