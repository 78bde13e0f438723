#include "stubserver/decide/decide.h"

#include <exception>
#include <utility>

#include "match/work.h"
#include "stubserver/decide/choice.h"
#include "stubserver/decide/rehearsal.h"
#include "stubserver/decide/why_not.h"
#include "stubserver/response/response.h"

namespace ricochet::stubserver {

namespace {

constexpr const char* kExplanationType = "text/plain; charset=utf-8";

void unmatched(StubDecision& decision, WhyNot why, const NoMatch& no_match) {
  decision.kind = StubDecision::Kind::kUnmatched;
  decision.why_not = std::move(why.summary);
  decision.nearest = std::move(why.nearest);
  decision.response = http::Response(no_match.status, kExplanationType, decision.why_not + "\n");
}

void answer(StubDecision& decision, Choice& choice, const match::Subject& subject,
            StubState& state) {
  const auto done =
      make_answer(decision, choice.rule, *choice.rule_state, choice.companions, subject, state);
  decision.kind = StubDecision::Kind::kAnswer;
  decision.rule = std::move(choice.rule);
  if (!done) fail(decision, done.error());
}

/// Only what `cors` adds: no body, no latency, and no position of the session moves.
void answer_ahead(StubDecision& decision, std::shared_ptr<const Rule> rule,
                  const match::Subject& subject, StubState& state) {
  decision.response.status = 204;
  const AnswerInput input{subject, state.of(rule), state};
  const auto done = rule->response->preflight()->apply(decision, input);
  decision.kind = StubDecision::Kind::kAnswer;
  decision.rule = std::move(rule);
  if (!done) fail(decision, done.error());
}

}  // namespace

void fail(StubDecision& decision, const base::Diag& why) {
  const bool bad_request = why.kind == base::Diag::Kind::kRequest;
  decision.kind = bad_request ? StubDecision::Kind::kBadRequest : StubDecision::Kind::kBrokenRule;
  // One place: that of the fault, where it lies in the session's own file.
  const bool in_session = why.where.known() && why.where.file == decision.rule->where.file;
  std::string text = in_session ? why.where.str() : decision.rule->place();
  text += " (" + decision.rule->describe() + ") cannot answer";
  text += bad_request ? " this request: " : ": ";
  if (!in_session && !why.where.file.empty()) text += why.where.str() + ": ";
  text += why.message;
  if (!why.hint.empty()) text += " (" + why.hint + ")";
  decision.response = http::Response(bad_request ? 400 : 500, kExplanationType, text + "\n");
  decision.why_not = std::move(text);
  // Nothing of the answer that was begun.
  decision.delay = base::Duration::zero();
  decision.errands.clear();
  decision.delivery.reset();
  decision.follow_ups.clear();
}

namespace {

/// In place of whatever was begun.
void bug(StubDecision& decision, const std::exception& e) {
  decision = StubDecision();
  decision.kind = StubDecision::Kind::kBrokenRule;
  decision.response =
      http::Response(500, kExplanationType, std::string("a bug of ricochet: ") + e.what() + "\n");
}

/// What nothing else may come between: from what was chosen to the transition that follows it.
void act(StubDecision& decision, Choice& choice, const match::Subject& subject, StubState& state,
         const NoMatch& no_match) {
  if (choice.asked != nullptr) {
    answer_ahead(decision, std::move(choice.asked), subject, state);
  } else if (choice.rule == nullptr) {
    state.count_unmatched();
    unmatched(decision, std::move(choice.why), no_match);
  } else {
    answer(decision, choice, subject, state);
  }
}

}  // namespace

StubDecision decide(const match::Subject& subject, const RuleSet& rules, StubState& state,
                    const NoMatch& no_match) {
  const match::Work work;
  StubDecision decision;
  try {
    Choice choice = choose(subject, rules, state, no_match.nearest);
    act(decision, choice, subject, state, no_match);
  } catch (const std::exception& e) {
    bug(decision, e);
  }
  return decision;
}

bool decide_in_passing(StubDecision& decision, match::Subject& subject, const RuleSet& rules,
                       StubState& state, const NoMatch& no_match) {
  try {
    Choice choice;
    {
      const match::Work work(match::Work::Size::kInPassing);
      choice = choose(subject, rules, state, no_match.nearest);
      if (match::Work::is_short()) return false;
    }
    if (is_dear(choice, subject, state)) return false;
    if (fills_in(choice, state) && !try_out(choice, subject, state)) return false;
    const match::Work work;
    act(decision, choice, subject, state, no_match);
  } catch (const std::exception& e) {
    bug(decision, e);
  }
  return true;
}

}  // namespace ricochet::stubserver
