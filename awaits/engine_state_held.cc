// What the engine does not look at itself, and what holds a wait beyond its time.
#include <algorithm>

#include "awaits/engine_state.h"
#include "match/give_up.h"
#include "match/work.h"

namespace ricochet::awaits {

EngineState::Known EngineState::ask(const Wait& wait, const journal::RecordPtr& record,
                                    const match::Subject& subject, base::TimePoint at,
                                    std::uint64_t& spent) {
  if (!in_passing_) return Known::kAsk;
  const bool large = subject.is_large() && wait.asks_for_bodies();
  if (!large && spent < match::kWorkInPassing && !backlog_.contains(wait.id())) {
    const match::Work work(match::Work::Size::kInPassing);
    const auto& selector = wait.expectation().selector;
    const auto before = match::give_ups();
    const bool fits = !selector || selector->matches(subject);
    // The wait asks for it once more: what matters here is how long that takes.
    if (const auto& correlate = wait.expectation().correlate; fits && correlate)
      (void)correlate->by->value_of(subject);
    spent += match::Work::spent();
    // Whether a search gives up is seen where the wait is told, which then asks once more.
    if (fits && !match::Work::is_short()) return Known::kFits;
    if (match::give_ups() == before && !match::Work::is_short()) return Known::kNot;
  }
  backlog_.add(wait.id(), record, at);
  return Known::kLater;
}

bool EngineState::is_held(const Wait& wait) const {
  if (backlog_.contains(wait.id())) return true;
  const auto& sources = wait.expectation().sources;
  return std::any_of(sources.begin(), sources.end(),
                     [&](const Source& source) { return log_.underway(source.bin, wait.due()); });
}

void EngineState::release(AwaitId id, base::TimePoint now) {
  const auto found = waits_.find(id);
  if (found == waits_.end() || is_held(found->second) || held_.erase(id) == 0) return;
  due_.emplace(found->second.due(), id);
  advance(now);
}

void EngineState::settled(const std::string& bin, base::TimePoint now) {
  advance(now);
  const auto found = by_bin_.find(bin);
  if (found == by_bin_.end()) return;
  const auto ids = held_;
  for (const auto id : ids) {
    if (found->second.all.contains(id)) release(id, now);
  }
}

std::vector<Look> EngineState::take_looks() {
  return backlog_.take_looks([this](AwaitId id) {
    return std::make_shared<const Expectation>(waits_.at(id).expectation());
  });
}

void EngineState::looked(const Look& look, base::TimePoint now) {
  advance(now);
  const auto id = look.wait;
  for (const auto& seen : look.records) {
    const auto found = waits_.find(id);
    if (found == waits_.end()) return;
    Wait& wait = found->second;
    const auto at = backlog_.take(id, seen->record);
    if (!at) break;
    if (*at >= wait.due()) continue;  // it came when the time was over
    const match::Work work;
    const auto& selector = wait.expectation().selector;
    if (selector && !selector->matches(seen->subject)) {
      auto& explained = explained_[id];
      explained[seen->record->gseq] = selector->explain(seen->subject);
      if (explained.size() > kExplainRecords) explained.erase(explained.begin());
    }
    tell(wait, seen->record, seen->subject, *at);
  }
  if (!waits_.contains(id) || !backlog_.done(id)) return;
  release(id, now);
  index(id);
}

}  // namespace ricochet::awaits
