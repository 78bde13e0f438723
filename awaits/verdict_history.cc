#include "awaits/verdict_history.h"

#include <algorithm>

namespace ricochet::awaits {

void VerdictHistory::add(Verdict verdict, const Expectation& missing, base::TimePoint at) {
  if (limit_ == 0) return;
  const bool ran_out = verdict.reason == Reason::kTimeout || verdict.reason == Reason::kTooFew;
  const auto grace = missing.late_grace.value_or(late_grace_);
  if (ran_out && grace > base::Duration::zero()) {
    if (watched_.size() == kMaxWatched) watched_.pop_front();
    Watched watched;
    watched.id = verdict.id;
    watched.missing = missing;
    watched.deadline = at;
    watched.until = at + grace;
    watched_.push_back(std::move(watched));
  }
  verdict.unkept.clear();
  Entry entry;
  for (const auto& record : verdict.matched) entry.counted.push_back(record->gseq);
  entry.bytes = entry.counted.size() * sizeof(entry.counted[0]);
  if (verdict.matched.size() > kRecordsKept) verdict.matched.resize(kRecordsKept);
  for (const auto& record : verdict.matched) entry.bytes += record->cost();
  for (const auto& miss : verdict.near) entry.bytes += miss.record->cost();
  entry.verdict = std::move(verdict);
  bytes_ += entry.bytes;
  entries_.push_back(std::move(entry));
  while (entries_.size() > limit_ || (bytes_ > kMaxBytes && entries_.size() > 1)) {
    bytes_ -= entries_.front().bytes;
    entries_.pop_front();
  }
}

std::vector<const Verdict*> VerdictHistory::newest(std::size_t limit) const {
  std::vector<const Verdict*> all;
  for (auto it = entries_.rbegin(); it != entries_.rend() && all.size() < limit; ++it)
    all.push_back(&it->verdict);
  return all;
}

std::vector<CountedBy> VerdictHistory::counted_by(std::uint64_t gseq) const {
  std::vector<CountedBy> all;
  for (const auto& entry : entries_) {
    if (std::find(entry.counted.begin(), entry.counted.end(), gseq) == entry.counted.end())
      continue;
    all.push_back(
        {entry.verdict.id, entry.verdict.name, entry.verdict.kind, entry.verdict.sources});
  }
  return all;
}

const Verdict* VerdictHistory::find(AwaitId id) const {
  const auto it = std::find_if(entries_.rbegin(), entries_.rend(),
                               [id](const Entry& e) { return e.verdict.id == id; });
  return it == entries_.rend() ? nullptr : &it->verdict;
}

Verdict* VerdictHistory::find_mutable(AwaitId id) { return const_cast<Verdict*>(find(id)); }

bool VerdictHistory::watches(base::TimePoint now) {
  std::erase_if(watched_, [now](const Watched& watched) { return watched.until <= now; });
  return !watched_.empty();
}

void VerdictHistory::arrived(const journal::RecordPtr& record, const match::Subject& subject,
                             base::TimePoint at) {
  if (!watches(at)) return;
  std::erase_if(watched_, [&](const Watched& watched) {
    const auto& missing = watched.missing;
    const bool in_window =
        std::any_of(missing.sources.begin(), missing.sources.end(), [&](const Source& source) {
          return source.bin == record->bin && record->seq > source.after &&
                 source.concerns(*record);
        });
    if (!in_window || missing.leaves_out(*record)) return false;
    if (!missing.selects(*record, subject)) return false;
    const auto& correlate = missing.correlate;
    if (correlate && correlate->value && !correlate->by->has(subject, *correlate->value))
      return false;
    if (auto* verdict = find_mutable(watched.id)) {
      verdict->late = LateArrival{record, at - watched.deadline};
      verdict->hints.push_back("a fitting " + verdict->noun + ", #" + std::to_string(record->seq) +
                               " of " + record->bin + ", arrived " +
                               base::humanize(at - watched.deadline) + " after the deadline");
    }
    return true;  // the first one tells it all
  });
}

}  // namespace ricochet::awaits
