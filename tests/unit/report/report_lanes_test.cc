#include "runner/report/report_lanes.h"

#include <gtest/gtest.h>

namespace ricochet::runner {
namespace {

class Ears final : public Reporter {
 public:
  void suite_started(const std::string& what) override { heard += what + " "; }
  std::string heard;
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

}  // namespace
}  // namespace ricochet::runner
