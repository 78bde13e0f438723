#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/diag.h"
#include "bus/bus.h"
#include "runner/model/explore_spec.h"
#include "runner/result/result.h"

namespace ricochet::runner {

/// A record that a scenario published, and what a run without a fault showed of it.
struct SeenRecord {
  /// One consumer group that fetched it.
  struct Reader {
    std::string group;
    std::string service;     ///< whose group it is; empty: that cannot be said
    bool committed = false;  ///< before the run was at rest
    bool called = false;     ///< a stub or bin was called between its fetch and its commit
  };

  bus::Position where;
  std::size_t ordinal = 0;  ///< of those that the scenario published to its topic, from 0
  base::Location step;      ///< that published it
  std::vector<Reader> readers;
};

/// "orders#0": the first record that the scenario published to orders.
std::string name_of_record(const std::string& topic, std::size_t ordinal);

/// When a fault is put.
enum class ExploreMoment {
  kPublished,  ///< right behind the record
  kFetched,    ///< the group has the record
  kCalled,     ///< and its first call has come, which is not answered yet
  kCommitted,  ///< its commit has come, which is not answered yet
};

/// One fault at one place where it can bite.
struct ExplorePoint {
  ExploreFault fault = ExploreFault::kRedeliver;
  ExploreMoment moment = ExploreMoment::kCommitted;
  std::string topic;
  std::size_t ordinal = 0;
  std::string group;         ///< empty: that of no group, as a record that is published twice
  std::string service;       ///< that crashes
  bool commits = false;      ///< the group committed the record when there was no fault
  bool names_group = false;  ///< the record has several: the title says which

  std::string record() const { return name_of_record(topic, ordinal); }
  /// "after redelivery of orders#0": reads on from what was found, and from a scenario's name.
  std::string title() const;
  /// "redeliver@orders#0": what --explore takes for this alone.
  std::string flag() const;
};

/// What --explore asks for: a fault at every record, or at one.
struct ExploreWish {
  ExploreFault fault = ExploreFault::kRedeliver;
  std::string record;  ///< "orders#0"; empty: at every one
};

/// Where the faults can bite: at each record, as far as somebody reads it. Where `ours` is false
/// nobody can see who reads, and only `duplicate` can be done.
std::vector<ExplorePoint> points_of(const std::vector<SeenRecord>& records,
                                    const std::vector<ExploreWish>& wishes, bool ours);

}  // namespace ricochet::runner
