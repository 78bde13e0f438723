#include "stubserver/decide/decide.h"

#include <exception>

#include "match/work.h"
#include "stubserver/decide/preflight.h"
#include "stubserver/decide/why_not.h"
#include "stubserver/response/response.h"
#include "stubserver/session/state.h"

namespace ricochet::stubserver {

namespace {

constexpr const char* kPlainText = "text/plain; charset=utf-8";

StubDecision unmatched(const match::Subject& subject, const RuleSet& rules, StubState& state,
                       const NoMatch& no_match) {
  StubDecision decision;
  decision.kind = StubDecision::Kind::kUnmatched;
  WhyNot why = why_not(subject, rules, no_match.nearest, &state);
  decision.why_not = std::move(why.summary);
  decision.nearest = std::move(why.nearest);
  decision.response = http::Response(no_match.status, kPlainText, decision.why_not + "\n");
  return decision;
}

base::Status add(AnswerDraft& answer, const std::shared_ptr<const Rule>& rule,
                 const match::Subject& subject, StubState& state) {
  RuleState& rule_state = state.of(rule);
  rule_state.hits.fetch_add(1);
  advance(*rule, subject, state);
  const AnswerInput input{subject, rule_state, state};
  return rule->response->apply(answer, input);
}

/// The same for a session whose body comes too late: another one has set it.
base::Status add_without_body(AnswerDraft& answer, const std::shared_ptr<const Rule>& rule,
                              const match::Subject& subject, StubState& state) {
  std::string body = answer.response.body;
  auto delivery = std::move(answer.delivery);
  const std::string* type = answer.response.header("Content-Type");
  const std::string kept_type = type == nullptr ? std::string() : *type;
  auto done = add(answer, rule, subject, state);
  answer.response.body = std::move(body);
  answer.delivery = std::move(delivery);
  if (!kept_type.empty()) answer.response.set_header("Content-Type", kept_type);
  return done;
}

using Fits = std::function<bool(const Rule&)>;

base::Status make_answer(AnswerDraft& made, const std::shared_ptr<const Rule>& rule,
                         const match::Subject& subject, const RuleSet& rules, const Fits& fits,
                         StubState& state) {
  // Asked before a state machine moves: they all answer in the state that the request met.
  const auto others = rule->any ? rules.companions(*rule, fits) : Rules();
  auto done = add(made, rule, subject, state);
  bool body = rule->response->sets_body();
  for (const auto& other : others) {
    if (!done || made.complete) break;
    const bool late = body && other->response->sets_body();
    done = late ? add_without_body(made, other, subject, state) : add(made, other, subject, state);
    body = body || other->response->sets_body();
  }
  return done;
}

StubDecision answer(std::shared_ptr<const Rule> rule, const match::Subject& subject,
                    const RuleSet& rules, const Fits& fits, StubState& state) {
  AnswerDraft made;
  const auto done = make_answer(made, rule, subject, rules, fits, state);
  StubDecision decision;
  decision.kind = StubDecision::Kind::kAnswer;
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
StubDecision answer_ahead(std::shared_ptr<const Rule> rule, const match::Subject& subject,
                          StubState& state) {
  AnswerDraft made;
  made.response.status = 204;
  const AnswerInput input{subject, state.of(rule), state};
  const auto done = rule->response->preflight()->apply(made, input);
  StubDecision decision;
  decision.kind = StubDecision::Kind::kAnswer;
  decision.rule = std::move(rule);
  decision.response = std::move(made.response);
  if (!done) fail(decision, done.error());
  return decision;
}

}  // namespace

void fail(StubDecision& decision, const base::Diag& why) {
  const bool bad_request = why.code == kClientsFault;
  decision.kind = bad_request ? StubDecision::Kind::kBadRequest : StubDecision::Kind::kBrokenRule;
  // One place: that of the fault, where it lies in the session's own file.
  const bool in_session = why.where.known() && why.where.file == decision.rule->where.file;
  std::string text = in_session ? why.where.str() : decision.rule->place();
  text += " (" + decision.rule->describe() + ") cannot answer";
  text += bad_request ? " this request: " : ": ";
  if (!in_session && !why.where.file.empty()) text += why.where.str() + ": ";
  text += why.message;
  if (!why.hint.empty()) text += " (" + why.hint + ")";
  decision.response = http::Response(bad_request ? 400 : 500, kPlainText, text + "\n");
  decision.errands.clear();
  decision.delivery.reset();
}

StubDecision decide(const match::Subject& subject, const RuleSet& rules, StubState& state,
                    const NoMatch& no_match) {
  const match::Work work;
  try {
    // The match and the transition that follows it are one step: nothing comes between.
    const auto fits = [&](const Rule& candidate) {
      return candidate.matcher->matches(subject) && in_state(candidate, subject, state);
    };
    auto rule = rules.find(subject, fits);
    if (rule == nullptr || rule->any) {
      if (auto asked = find_preflight(subject, rules))
        return answer_ahead(std::move(asked), subject, state);
    }
    if (rule == nullptr) {
      state.count_unmatched();
      return unmatched(subject, rules, state, no_match);
    }
    return answer(std::move(rule), subject, rules, fits, state);
  } catch (const std::exception& e) {
    StubDecision decision;
    decision.kind = StubDecision::Kind::kBrokenRule;
    decision.response =
        http::Response(500, kPlainText, std::string("a bug of ricochet: ") + e.what() + "\n");
    return decision;
  }
}

}  // namespace ricochet::stubserver
