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

bool unanswerable(const journal::RecordPtr& call) {
  return !call->refused && call->matched && !call->why_not.empty();
}

void add_troubled(const ScenarioContext& context, bool all, ScenarioResult& result) {
  constexpr std::size_t kShown = 3;
  auto calls = context.troubled_calls();
  if (!all) std::erase_if(calls, [](const auto& call) { return !unanswerable(call); });
  for (std::size_t i = 0; i < calls.size() && i < kShown; ++i)
    result.warnings.push_back(trouble_of(*calls[i]));
  if (calls.size() > kShown) {
    const auto more = calls.size() - kShown;
    result.warnings.push_back("and " + base::plural(more, "more call") +
                              (!all        ? " that could not be answered"
                               : more == 1 ? " that was refused, cut, or could not be answered"
                                           : " that were refused, cut, or could not be answered"));
  }
}

std::string unknown_call(const journal::Record& call, const std::string& during) {
  return "no stub of " + call.bin + " knew the call " + call.title() + during +
         ", it was answered " + std::to_string(call.answer.status) + because(call);
}

constexpr std::size_t kShownUnknown = 3;

std::vector<std::string> unknown_calls(const std::vector<journal::RecordPtr>& calls,
                                       std::uint64_t came, const std::string& during) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < calls.size() && i < kShownUnknown; ++i)
    lines.push_back(unknown_call(*calls[i], during));
  if (came > kShownUnknown)
    lines.push_back("and " + base::plural(came - kShownUnknown, "more call") +
                    " that no stub knew" + during);
  return lines;
}

void add_unmatched(const ScenarioContext& context, ScenarioResult& result) {
  for (auto& line : unknown_calls(context.unmatched_calls(), context.unmatched_count(), ""))
    result.warnings.push_back(std::move(line));
}

std::string not_done(const SutTrigger& trigger) {
  return "nothing was done to " + trigger.service() + ": only " +
         base::plural(trigger.came(), "call") + " came, expected " + trigger.call().describe();
}

}  // namespace

void add_call_warnings(const ScenarioContext& context, ScenarioResult& result) {
  const bool bad = result.outcome == Outcome::kFailed || result.outcome == Outcome::kError;
  if (bad) add_unmatched(context, result);
  if (bad || result.outcome == Outcome::kPassed) add_troubled(context, bad, result);
}

CallMark::CallMark(const ScenarioContext& context)
    : gseq(context.world().log().numbered()), triggers(context.triggers().size()) {}

std::vector<std::string> unmatched_since(const ScenarioContext& context, const CallMark& mark,
                                         const std::string& during) {
  auto calls = context.unmatched_calls();
  std::erase_if(calls, [&mark](const auto& call) { return call->gseq <= mark.gseq; });
  return unknown_calls(calls, calls.size(), " " + during);
}

std::vector<std::string> untriggered_since(const ScenarioContext& context, const CallMark& mark) {
  std::vector<std::string> lines;
  const auto& triggers = context.triggers();
  for (std::size_t i = mark.triggers; i < triggers.size(); ++i) {
    if (!triggers[i]->fired()) lines.push_back(not_done(*triggers[i]));
  }
  return lines;
}

StepOutcome untriggered_outcome(const ScenarioContext& context) {
  for (const auto& trigger : context.triggers()) {
    if (trigger->fired()) continue;
    Unmet unmet;
    unmet.message = not_done(*trigger);
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
