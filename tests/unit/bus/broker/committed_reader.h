#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "bus/broker/log.h"
#include "bus/protocol/records.h"

namespace ricochet::bus::broker {

/// Reads a log as a client does that wants committed records only: fetches of at most `max_bytes`,
/// filtered by the list of aborted transactions that comes with each (KIP-98, as Java's client).
inline std::vector<std::string> read_committed(const Log& log, std::size_t max_bytes) {
  std::vector<std::string> values;
  for (std::int64_t at = log.start(); at < log.stable();) {
    const auto piece = log.read(at, log.stable(), max_bytes, true);
    if (piece.parts.empty()) break;
    auto aborted = log.aborted(at, piece.upto);
    std::set<std::int64_t> skipped;
    for (const auto bytes : piece.parts) {
      const auto head = *protocol::read_head(bytes);
      while (!aborted.empty() && aborted.front().first_offset <= head.last_offset()) {
        skipped.insert(aborted.front().producer_id);
        aborted.erase(aborted.begin());
      }
      if (head.control()) {
        skipped.erase(head.producer_id);
        continue;
      }
      if (head.transactional() && skipped.contains(head.producer_id)) continue;
      protocol::for_each_record(bytes, 1 << 20, [&](const protocol::RecordView& record) {
        if (record.offset >= at) values.emplace_back(record.value.value_or("null"));
        return true;
      }).value();
    }
    at = piece.upto;
  }
  return values;
}

}  // namespace ricochet::bus::broker
