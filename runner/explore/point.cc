#include "runner/explore/point.h"

#include <algorithm>

namespace ricochet::runner {

namespace {

/// What one fault does with one record and one of its readers.
void add_points(const SeenRecord& record, const SeenRecord::Reader& reader, ExploreFault fault,
                std::vector<ExplorePoint>& points) {
  ExplorePoint point;
  point.fault = fault;
  point.topic = record.where.topic;
  point.ordinal = record.ordinal;
  point.group = reader.group;
  point.service = reader.service;
  point.commits = reader.committed;
  point.names_group = record.readers.size() > 1;
  const auto at = [&](ExploreMoment moment) {
    point.moment = moment;
    points.push_back(point);
  };
  const ExploreMoment working = reader.called ? ExploreMoment::kCalled : ExploreMoment::kFetched;
  switch (fault) {
    case ExploreFault::kRedeliver:
      // What was never committed comes again whenever its reader goes.
      return at(reader.committed ? ExploreMoment::kCommitted : working);
    case ExploreFault::kCrashBeforeCommit:
      if (reader.service.empty()) return;
      if (reader.called || !reader.committed) at(working);
      if (reader.committed) at(ExploreMoment::kCommitted);
      return;
    case ExploreFault::kRebalance:
    case ExploreFault::kSlowPoll:
      return at(working);
    case ExploreFault::kDuplicate:
      return;
  }
}

bool is_wanted(const ExploreWish& wish, const SeenRecord& record) {
  return wish.record.empty() || wish.record == name_of_record(record.where.topic, record.ordinal);
}

std::string moment_of_crash(ExploreMoment moment) {
  switch (moment) {
    case ExploreMoment::kCalled:
      return "a crash at the first call of ";
    case ExploreMoment::kCommitted:
      return "a crash before the commit of ";
    default:
      return "a crash in the work on ";
  }
}

}  // namespace

std::string name_of_record(const std::string& topic, std::size_t ordinal) {
  return topic + "#" + std::to_string(ordinal);
}

std::string ExplorePoint::title() const {
  const std::string whose = names_group ? " by " + group : "";
  switch (fault) {
    case ExploreFault::kRedeliver:
      return "after redelivery of " + record() + (names_group ? " to " + group : "");
    case ExploreFault::kCrashBeforeCommit:
      return "after " + moment_of_crash(moment) + record() + whose;
    case ExploreFault::kRebalance:
      return "after a rebalance in the work on " + record() + whose;
    case ExploreFault::kSlowPoll:
      return "after a slow poll in the work on " + record() + whose;
    case ExploreFault::kDuplicate:
      return "after a duplicate of " + record();
  }
  return {};
}

std::string ExplorePoint::flag() const { return std::string(word_of(fault)) + "@" + record(); }

std::vector<ExplorePoint> points_of(const std::vector<SeenRecord>& records,
                                    const std::vector<ExploreWish>& wishes, bool ours) {
  std::vector<ExplorePoint> points;
  for (const auto& wish : wishes) {
    for (const auto& record : records) {
      if (!is_wanted(wish, record)) continue;
      if (wish.fault == ExploreFault::kDuplicate && (!ours || !record.readers.empty())) {
        ExplorePoint point;
        point.fault = wish.fault;
        point.moment = ExploreMoment::kPublished;
        point.topic = record.where.topic;
        point.ordinal = record.ordinal;
        point.commits = std::any_of(record.readers.begin(), record.readers.end(),
                                    [](const auto& reader) { return reader.committed; });
        points.push_back(point);
      }
      for (const auto& reader : record.readers) {
        if (ours) add_points(record, reader, wish.fault, points);
      }
    }
  }
  return points;
}

}  // namespace ricochet::runner
