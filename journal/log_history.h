#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "journal/capture_log.h"

namespace ricochet::journal {

/// One bin as an earlier log left it: `info` with all but what is held, the records that are still
/// there, by seq, and the runs of numbers that were deleted among them. What is missing for another
/// reason lies at or below info.evicted_through.
struct BinHistory {
  BinInfo info;
  std::vector<std::shared_ptr<Record>> records;
  std::vector<SeqRange> holes;
};

/// What a new log goes on from, so that numbers and ids stay unique across a restart.
struct LogHistory {
  std::uint64_t id_key = 0;  ///< of the record ids (RecordIds)
  std::uint64_t gseq = 0;    ///< the last one that was given
  std::vector<BinHistory> bins;
};

}  // namespace ricochet::journal
