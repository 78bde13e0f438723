#include "runner/world/told/likely_causes.h"

#include <gmock/gmock.h>

#include "runner/world/trail/cpu_wait.h"
#include "tests/unit/runner/steps_fixture.h"

namespace ricochet::runner {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class LikelyCausesTest : public StepsFixture {
 protected:
  awaits::Verdict wrong_gaps(std::vector<awaits::Gap> gaps) {
    start(R"({ "pause": "1ms" })");
    loop_.advance(milliseconds(1));
    awaits::Verdict verdict;
    verdict.kind = awaits::VerdictKind::kFailed;
    verdict.reason = awaits::Reason::kWrongSpacing;
    verdict.spacing = std::move(gaps);
    Cause cause = std::move(verdict);
    add_likely_causes(*context_, cause);
    return std::get<awaits::Verdict>(cause);
  }
};

awaits::Gap gap(int asked_ms, int actual_ms, bool fits) {
  awaits::Gap out;
  out.asked = milliseconds(asked_ms);
  out.actual = milliseconds(actual_ms);
  out.fits = fits;
  return out;
}

TEST_F(LikelyCausesTest, OnlyLateIsAMatterOfTimeAlone) {
  const auto verdict = wrong_gaps({gap(100, 101, true), gap(200, 400, false)});
  ASSERT_EQ(verdict.hints.size(), 1u);
  EXPECT_THAT(verdict.hints[0], StartsWith("timing only: all that was expected came"));
}

TEST_F(LikelyCausesTest, TooEarlyIsNeverTheMachine) {
  EXPECT_THAT(wrong_gaps({gap(100, 7, false), gap(200, 400, false)}).hints, IsEmpty());
}

TEST_F(LikelyCausesTest, WhoWasInTroubleWhileSomethingWasMissed) {
  start(R"({ "expect": { "calls": "webhooks", "within": "20ms" } })");
  answered("photos", "/a", 503);
  answered("photos", "/a", 503);
  answered("photos", "/b", 200);
  loop_.advance(milliseconds(20));
  ASSERT_EQ(ended_, Outcome::kFailed);
  EXPECT_THAT(std::get<awaits::Verdict>(told_[0].cause).hints,
              testing::Contains("in this scenario photos answered 503 2 times, last to GET /a"));
}

TEST(CpuWait, ReadsBothForms) {
  EXPECT_EQ(CpuWait::parse("some avg10=98.39 avg60=93.11 avg300=76.45 total=527872436"),
            std::chrono::microseconds(527872436));
  EXPECT_EQ(CpuWait::parse("12 3171235 1"), std::chrono::nanoseconds(3171235));
  EXPECT_EQ(CpuWait::parse("some avg10=0.00"), std::nullopt);
  EXPECT_EQ(CpuWait::parse(""), std::nullopt);
}

TEST(CpuWait, GrowsAtMost) {
  const CpuWait wait;
  const auto before = wait.so_far();
  const auto after = wait.so_far();
  EXPECT_EQ(before.has_value(), after.has_value());
  if (before) {
    EXPECT_LE(*before, *after);
  }
}

}  // namespace
}  // namespace ricochet::runner
