#include "bus/broker/faults/rewind.h"

#include <algorithm>

namespace ricochet::bus::broker::faults {

namespace {

/// Records are counted, the markers of transactions between them are not.
std::int64_t back_from(const Log& log, std::int64_t from, std::int64_t records) {
  const auto& batches = log.batches();
  for (auto it = batches.rbegin(); it != batches.rend(); ++it) {
    if (it->base >= from || protocol::read_head(it->bytes)->control()) continue;
    const std::int64_t behind = std::min(it->last + 1, from);
    if (records <= behind - it->base) return behind - records;
    records -= behind - it->base;
  }
  return log.start();
}

std::int64_t at_time(const Log& log, base::WallTime time, std::size_t& look_inside) {
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  const auto found = log.at_time(ms, look_inside);
  return found.offset < 0 ? log.end() : found.offset;
}

}  // namespace

std::optional<std::int64_t> place(const Log& log, const Rewind& rewind, std::int64_t committed,
                                  base::WallTime now, std::size_t& look_inside) {
  std::int64_t to = log.start();
  if (rewind.offset) {
    to = *rewind.offset;
  } else if (rewind.back) {
    if (committed < 0) return std::nullopt;
    to = back_from(log, committed, *rewind.back);
  } else if (rewind.since) {
    to = at_time(log, *rewind.since, look_inside);
  } else if (rewind.ago) {
    to = at_time(log, now - *rewind.ago, look_inside);
  }
  return std::clamp(to, log.start(), log.end());
}

}  // namespace ricochet::bus::broker::faults
