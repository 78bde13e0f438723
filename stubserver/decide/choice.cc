#include "stubserver/decide/choice.h"

#include <algorithm>
#include <utility>

#include "stubserver/decide/preflight.h"
#include "stubserver/response/response.h"
#include "stubserver/session/state.h"
#include "stubserver/values/file_reads.h"

namespace ricochet::stubserver {

Choice choose(const match::Subject& subject, const RuleSet& rules, StubState& state,
              std::size_t nearest) {
  const auto fits = [&](const Rule& candidate) {
    return candidate.matcher->matches(subject) && in_state(candidate, subject, state);
  };
  Choice choice;
  choice.rule = rules.find(subject, fits);
  if (choice.rule == nullptr || choice.rule->any) choice.asked = find_preflight(subject, rules);
  if (choice.asked != nullptr) return choice;
  if (choice.rule == nullptr) {
    choice.why = why_not(subject, rules, nearest, &state);
    return choice;
  }
  choice.rule_state = &state.of(choice.rule);
  if (choice.rule->any) choice.companions = rules.companions(*choice.rule, fits);
  return choice;
}

namespace {

/// Whether it is so of one of the sessions that answer.
template <class Is>
bool any_of(const Choice& choice, StubState& state, const Is& is) {
  if (choice.rule == nullptr || choice.asked != nullptr) return false;
  return is(*choice.rule_state) ||
         std::any_of(choice.companions.begin(), choice.companions.end(),
                     [&](const auto& other) { return is(state.of(other)); });
}

}  // namespace

bool is_dear(const Choice& choice, const match::Subject& subject, StubState& state) {
  return any_of(choice, state, [&](const RuleState& rule_state) {
    return rule_state.dear || rule_state.files != FilesAre::kQuick ||
           (rule_state.fills_in && subject.is_large());
  });
}

bool fills_in(const Choice& choice, StubState& state) {
  return any_of(choice, state, [](const RuleState& rule_state) { return rule_state.fills_in; });
}

namespace {

base::Status add(AnswerDraft& answer, const std::shared_ptr<const Rule>& rule,
                 RuleState& rule_state, const match::Subject& subject, StubState& state) {
  state.count_hit(rule_state);
  advance(*rule, subject, state);
  const AnswerInput input{subject, rule_state, state};
  const auto reads = file_reads();
  auto done = rule->response->apply(answer, input);
  rule_state.files = files_after(rule_state.files, reads);
  return done;
}

/// The same for a session whose body comes too late: another one has set it.
base::Status add_without_body(AnswerDraft& answer, const std::shared_ptr<const Rule>& rule,
                              const match::Subject& subject, StubState& state) {
  std::string body = answer.response.body;
  auto delivery = std::move(answer.delivery);
  const std::string* type = answer.response.header("Content-Type");
  const std::string kept_type = type == nullptr ? std::string() : *type;
  auto done = add(answer, rule, state.of(rule), subject, state);
  answer.response.body = std::move(body);
  answer.delivery = std::move(delivery);
  if (!kept_type.empty()) answer.response.set_header("Content-Type", kept_type);
  return done;
}

}  // namespace

base::Status make_answer(AnswerDraft& made, const std::shared_ptr<const Rule>& rule,
                         RuleState& rule_state, const Rules& others, const match::Subject& subject,
                         StubState& state) {
  auto done = add(made, rule, rule_state, subject, state);
  bool body = rule->response->sets_body();
  for (const auto& other : others) {
    if (!done || made.complete) break;
    const bool late = body && other->response->sets_body();
    done = late ? add_without_body(made, other, subject, state)
                : add(made, other, state.of(other), subject, state);
    body = body || other->response->sets_body();
  }
  return done;
}

}  // namespace ricochet::stubserver
