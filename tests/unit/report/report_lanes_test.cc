#include "runner/report/report_lanes.h"

#include <gtest/gtest.h>

namespace ricochet::runner {
namespace {

class Ears final : public Reporter {
 public:
  explicit Ears(Hearing hearing = Hearing::kInOrder) : hearing_(hearing) {}
  Hearing hearing() const override { return hearing_; }
  void suite_started(const std::string& what) override { heard += what + " "; }
  std::string heard;

 private:
  Hearing hearing_;
};

void say(ReportLane& lane, const std::string& what) {
  lane.tell([what](Reporter& reporter) { reporter.suite_started(what); });
}

TEST(ReportLanes, TheFirstIsHeardAtOnceTheOthersInTheirOrder) {
  Ears ears, others;
  ReportLanes lanes({&ears, &others});
  const auto a = lanes.open(), b = lanes.open(), c = lanes.open();
  say(*c, "c1");
  say(*a, "a1");
  say(*b, "b1");
  EXPECT_EQ(ears.heard, "a1 ");
  b->close();
  say(*a, "a2");
  EXPECT_EQ(ears.heard, "a1 a2 ");
  a->close();
  EXPECT_EQ(ears.heard, "a1 a2 b1 c1 ");
  say(*c, "c2");
  EXPECT_EQ(ears.heard, "a1 a2 b1 c1 c2 ");
  EXPECT_EQ(others.heard, ears.heard);
}

TEST(ReportLanes, OneThatIsOpenedWhenAllAreOverIsTheFirst) {
  Ears ears;
  ReportLanes lanes({&ears});
  lanes.open()->close();
  const auto next = lanes.open();
  say(*next, "n");
  EXPECT_EQ(ears.heard, "n ");
}

TEST(ReportLanes, AStoryInAStoryWaitsWithIt) {
  Ears ears;
  ReportLanes whole({&ears});
  const auto first = whole.open(), second = whole.open();
  ReportLanes inner(second);
  const auto a = inner.open(), b = inner.open();
  say(*b, "b");
  say(*a, "a");
  a->close();
  b->close();
  EXPECT_EQ(ears.heard, "");
  first->close();
  EXPECT_EQ(ears.heard, "a b ");
}

TEST(ReportLanes, SomeHearSuitesBesideEachOtherAndSomeEverythingAtOnce) {
  Ears in_order, by_suite(Hearing::kBySuite), at_once(Hearing::kAtOnce);
  ReportLanes whole({&in_order, &by_suite, &at_once});
  const auto first = whole.open(), second = whole.open();
  ReportLanes scenarios(second);
  const auto a = scenarios.open(), b = scenarios.open();
  say(*b, "b");
  say(*a, "a");
  say(*first, "f");
  EXPECT_EQ(in_order.heard, "f ");
  EXPECT_EQ(by_suite.heard, "a f ");
  EXPECT_EQ(at_once.heard, "b a f ");
  a->close();
  EXPECT_EQ(by_suite.heard, "a f b ");
  b->close();
  EXPECT_EQ(in_order.heard, "f ");
  first->close();
  EXPECT_EQ(in_order.heard, "f a b ");
  EXPECT_EQ(by_suite.heard, "a f b ");
  EXPECT_EQ(at_once.heard, "b a f ");
}

}  // namespace
}  // namespace ricochet::runner
