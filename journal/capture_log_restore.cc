#include <algorithm>
#include <cstddef>
#include <iterator>

#include "journal/capture_log.h"
#include "journal/log_history.h"

namespace ricochet::journal {

void CaptureLog::note_hole(Bin& bin, Seq seq) {
  auto& holes = bin.holes;
  auto next = holes.end();
  if (!holes.empty() && holes.back().first > seq) {
    next = std::upper_bound(holes.begin(), holes.end(), seq,
                            [](Seq s, const SeqRange& hole) { return s < hole.first; });
  }
  const bool joins_next = next != holes.end() && next->first == seq + 1;
  if (next != holes.begin() && std::prev(next)->last + 1 == seq) {
    std::prev(next)->last = joins_next ? next->last : seq;
    if (joins_next) holes.erase(next);
  } else if (joins_next) {
    next->first = seq;
  } else {
    holes.insert(next, {seq, seq});
  }
}

void CaptureLog::bound_holes(Bin& bin) {
  if (bin.holes.size() <= kMaxHoles) return;
  // Too many to remember: windows from before the last one dropped are not known to be whole.
  const auto kept = bin.holes.end() - static_cast<std::ptrdiff_t>(kMaxHoles);
  bin.info.evicted_through = std::max(bin.info.evicted_through, std::prev(kept)->last);
  bin.holes.erase(bin.holes.begin(), kept);
}

void CaptureLog::restore(LogHistory history) {
  ids_ = RecordIds(history.id_key);
  gseq_ = std::max(gseq_, history.gseq);
  for (auto& old : history.bins) {
    Bin& bin = bins_[old.info.name];
    bin.info = std::move(old.info);
    for (auto& record : old.records) {
      gseq_ = std::max(gseq_, record->gseq);
      record->bin = bin.info.name;
      record->id = ids_.id(record->gseq);
      const auto cost = record->counted = record->cost();
      bin.info.held_bytes += cost;
      bytes_held_ += cost;
      bin.records.push_back(std::move(record));
    }
    bin.info.held = bin.records.size();
    bin.holes = std::move(old.holes);
    bound_holes(bin);
    note_front(bin);
  }
  newest_ = gseq_;
}

}  // namespace ricochet::journal
