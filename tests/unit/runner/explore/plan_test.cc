#include "runner/explore/plan.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"

namespace ricochet::runner {
namespace {

using Indexes = std::vector<std::size_t>;

ExplorePoint point(ExploreFault fault, std::size_t ordinal, const std::string& topic = "orders") {
  ExplorePoint out;
  out.fault = fault;
  out.topic = topic;
  out.ordinal = ordinal;
  return out;
}

ExploreException exception(ExploreFault fault, std::vector<std::string> may_repeat,
                           const std::string& topic = "") {
  ExploreException out;
  out.faults.push_back(fault);
  out.topic = topic;
  out.may_repeat = std::move(may_repeat);
  out.reason = "because";
  return out;
}

std::string flags(const ExplorePlan& plan) {
  std::string out;
  for (const auto& planned : plan.points) out += (out.empty() ? "" : " ") + planned.point.flag();
  return out;
}

TEST(ExplorePlan, SpreadsEvenlyWithFirstAndLast) {
  EXPECT_EQ(spread(0, 3), Indexes{});
  EXPECT_EQ(spread(2, 3), (Indexes{0, 1}));
  EXPECT_EQ(spread(10, 1), Indexes{0});
  EXPECT_EQ(spread(10, 4), (Indexes{0, 3, 6, 9}));
  EXPECT_EQ(spread(5, 5), (Indexes{0, 1, 2, 3, 4}));
}

TEST(ExplorePlan, AllPointsAreRunBelowTheLimit) {
  const auto plan =
      plan_points({point(ExploreFault::kRedeliver, 0), point(ExploreFault::kDuplicate, 0)}, {}, 2);
  EXPECT_EQ(flags(plan), "redeliver@orders#0 duplicate@orders#0");
  EXPECT_EQ(plan.cut, 0u);
}

TEST(ExplorePlan, TheLimitKeepsSomeOfEachFaultOverAllRecords) {
  std::vector<ExplorePoint> points{point(ExploreFault::kSlowPoll, 0)};
  for (std::size_t i = 0; i < 9; ++i) points.push_back(point(ExploreFault::kRedeliver, i));
  for (std::size_t i = 0; i < 3; ++i) points.push_back(point(ExploreFault::kDuplicate, i));
  const auto plan = plan_points(points, {}, 6);
  EXPECT_EQ(flags(plan),
            "slow-poll@orders#0 redeliver@orders#0 redeliver@orders#4 redeliver@orders#8 "
            "duplicate@orders#0 duplicate@orders#2");
  EXPECT_EQ(plan.cut, 7u);
}

TEST(ExplorePlan, AnExceptedFaultIsNotRunAndToldOnce) {
  const auto plan =
      plan_points({point(ExploreFault::kRedeliver, 0), point(ExploreFault::kRedeliver, 1),
                   point(ExploreFault::kDuplicate, 0)},
                  {exception(ExploreFault::kRedeliver, {})}, 10);
  EXPECT_EQ(flags(plan), "duplicate@orders#0");
  ASSERT_EQ(plan.excepted.size(), 1u);
  EXPECT_EQ(plan.excepted[0].fault, ExploreFault::kRedeliver);
  EXPECT_EQ(plan.excepted[0].reason, "because");
}

TEST(ExplorePlan, AnExceptionOfATopicIsForItsRecords) {
  const auto plan =
      plan_points({point(ExploreFault::kRedeliver, 0), point(ExploreFault::kRedeliver, 0, "mails")},
                  {exception(ExploreFault::kRedeliver, {}, "mails")}, 10);
  EXPECT_EQ(flags(plan), "redeliver@orders#0");
}

TEST(ExplorePlan, WhatMayRepeatIsPutTogether) {
  const auto plan = plan_points({point(ExploreFault::kRedeliver, 0)},
                                {exception(ExploreFault::kRedeliver, {"mails"}),
                                 exception(ExploreFault::kRedeliver, {"photos"}),
                                 exception(ExploreFault::kDuplicate, {"web"})},
                                10);
  ASSERT_EQ(plan.points.size(), 1u);
  EXPECT_EQ(plan.points[0].may_repeat, (std::set<std::string>{"mails", "photos"}));
  EXPECT_TRUE(plan.excepted.empty());
}

TEST(ExplorePlan, AGroupWithoutAServiceIsToldWithTheCure) {
  SeenRecord record;
  for (const char* group : {"shop", "audit", "shop"}) {
    record.readers.emplace_back();
    record.readers.back().group = group;
  }
  record.readers[1].service = "audit-service";
  const auto told = unknown_services({record}, parse_explore("all").value());
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].fault, ExploreFault::kCrashBeforeCommit);
  EXPECT_EQ(told[0].reason,
            "no service is known to be group shop: write \"ready\": { \"group\": \"shop\" } under "
            "\"sut\"");
  EXPECT_TRUE(unknown_services({record}, parse_explore("redeliver").value()).empty());
}

TEST(ExploreFlag, IsAListOfFaultsAndRecords) {
  EXPECT_EQ(parse_explore("all").value().size(), 5u);
  const auto wishes = parse_explore("redeliver, slow-poll@my.orders#12").value();
  ASSERT_EQ(wishes.size(), 2u);
  EXPECT_EQ(wishes[0].fault, ExploreFault::kRedeliver);
  EXPECT_EQ(wishes[0].record, "");
  EXPECT_EQ(wishes[1].fault, ExploreFault::kSlowPoll);
  EXPECT_EQ(wishes[1].record, "my.orders#12");
}

TEST(ExploreFlag, SaysWhatIsWrong) {
  std::string all;
  for (const char* text : {"", "redelivr", "crash", "redeliver@", "redeliver@orders",
                           "redeliver@#1", "redeliver,,duplicate"}) {
    const auto wishes = parse_explore(text);
    ASSERT_FALSE(wishes) << text;
    all += "== " + std::string(text) + "\n" + base::render(wishes.error()) + "\n\n";
  }
  test::expect_golden("runner/explore_flag_errors.txt", all);
}

}  // namespace
}  // namespace ricochet::runner
