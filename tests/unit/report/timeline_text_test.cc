#include "runner/report/timeline_text.h"

#include <gtest/gtest.h>

namespace ricochet::runner::test {
namespace {

using std::chrono::microseconds;

Timeline::Entry moment(int us, std::string what, bool marked = false) {
  Timeline::Entry out;
  out.at = microseconds(us);
  out.what = std::move(what);
  out.marked = marked;
  return out;
}

TEST(TimelineText, OneClockInMillisecondsWithADecimal) {
  Timeline timeline;
  timeline.zero = "the first publish";
  timeline.moments = {moment(-1'240, "request POST /start"),
                      moment(0, "publish orders#0 OrderPlaced"),
                      moment(3'080, "GET /x to photos -> 503"),
                      moment(5'004'200, "here failed: expect exactly 5 calls", true)};
  EXPECT_EQ(text_of(timeline),
            "what happened, in ms since the first publish:\n"
            "  -1.2     request POST /start\n"
            "  +0.0     publish orders#0 OrderPlaced\n"
            "  +3.1     GET /x to photos -> 503\n"
            "> +5004.2  here failed: expect exactly 5 calls\n");
}

TEST(TimelineText, SaysWhatWasLeftOut) {
  Timeline timeline;
  timeline.zero = "the scenario's start";
  for (std::size_t i = 0; i < Timeline::kMaxMoments; ++i)
    timeline.moments.push_back(moment(static_cast<int>(i) * 1000, "x"));
  timeline.left_out = 7;
  timeline.lines_left_out = 1;
  const std::string text = text_of(timeline);
  EXPECT_NE(text.find("  +14.0    x\n  ... 7 more moments\n  +15.0    x\n"), std::string::npos)
      << text;
  EXPECT_TRUE(text.ends_with("  and 1 earlier line of services\n")) << text;
  EXPECT_FALSE(timeline.has_all_lines());
}

TEST(TimelineText, NothingOfNothing) { EXPECT_EQ(text_of(Timeline()), ""); }

}  // namespace
}  // namespace ricochet::runner::test
