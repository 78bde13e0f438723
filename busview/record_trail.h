#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/duration.h"
#include "bus/broker/group.h"
#include "busview/bus_feed.h"

namespace ricochet::busview {

/// How far one record got with one consumer group, as our broker saw it.
struct RecordTrail {
  std::optional<base::TimePoint> produced, fetched, committed;
  /// It has not been seen to be fetched or committed by the group, but may have been fetched by it.
  bool unseen = false;
  /// The first link that does not hold, as a sentence; empty: none is known to be broken.
  std::string broken;
};

/// Follows the record at `offset` of `place`. `group` is what the broker has under `name`; nullptr:
/// there is no such group. What made room in the feed is not known any more: that of a record whose
/// publish did is unseen.
RecordTrail trail_of(const BusFeed& feed, const bus::broker::Group* group, const std::string& name,
                     const bus::broker::TopicPartition& place, std::int64_t offset);

}  // namespace ricochet::busview
