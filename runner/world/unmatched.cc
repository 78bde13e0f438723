#include "runner/world/unmatched.h"

#include "base/text.h"

namespace ricochet::runner {

void add_unmatched(const ScenarioContext& context, ScenarioResult& result) {
  constexpr std::size_t kShown = 3;
  const auto calls = context.unmatched_calls();
  for (std::size_t i = 0; i < calls.size() && i < kShown; ++i) {
    result.warnings.push_back("no stub of " + calls[i]->bin + " knew the call " +
                              calls[i]->title() + ", it was answered " +
                              std::to_string(calls[i]->answer.status));
  }
  if (calls.size() > kShown) {
    result.warnings.push_back("and " + base::plural(calls.size() - kShown, "more call") +
                              " that no stub knew");
  }
}

StepOutcome unmatched_outcome(const ScenarioContext& context) {
  const auto calls = context.unmatched_calls();
  if (calls.empty()) return StepOutcome::passed();
  constexpr std::size_t kShown = 5;
  Unmet unmet;
  unmet.message = base::plural(calls.size(), "call") + " that no stub knew: " + calls[0]->title();
  unmet.expected = "every call fits a stub";
  unmet.help = "add a stub for it, or write \"unmatched\": \"allow\" in the scenario";
  for (std::size_t i = 0; i < calls.size() && i < kShown; ++i) {
    const auto& call = *calls[i];
    unmet.actual.push_back({call.title() + " to " + call.bin + " after " +
                                base::humanize(call.received - context.started()) + ", answered " +
                                std::to_string(call.answer.status),
                            call.why_not});
  }
  unmet.more = calls.size() - unmet.actual.size();
  return StepOutcome::failed(std::move(unmet));
}

}  // namespace ricochet::runner
