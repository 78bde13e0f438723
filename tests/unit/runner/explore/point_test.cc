#include "runner/explore/point.h"

#include <gtest/gtest.h>

namespace ricochet::runner {
namespace {

using Reader = SeenRecord::Reader;

SeenRecord record(std::size_t ordinal, std::vector<Reader> readers) {
  SeenRecord out;
  out.where = {"orders", 0, static_cast<std::int64_t>(40 + ordinal)};
  out.ordinal = ordinal;
  out.readers = std::move(readers);
  return out;
}

Reader reader(const std::string& group, const std::string& service, bool committed, bool called) {
  Reader out;
  out.group = group;
  out.service = service;
  out.committed = committed;
  out.called = called;
  return out;
}

std::vector<ExploreWish> everything() {
  std::vector<ExploreWish> wishes;
  for (const auto& [word, fault] : explore_faults()) wishes.push_back({fault, ""});
  return wishes;
}

/// A line for each: what --explore takes, and the title.
std::string told(const std::vector<ExplorePoint>& points) {
  std::string out;
  for (const auto& point : points) out += point.flag() + " | " + point.title() + "\n";
  return out;
}

TEST(ExplorePoint, EachFaultBitesWhereItCan) {
  const auto points =
      points_of({record(0, {reader("shop", "shop-service", true, true)})}, everything(), true);
  EXPECT_EQ(told(points),
            "redeliver@orders#0 | after redelivery of orders#0\n"
            "crash-before-commit@orders#0 | after a crash at the first call of orders#0\n"
            "crash-before-commit@orders#0 | after a crash before the commit of orders#0\n"
            "rebalance@orders#0 | after a rebalance in the work on orders#0\n"
            "slow-poll@orders#0 | after a slow poll in the work on orders#0\n"
            "duplicate@orders#0 | after a duplicate of orders#0\n");
  EXPECT_EQ(points[0].moment, ExploreMoment::kCommitted);
  EXPECT_EQ(points[1].moment, ExploreMoment::kCalled);
  EXPECT_EQ(points[3].moment, ExploreMoment::kCalled);
  EXPECT_EQ(points[5].moment, ExploreMoment::kPublished);
}

TEST(ExplorePoint, WithoutACallTheFetchIsTheMoment) {
  const auto points =
      points_of({record(0, {reader("shop", "shop-service", true, false)})}, everything(), true);
  EXPECT_EQ(told(points),
            "redeliver@orders#0 | after redelivery of orders#0\n"
            "crash-before-commit@orders#0 | after a crash before the commit of orders#0\n"
            "rebalance@orders#0 | after a rebalance in the work on orders#0\n"
            "slow-poll@orders#0 | after a slow poll in the work on orders#0\n"
            "duplicate@orders#0 | after a duplicate of orders#0\n");
  EXPECT_EQ(points[2].moment, ExploreMoment::kFetched);
}

TEST(ExplorePoint, WhatIsNeverCommittedCrashesInItsWork) {
  const auto points =
      points_of({record(0, {reader("shop", "shop-service", false, false)})},
                {{ExploreFault::kRedeliver, ""}, {ExploreFault::kCrashBeforeCommit, ""}}, true);
  EXPECT_EQ(told(points),
            "redeliver@orders#0 | after redelivery of orders#0\n"
            "crash-before-commit@orders#0 | after a crash in the work on orders#0\n");
  EXPECT_EQ(points[0].moment, ExploreMoment::kFetched);
}

TEST(ExplorePoint, ARecordThatNobodyReadsHasNone) {
  EXPECT_TRUE(points_of({record(0, {})}, everything(), true).empty());
}

TEST(ExplorePoint, OfAGroupWithoutAKnownServiceNothingCrashes) {
  EXPECT_TRUE(points_of({record(0, {reader("shop", "", true, true)})},
                        {{ExploreFault::kCrashBeforeCommit, ""}}, true)
                  .empty());
}

TEST(ExplorePoint, SeveralGroupsAreNamed) {
  const auto points =
      points_of({record(1, {reader("shop", "a", true, false), reader("audit", "b", true, false)})},
                {{ExploreFault::kRedeliver, ""}, {ExploreFault::kDuplicate, ""}}, true);
  EXPECT_EQ(told(points),
            "redeliver@orders#1 | after redelivery of orders#1 to shop\n"
            "redeliver@orders#1 | after redelivery of orders#1 to audit\n"
            "duplicate@orders#1 | after a duplicate of orders#1\n");
}

TEST(ExplorePoint, OneRecordAloneCanBeAskedFor) {
  const std::vector<SeenRecord> records{record(0, {reader("shop", "a", true, false)}),
                                        record(1, {reader("shop", "a", true, false)})};
  EXPECT_EQ(told(points_of(records, {{ExploreFault::kRedeliver, "orders#1"}}, true)),
            "redeliver@orders#1 | after redelivery of orders#1\n");
}

TEST(ExplorePoint, ABusThatIsNotOursTakesDuplicatesOnly) {
  EXPECT_EQ(told(points_of({record(0, {})}, everything(), false)),
            "duplicate@orders#0 | after a duplicate of orders#0\n");
}

}  // namespace
}  // namespace ricochet::runner
