#include "runner/world/told/timeline.h"

#include "runner/report/timeline_text.h"
#include "tests/unit/runner/steps_fixture.h"

namespace ricochet::runner {
namespace {

class TimelineTest : public StepsFixture {
 protected:
  Timeline timeline(std::vector<bus::Position> published = {}) {
    ScenarioResult result;
    result.steps = told_;
    const TimelineOf mine{start_, context_->started(), std::move(published), 0};
    return timeline_of(world_, mine, result);
  }
  const TraceStart start_{world_};
};

constexpr const char* kTwoCalls =
    R"({ "expect": { "calls": "photos", "exactly": 2, "within": "20ms" } })";

TEST_F(TimelineTest, CallsWithAnswersAndWhereAStepWasNotMet) {
  start(kTwoCalls);
  loop_.advance(milliseconds(3));
  answered("photos", "/a", 503);
  loop_.advance(milliseconds(17));
  ASSERT_EQ(ended_, Outcome::kFailed);
  EXPECT_EQ(text_of(timeline()),
            "what happened, in ms since the scenario's start:\n"
            "  +3.0     GET /a to photos -> 503\n"
            "> +20.0    here failed: expect exactly 2 calls of photos: anything\n");
}

TEST_F(TimelineTest, CountsFromTheFirstPublish) {
  start(kTwoCalls);
  loop_.advance(milliseconds(2));
  event("orders", "k", R"({"type":"OrderWasPlaced"})");
  loop_.advance(milliseconds(1));
  answered("photos", "/a", 200);
  loop_.advance(milliseconds(17));
  EXPECT_EQ(text_of(timeline({{"orders", 0, 0}})),
            "what happened, in ms since the first publish:\n"
            "  +0.0     publish orders#0 OrderWasPlaced\n"
            "  +1.0     GET /a to photos -> 200\n"
            "> +18.0    here failed: expect exactly 2 calls of photos: anything\n");
}

TEST_F(TimelineTest, IsBounded) {
  start(R"({ "expect": { "calls": "photos", "exactly": 200, "within": "20ms" } })");
  for (int i = 0; i < 100; ++i) answered("photos", "/" + std::to_string(i), 200);
  loop_.advance(milliseconds(20));
  const Timeline all = timeline();
  EXPECT_EQ(all.moments.size(), Timeline::kMaxMoments);
  EXPECT_EQ(all.left_out, 101 - Timeline::kMaxMoments);
  EXPECT_TRUE(all.moments.back().marked);
}

}  // namespace
}  // namespace ricochet::runner
