#include "runner/world/late_blame.h"

#include <utility>

#include "base/text/text.h"

namespace ricochet::runner {

std::vector<std::string> late_suspicions(ScenarioContext& context,
                                         const std::vector<journal::RecordPtr>& records) {
  constexpr std::size_t kTold = 3;
  std::vector<std::string> lines;
  if (context.life().scope() != 0) return lines;
  auto own = EndedScenarios::telling_values(context.scope().vars());
  for (auto& value : EndedScenarios::telling_values(context.scope().defined()))
    own.push_back(std::move(value));
  for (const auto& record : records) {
    const auto suspect = context.world().ended_scenarios().suspect(*record, own);
    if (!suspect) continue;
    lines.push_back(title_with_place(*record) + " is possibly late work of the scenario " +
                    *suspect);
    if (lines.size() == kTold) break;
  }
  return lines;
}

void blame_late_work(ScenarioContext& context, Cause& cause) {
  auto* verdict = std::get_if<awaits::Verdict>(&cause);
  if (verdict == nullptr || verdict->reason != awaits::Reason::kTooMany) return;
  // Which of them are too many nobody knows: any may be.
  for (auto& line : late_suspicions(context, verdict->matched))
    verdict->hints.push_back(std::move(line));
}

}  // namespace ricochet::runner
