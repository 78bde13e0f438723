#pragma once
#include "base/loop.h"
#include "base/result.h"
#include "journal/log_history.h"
#include "requestbin/store/database.h"

namespace ricochet::requestbin::store {

/// What a file knows, as much of it as fits into the bounds of each bin.
struct Stored {
  journal::LogHistory log;
  bool closed = true;          ///< false: who wrote last did not come to its end
  std::uint64_t records = 0;   ///< in the file
  std::uint64_t restored = 0;  ///< of them in `log`
};

/// Reads the newest records of each bin, `max_bytes` of all bins together. Monotonic times are
/// reckoned back from now. A number that is missing between the records counts as evicted, so that
/// no wait passes over what was lost. Blocks; for the start. Errors: store/damaged, and those of
/// Database::execute.
base::Result<Stored> read_history(Database& database, const base::Loop& loop,
                                  std::size_t max_bytes);

}  // namespace ricochet::requestbin::store
