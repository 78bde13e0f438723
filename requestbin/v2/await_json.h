#pragma once
#include "awaits/pending.h"
#include "awaits/verdict.h"
#include "base/json/fwd.h"

namespace ricochet::requestbin {

/// The start of the log on both clocks, so that monotonic times can be told as dates.
struct LogStart {
  base::TimePoint at;
  base::WallTime wall;
};

/// "satisfied", "timeout", "too_many", "wrong_spacing", "out_of_order", "inconclusive",
/// "cancelled", "bin_removed".
const char* outcome_word(const awaits::Verdict& verdict);

/// AWAIT of docs/bins.md.
base::Json await_to_v2(const awaits::PendingAwait& open, const LogStart& start,
                       base::TimePoint now);
base::Json await_to_v2(const awaits::Verdict& verdict, const LogStart& start);
/// VERDICT of docs/bins.md, `message` first. At most 20 matched records (4 MiB of them) and the
/// near misses are whole.
base::Json verdict_to_v2(const awaits::Verdict& verdict, const LogStart& start);
/// Those records.
std::vector<journal::RecordPtr> shown_whole(const awaits::Verdict& verdict);

}  // namespace ricochet::requestbin
