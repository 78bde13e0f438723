#include "awaits/backlog.h"

#include <utility>

#include "awaits/wait.h"
#include "match/part/findings.h"
#include "match/work.h"

namespace ricochet::awaits {

match::Subject subject_of(const journal::Record& record) {
  if (const auto* call = record.request()) return match::Subject(*call);
  return match::Subject(*record.event());
}

Seen::Seen(journal::RecordPtr r) : record(std::move(r)), subject(subject_of(*record)) {
  match::keep_findings(subject);
}

std::size_t Look::bytes() const {
  std::size_t sum = 0;
  for (const auto& seen : records) sum += seen->record->message().body.size();
  return sum;
}

void Look::run() const {
  for (const auto& seen : records) {
    const match::Work work;
    Wait::look_ahead(*expectation, seen->subject);
  }
}

void Backlog::add(AwaitId id, journal::RecordPtr record, base::TimePoint at) {
  waiting_[id].records.push_back({std::move(record), at});
}

std::vector<Look> Backlog::take_looks(
    const std::function<std::shared_ptr<const Expectation>(AwaitId)>& expectation_of) {
  std::vector<Look> looks;
  for (auto& [id, queue] : waiting_) {
    if (std::exchange(queue.asked, true)) continue;
    Look look;
    look.wait = id;
    look.expectation = expectation_of(id);
    std::size_t bytes = 0;
    for (const auto& next : queue.records) {
      bytes += next.record->message().body.size();
      if (!look.records.empty() && (look.records.size() == kMostRecords || bytes > kMostBytes))
        break;
      look.records.push_back(std::make_shared<Seen>(next.record));
    }
    looks.push_back(std::move(look));
  }
  return looks;
}

void Backlog::refused(AwaitId id) {
  const auto found = waiting_.find(id);
  if (found != waiting_.end()) found->second.asked = false;
}

std::optional<base::TimePoint> Backlog::take(AwaitId id, const journal::RecordPtr& record) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return std::nullopt;
  auto& records = found->second.records;
  if (records.empty() || records.front().record != record) return std::nullopt;
  const auto at = records.front().at;
  records.pop_front();
  return at;
}

bool Backlog::done(AwaitId id) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return true;
  found->second.asked = false;
  if (!found->second.records.empty()) return false;
  waiting_.erase(found);
  return true;
}

}  // namespace ricochet::awaits
