#include "stubserver/decide/decide.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "match/part/findings.h"
#include "match/work.h"
#include "stubserver/decide/preflight.h"
#include "stubserver/decide/why_not.h"
#include "stubserver/response/response.h"
#include "stubserver/session/state.h"
#include "stubserver/values/file_reads.h"

namespace ricochet::stubserver {

namespace {

constexpr const char* kExplanationType = "text/plain; charset=utf-8";

void unmatched(StubDecision& decision, WhyNot why, const NoMatch& no_match) {
  decision.kind = StubDecision::Kind::kUnmatched;
  decision.why_not = std::move(why.summary);
  decision.nearest = std::move(why.nearest);
  decision.response = http::Response(no_match.status, kExplanationType, decision.why_not + "\n");
}

base::Status add(AnswerDraft& answer, const std::shared_ptr<const Rule>& rule,
                 RuleState& rule_state, const match::Subject& subject, StubState& state) {
  rule_state.hits.fetch_add(1);
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

/// What is known before anything changes.
struct Choice {
  std::shared_ptr<const Rule> rule;  ///< nullptr: none fits
  RuleState* rule_state = nullptr;   ///< of that rule
  Rules companions;                  ///< that answer with it
  std::shared_ptr<const Rule>
      asked;   ///< of which a browser asks ahead; then `rule` is of no matter
  WhyNot why;  ///< when there is none of them
};

Choice choose(const match::Subject& subject, const RuleSet& rules, StubState& state,
              const NoMatch& no_match) {
  const auto fits = [&](const Rule& candidate) {
    return candidate.matcher->matches(subject) && in_state(candidate, subject, state);
  };
  Choice choice;
  choice.rule = rules.find(subject, fits);
  if (choice.rule == nullptr || choice.rule->any) choice.asked = find_preflight(subject, rules);
  if (choice.asked != nullptr) return choice;
  if (choice.rule == nullptr) {
    choice.why = why_not(subject, rules, no_match.nearest, &state);
    return choice;
  }
  choice.rule_state = &state.of(choice.rule);
  if (choice.rule->any) choice.companions = rules.companions(*choice.rule, fits);
  return choice;
}

/// Whether it is so of one of the sessions that answer.
template <class Is>
bool any_of(const Choice& choice, StubState& state, const Is& is) {
  if (choice.rule == nullptr || choice.asked != nullptr) return false;
  return is(*choice.rule_state) ||
         std::any_of(choice.companions.begin(), choice.companions.end(),
                     [&](const auto& other) { return is(state.of(other)); });
}

/// Whether making the answer may hold the loop up.
bool is_dear(const Choice& choice, const match::Subject& subject, StubState& state) {
  return any_of(choice, state, [&](const RuleState& rule_state) {
    return rule_state.dear || rule_state.files != FilesAre::kQuick ||
           (rule_state.fills_in && subject.is_large());
  });
}

bool fills_in(const Choice& choice, StubState& state) {
  return any_of(choice, state, [](const RuleState& rule_state) { return rule_state.fills_in; });
}

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

namespace {

Rehearsal rehearsal_of(const Choice& choice, StubState& state) {
  Rehearsal out{choice.rule, choice.companions, {}};
  out.cursors.push_back(state.of(choice.rule).positions());
  for (const auto& rule : choice.companions) out.cursors.push_back(state.of(rule).positions());
  return out;
}

/// In a state that is set to rehearse. What the files turned out to be. Never throws.
FilesAre make_for_nothing(const Rehearsal& rehearsal, const match::Subject& subject,
                          StubState& scratch) {
  const auto reads = file_reads();
  scratch.of(rehearsal.rule).move_to(rehearsal.cursors[0]);
  for (std::size_t i = 0; i < rehearsal.companions.size(); ++i)
    scratch.of(rehearsal.companions[i]).move_to(rehearsal.cursors[i + 1]);
  try {
    AnswerDraft made;
    make_answer(made, rehearsal.rule, scratch.of(rehearsal.rule), rehearsal.companions, subject,
                scratch);
  } catch (const std::exception&) {
    // decide() will meet it, too, and says so
  }
  return files_after(FilesAre::kQuick, reads);
}

/// Makes the answer for nothing as long as that takes little. False: it takes long, which the
/// sessions are known for from now on.
bool try_out(const Choice& choice, match::Subject& subject, StubState& state) {
  match::keep_findings(subject);
  const match::Work work(match::Work::Size::kInPassing);
  StubState scratch(state.world());
  scratch.set_rehearsal(&state.recordings());
  const auto rehearsal = rehearsal_of(choice, state);
  const auto files = make_for_nothing(rehearsal, subject, scratch);
  learn(rehearsal, files, state);
  if (!match::Work::is_short()) {
    state.world().random = scratch.world().random;  // what was drawn stays drawn
    return true;
  }
  choice.rule_state->dear = true;
  for (const auto& rule : choice.companions) state.of(rule).dear = true;
  return false;
}

}  // namespace

StubDecision decide(const match::Subject& subject, const RuleSet& rules, StubState& state,
                    const NoMatch& no_match) {
  const match::Work work;
  StubDecision decision;
  try {
    Choice choice = choose(subject, rules, state, no_match);
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
      choice = choose(subject, rules, state, no_match);
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

void look_ahead(const match::Subject& subject, const RuleSet& rules, const StubWorld& world,
                const NoMatch& no_match) {
  const match::Work work;
  StubState scratch(world);
  // The first that fits in every state is as far as decide() can come.
  const auto certain = rules.find(subject, [&](const Rule& rule) {
    if (!rule.matcher->matches(subject)) return false;
    know_scopes(rule, subject, scratch);
    return rule.states.empty();
  });
  if (certain == nullptr) {
    why_not(subject, rules, no_match.nearest, &scratch);
  } else if (certain->any) {
    rules.companions(*certain, [&](const Rule& rule) {
      if (!rule.matcher->matches(subject)) return false;
      know_scopes(rule, subject, scratch);
      return true;
    });
  }
}

std::optional<Rehearsal> plan_rehearsal(const match::Subject& subject, const RuleSet& rules,
                                        StubState& state, const NoMatch& no_match) {
  try {
    const match::Work work;
    Choice choice = choose(subject, rules, state, no_match);
    if (!is_dear(choice, subject, state) && !fills_in(choice, state)) return std::nullopt;
    return rehearsal_of(choice, state);
  } catch (const std::exception&) {
    return std::nullopt;  // decide() will meet it, too, and says so
  }
}

FilesAre rehearse(const Rehearsal& rehearsal, const match::Subject& subject,
                  const StubWorld& world) {
  const match::Work work;
  StubState scratch(world);
  scratch.set_rehearsal();
  return make_for_nothing(rehearsal, subject, scratch);
}

void learn(const Rehearsal& rehearsal, FilesAre files, StubState& state) {
  const auto note = [&](const std::shared_ptr<const Rule>& rule) {
    auto* known = state.find(*rule);  // a reload may have taken it away
    if (known != nullptr && known->files != FilesAre::kLarge) known->files = files;
  };
  note(rehearsal.rule);
  for (const auto& rule : rehearsal.companions) note(rule);
}

}  // namespace ricochet::stubserver
