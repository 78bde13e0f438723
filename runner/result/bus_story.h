#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "bus/bus.h"

namespace ricochet::runner {

/// How far a record that a scenario published got with one consumer group.
struct RecordProgress {
  bus::Position where;
  std::string group;  ///< empty: no group reads the topic
  /// Since the scenario's start; nullopt: it has not happened, or happened out of sight.
  std::optional<base::Duration> published, fetched, committed;
  /// Whether the group fetched it cannot be seen; `broken` says why.
  bool unseen = false;
  std::string broken;  ///< the first link that is broken, in words; empty: none that the bus shows
};

/// What the bus shows of what became of the records that a scenario published: data for reports,
/// which make text of it (report/bus_text.h).
struct BusStory {
  /// Most records that are followed, the newest of those published.
  static constexpr std::size_t kMaxRecords = 5;

  std::vector<RecordProgress> records;
  std::size_t more = 0;  ///< records that were published and are not followed
  std::string unseen;    ///< why nothing can be said, or empty
  bool empty() const { return records.empty() && unseen.empty(); }
};

}  // namespace ricochet::runner
