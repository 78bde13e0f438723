#include "stubserver/decide/rehearsal.h"

#include <exception>

#include "match/part/findings.h"
#include "match/work.h"
#include "stubserver/decide/why_not.h"
#include "stubserver/session/state.h"
#include "stubserver/values/file_reads.h"

namespace ricochet::stubserver {

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

}  // namespace

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

void look_ahead(const match::Subject& subject, const RuleSet& rules, const StubWorld& world,
                std::size_t nearest) {
  const match::Work work;
  StubState scratch(world);
  // The first that fits in every state is as far as decide() can come.
  const auto certain = rules.find(subject, [&](const Rule& rule) {
    if (!rule.matcher->matches(subject)) return false;
    know_scopes(rule, subject, scratch);
    return rule.states.empty();
  });
  if (certain == nullptr) {
    why_not(subject, rules, nearest, &scratch);
  } else if (certain->any) {
    rules.companions(*certain, [&](const Rule& rule) {
      if (!rule.matcher->matches(subject)) return false;
      know_scopes(rule, subject, scratch);
      return true;
    });
  }
}

std::optional<Rehearsal> plan_rehearsal(const match::Subject& subject, const RuleSet& rules,
                                        StubState& state, std::size_t nearest) {
  try {
    const match::Work work;
    Choice choice = choose(subject, rules, state, nearest);
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
