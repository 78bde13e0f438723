#include "runner/world/unmatched.h"

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kMaxReason = 300;

std::string because(const journal::Record& call) {
  return call.why_not.empty() ? "" : ": " + base::shorten(call.why_not, kMaxReason);
}

std::string trouble_of(const journal::Record& call) {
  const auto what = call.title() + " to " + call.bin;
  if (call.refused) return "the server refused a call, " + what + ": " + call.refusal();
  if (call.truncated()) return "of the body of " + what + " only the beginning was kept";
  return "the stub could not answer " + what + because(call);
}

void add_troubled(const ScenarioContext& context, ScenarioResult& result) {
  constexpr std::size_t kShown = 3;
  const auto calls = context.troubled_calls();
  for (std::size_t i = 0; i < calls.size() && i < kShown; ++i)
    result.warnings.push_back(trouble_of(*calls[i]));
  if (calls.size() > kShown) {
    const auto more = calls.size() - kShown;
    result.warnings.push_back("and " + base::plural(more, "more call") +
                              (more == 1 ? " that was" : " that were") +
                              " refused, cut, or could not be answered");
  }
}

void add_unmatched(const ScenarioContext& context, ScenarioResult& result) {
  constexpr std::size_t kShown = 3;
  const auto calls = context.unmatched_calls();
  for (std::size_t i = 0; i < calls.size() && i < kShown; ++i) {
    result.warnings.push_back("no stub of " + calls[i]->bin + " knew the call " +
                              calls[i]->title() + ", it was answered " +
                              std::to_string(calls[i]->answer.status) + because(*calls[i]));
  }
  const std::uint64_t came = context.unmatched_count();
  if (came > kShown) {
    result.warnings.push_back("and " + base::plural(came - kShown, "more call") +
                              " that no stub knew");
  }
}

}  // namespace

void add_call_warnings(const ScenarioContext& context, ScenarioResult& result) {
  if (result.outcome != Outcome::kFailed && result.outcome != Outcome::kError) return;
  add_unmatched(context, result);
  add_troubled(context, result);
}

StepOutcome untriggered_outcome(const ScenarioContext& context) {
  for (const auto& trigger : context.triggers()) {
    if (trigger->fired()) continue;
    Unmet unmet;
    unmet.message = "nothing was done to " + trigger->service() + ": only " +
                    base::plural(trigger->came(), "call") + " came, expected " +
                    trigger->call().describe();
    unmet.expected = trigger->call().describe() + ", after the step that waits for it";
    unmet.actual.push_back({base::plural(trigger->came(), "call") + " came", {}});
    unmet.help = "calls count from the step on: put it before what causes them";
    return StepOutcome::failed(std::move(unmet));
  }
  return StepOutcome::passed();
}

StepOutcome unmatched_outcome(const ScenarioContext& context) {
  const auto calls = context.unmatched_calls();
  if (calls.empty()) return StepOutcome::passed();
  constexpr std::size_t kShown = 5;
  Unmet unmet;
  unmet.message =
      base::plural(context.unmatched_count(), "call") + " that no stub knew: " + calls[0]->title();
  unmet.expected = "every call fits a stub";
  unmet.help = "add a stub for it, or write \"unmatched\": \"allow\" in the scenario";
  for (std::size_t i = 0; i < calls.size() && i < kShown; ++i) {
    const auto& call = *calls[i];
    unmet.actual.push_back({call.title() + " to " + call.bin + " after " +
                                base::humanize(call.received - context.started()) + ", answered " +
                                std::to_string(call.answer.status),
                            call.why_not});
  }
  unmet.more = static_cast<std::size_t>(context.unmatched_count()) - unmet.actual.size();
  return StepOutcome::failed(std::move(unmet));
}

}  // namespace ricochet::runner
