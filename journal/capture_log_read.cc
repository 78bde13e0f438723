// The reading half of the log: cursors, walks, look-ups.
#include <algorithm>
#include <cstddef>

#include "journal/capture_log.h"

namespace ricochet::journal {

CaptureLog::Records::const_iterator CaptureLog::first_after(const Records& records, Seq after) {
  return std::partition_point(records.begin(), records.end(),
                              [after](const RecordPtr& record) { return record->seq <= after; });
}

CaptureLog::Records::const_iterator CaptureLog::first_after_gseq(const Records& records,
                                                                 std::uint64_t after) {
  return std::partition_point(records.begin(), records.end(),
                              [after](const RecordPtr& record) { return record->gseq <= after; });
}

bool CaptureLog::has_bin(std::string_view name) const { return get(name) != nullptr; }

std::optional<BinInfo> CaptureLog::bin(std::string_view name) const {
  const auto* found = get(name);
  return found == nullptr ? std::nullopt : std::optional(found->info);
}

const BinInfo* CaptureLog::info(std::string_view name) const {
  const auto* found = get(name);
  return found == nullptr ? nullptr : &found->info;
}

std::vector<BinInfo> CaptureLog::bins() const {
  std::vector<BinInfo> all;
  all.reserve(bins_.size());
  for (const auto& [name, bin] : bins_) all.push_back(bin.info);
  return all;
}

bool CaptureLog::underway(std::string_view bin, base::TimePoint at) const {
  const auto found = underway_.find(bin);
  return found != underway_.end() && *found->second.begin() <= at;
}

const std::vector<SeqRange>& CaptureLog::deleted(std::string_view name) const {
  static const std::vector<SeqRange> kNone;
  const auto* bin = get(name);
  return bin == nullptr ? kNone : bin->holes;
}

std::vector<std::string> CaptureLog::names(BinKind kind) const {
  std::vector<std::string> names;
  for (const auto& [name, bin] : bins_) {
    if (bin.info.kind == kind) names.push_back(name);
  }
  return names;
}

std::size_t CaptureLog::held_in(std::string_view name, Seq after) const {
  const auto* bin = get(name);
  if (bin == nullptr) return 0;
  return static_cast<std::size_t>(bin->records.end() - first_after(bin->records, after));
}

Seq CaptureLog::cursor(std::string_view name) const {
  const auto* bin = get(name);
  return bin == nullptr ? 0 : bin->info.last;
}

const std::map<std::string, Seq>& CaptureLog::marks(std::string_view name) const {
  static const std::map<std::string, Seq> kNone;
  const auto* bin = get(name);
  return bin == nullptr ? kNone : bin->marks;
}

Seq CaptureLog::cursor_at(std::string_view name, std::uint64_t gseq) const {
  const auto* bin = get(name);
  if (bin == nullptr) return 0;
  const auto& info = bin->info;
  if (info.evicted_gseq > gseq) return info.evicted_through - 1;
  if (info.cleared_gseq > gseq) return info.cleared_through - 1;
  // From the record before, not to the one behind: what was deleted in between is in the window.
  const auto next = first_after_gseq(bin->records, gseq);
  const auto before = next == bin->records.begin()
                          ? std::max(info.evicted_through, info.cleared_through)
                          : (*std::prev(next))->seq;
  const auto& refused = bin->refused;
  const auto later = std::partition_point(
      refused.begin(), refused.end(),
      [gseq](const RefusedElsewhere& each) { return each.record->gseq <= gseq; });
  return later == refused.begin() ? before : std::max(before, std::prev(later)->seq);
}

Seq CaptureLog::evicted_through(std::string_view name) const {
  const auto* bin = get(name);
  return bin == nullptr ? 0 : bin->info.evicted_through;
}

Seq CaptureLog::cleared_through(std::string_view name) const {
  const auto* bin = get(name);
  return bin == nullptr ? 0 : bin->info.cleared_through;
}

Seq CaptureLog::gone_through(std::string_view name) const {
  return std::max(evicted_through(name), cleared_through(name));
}

std::vector<RecordPtr> CaptureLog::read(std::string_view name, Seq after, std::size_t limit) const {
  const auto* bin = get(name);
  if (bin == nullptr) return {};
  const auto first = first_after(bin->records, after);
  const auto count = std::min(limit, static_cast<std::size_t>(bin->records.end() - first));
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

void CaptureLog::for_each(std::string_view name, Seq after,
                          const std::function<bool(const RecordPtr&)>& visit) const {
  const auto* bin = get(name);
  if (bin == nullptr) return;
  for (auto it = first_after(bin->records, after); it != bin->records.end(); ++it) {
    if (!visit(*it)) return;
  }
}

void CaptureLog::for_each_back(std::string_view name, Seq before,
                               const std::function<bool(const RecordPtr&)>& visit) const {
  const auto* bin = get(name);
  if (bin == nullptr || before == 0) return;
  for (auto it = first_after(bin->records, before - 1); it != bin->records.begin();) {
    if (!visit(*--it)) return;
  }
}

std::vector<RecordPtr> CaptureLog::timeline(const std::set<std::string>* names, std::uint64_t after,
                                            std::size_t limit) const {
  using Run = std::pair<std::deque<RecordPtr>::const_iterator, const Bin*>;
  const auto later = [](const Run& a, const Run& b) { return (*a.first)->gseq > (*b.first)->gseq; };
  std::vector<Run> runs;  // a heap: the run with the oldest next record is in front
  for (const auto& [name, bin] : bins_) {
    if (names != nullptr && !names->contains(name)) continue;
    const auto first = first_after_gseq(bin.records, after);
    if (first != bin.records.end()) runs.emplace_back(first, &bin);
  }
  std::make_heap(runs.begin(), runs.end(), later);
  std::vector<RecordPtr> found;
  while (!runs.empty() && found.size() < limit) {
    std::pop_heap(runs.begin(), runs.end(), later);
    auto& [next, bin] = runs.back();
    found.push_back(*next);
    if (++next == bin->records.end()) {
      runs.pop_back();
    } else {
      std::push_heap(runs.begin(), runs.end(), later);
    }
  }
  return found;
}

std::uint64_t CaptureLog::held_after(std::uint64_t gseq) const {
  std::uint64_t count = 0;
  for (const auto& [name, bin] : bins_) {
    const auto first = first_after_gseq(bin.records, gseq);
    count += static_cast<std::uint64_t>(bin.records.end() - first);
  }
  return count;
}

RecordPtr CaptureLog::find(std::string_view name, std::string_view id) const {
  const auto* bin = get(name);
  const auto number = ids_.number(id);
  if (bin == nullptr || !number) return nullptr;
  // Ids count modulo their range; what is held is always among the newest.
  const auto behind = (gseq_ % RecordIds::kRange + RecordIds::kRange - *number) % RecordIds::kRange;
  if (behind > gseq_) return nullptr;
  const auto gseq = gseq_ - behind;
  const auto it = first_after_gseq(bin->records, gseq - 1);
  return it != bin->records.end() && (*it)->gseq == gseq ? *it : nullptr;
}

RecordPtr CaptureLog::find(std::string_view name, Seq seq) const {
  const auto* bin = get(name);
  if (bin == nullptr || seq == 0) return nullptr;
  const auto it = first_after(bin->records, seq - 1);
  return it != bin->records.end() && (*it)->seq == seq ? *it : nullptr;
}

}  // namespace ricochet::journal
