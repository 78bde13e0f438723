#include "base/duration.h"

#include <gtest/gtest.h>

namespace ricochet::base {
namespace {

using namespace std::chrono_literals;

TEST(Duration, Parse) {
  const struct {
    const char* text;
    std::optional<Duration> value;
  } cases[] = {
      {"250ms", 250ms}, {"5s", 5s},       {"1.5s", 1500ms}, {"2m", 2min},   {"2min", 2min},
      {"1h", 1h},       {"100us", 100us}, {"7ns", 7ns},     {"0s", 0s},     {"0.5ms", 500us},
      {"1e3ms", 1s},    {"", {}},         {"5", {}},        {"s", {}},      {"-1s", {}},
      {"5 s", {}},      {" 5s", {}},      {"5S", {}},       {"5sec", {}},   {"1h30m", {}},
      {"inf s", {}},    {"infs", {}},     {"nans", {}},     {"1e300h", {}}, {"99999999999h", {}},
      {"0x10s", {}},    {"+5s", {}},      {"5s ", {}},      {"1,5s", {}},
  };
  for (const auto& c : cases) EXPECT_EQ(parse_duration(c.text), c.value) << '"' << c.text << '"';
}

TEST(Duration, MillisecondsKeepMicroseconds) {
  EXPECT_EQ(to_milliseconds(1500ms), 1500.0);
  EXPECT_EQ(to_milliseconds(1234567ns), 1.234);
  EXPECT_EQ(to_milliseconds(-1500us), -1.5);
}

TEST(Duration, FormatIsTheShortestExactFormAndParsesBack) {
  const std::pair<Duration, const char*> cases[] = {{0s, "0s"},   {250ms, "250ms"},
                                                    {90s, "90s"}, {1500ms, "1500ms"},
                                                    {1us, "1us"}, {1001ns, "1001ns"}};
  for (const auto& [d, text] : cases) {
    EXPECT_EQ(format_duration(d), text);
    EXPECT_EQ(parse_duration(text), d);
  }
}

TEST(Duration, ForPeople) {
  const std::pair<Duration, const char*> cases[] = {
      {0s, "0 ms"},        {400us, "0 ms"},        {812ms, "812 ms"},       {999499us, "999 ms"},
      {999500us, "1.0 s"}, {2s, "2.0 s"},          {59949ms, "59.9 s"},     {59950ms, "1 min 00 s"},
      {65s, "1 min 05 s"}, {3600s, "60 min 00 s"}, {119600ms, "2 min 00 s"}};
  for (const auto& [d, text] : cases) EXPECT_EQ(humanize(d), text);
}

TEST(Duration, Rfc3339) {
  const WallTime t{std::chrono::seconds(1'795'252'320)};
  EXPECT_EQ(format_rfc3339(t), "2026-11-21T09:12:00.000000Z");
  EXPECT_EQ(format_rfc3339(t + 123us), "2026-11-21T09:12:00.000123Z");
  EXPECT_EQ(format_rfc3339(WallTime{} - 1us), "1969-12-31T23:59:59.999999Z");
}

}  // namespace
}  // namespace ricochet::base
