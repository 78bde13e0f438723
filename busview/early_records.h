#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "base/alive.h"
#include "base/loop.h"
#include "bus/broker/sink.h"
#include "bus/bus.h"

namespace ricochet::busview {

/// The records of our broker in the moment in which they are produced. Our own consumer reads them,
/// too, but on a thread of its own: a call that follows of a record could come before it.
/// Partitions with transactions, or with batches that take long to unpack, are left to the
/// consumer. On the loop's thread.
class EarlyRecords {
 public:
  /// `take` is given each record, in the order in which they were produced, behind the call that
  /// produced it and before anything that follows of its answer.
  EarlyRecords(base::Loop& loop, const std::vector<bus::TopicSpec>& topics,
               std::function<void(const bus::Record&)> take);

  /// Of the broker's Sink.
  void produced(const bus::broker::Produced& batch);
  /// What our consumer has read: false when it was given already.
  bool is_new(const bus::Record& record) const;

 private:
  struct Partition {
    std::int64_t next = 0;  ///< those before it were given
    bool consumed = false;  ///< the others are our consumer's
  };
  bool give(const bus::broker::Produced& batch);

  base::Loop& loop_;
  std::function<void(const bus::Record&)> take_;
  std::map<bus::broker::TopicPartition, Partition> partitions_;
  base::Alive alive_;
};

}  // namespace ricochet::busview
