#include "runner/world/told/late_blame.h"

#include <set>
#include <utility>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/text.h"
#include "runner/world/told/habit.h"

namespace ricochet::runner {

namespace {

/// What stands in the events that the scenario published: what carries it may have come of them,
/// whatever ended shortly before.
std::vector<std::string> texts_of_published(ScenarioContext& context) {
  std::vector<std::string> texts;
  const auto& log = context.world().log();
  for (const auto& where : context.published()) {
    log.for_each(where.topic, context.cursor(where.topic), [&](const journal::RecordPtr& record) {
      const auto* event = record->event();
      if (event == nullptr || event->partition != where.partition || event->offset != where.offset)
        return true;
      if (const auto value = base::parse_json_body(event->body)) {
        for (auto& text : EndedScenarios::telling_values(*value)) texts.push_back(std::move(text));
      }
      return false;
    });
  }
  return texts;
}

}  // namespace

std::vector<std::string> late_suspicions(ScenarioContext& context,
                                         const std::vector<journal::RecordPtr>& records) {
  constexpr std::size_t kTold = 3;
  std::vector<std::string> lines;
  std::set<std::string> titles;  // the same again and again is told once
  if (context.life().scope() != 0) return lines;
  const auto own = EndedScenarios::telling_values(context.scope().all_values());
  const auto published = texts_of_published(context);
  for (const auto& record : records) {
    const auto& ended = context.world().ended_scenarios();
    const auto suspect = ended.suspect(*record, own, published);
    if (suspect && habit(context.world().log(), ended, *record, context.cursor(record->bin)))
      continue;
    if (!suspect || !titles.insert(title_with_place(*record)).second) continue;
    lines.push_back(title_with_place(*record) + " is possibly late work of the scenario " +
                    *suspect);
    if (lines.size() == kTold) break;
  }
  return lines;
}

void blame_late_work(ScenarioContext& context, Cause& cause) {
  auto* verdict = std::get_if<awaits::Verdict>(&cause);
  if (verdict == nullptr || verdict->reason != awaits::Reason::kTooMany) return;
  if (context.life().scope() == 0 && !verdict->matched.empty()) {
    const journal::Record& last = *verdict->matched.back();
    auto told = habit(context.world().log(), context.world().ended_scenarios(), last,
                      context.cursor(last.bin));
    if (told) verdict->hints.insert(verdict->hints.begin(), *std::move(told));
  }
  // Which of them are too many nobody knows: any may be.
  for (auto& line : late_suspicions(context, verdict->matched))
    verdict->hints.push_back(std::move(line));
}

}  // namespace ricochet::runner
