#include "base/rfc3339.h"

#include <gtest/gtest.h>

namespace ricochet::base {
namespace {

using namespace std::chrono_literals;

TEST(Rfc3339, ComesBack) {
  const WallTime t{std::chrono::seconds(1'795'252'320)};
  EXPECT_EQ(parse_rfc3339(format_rfc3339(t + 123us)), t + 123us);
  EXPECT_EQ(parse_rfc3339(format_rfc3339(WallTime{} - 1us)), WallTime{} - 1us);
  for (const char* same :
       {"2026-11-21T09:12:00Z", "2026-11-21t09:12:00z", "2026-11-21T09:12:00.000000999Z",
        "2026-11-21T10:12:00+01:00", "2026-11-20T23:42:00.0-09:30", "2026-11-21T09:11:60Z"})
    EXPECT_EQ(parse_rfc3339(same), t) << same;
  EXPECT_EQ(parse_rfc3339("2026-11-21T09:12:00.5Z"), t + 500ms);
  EXPECT_EQ(parse_rfc3339("2024-02-29T00:00:00Z"), parse_rfc3339("2024-02-28T23:59:60Z"));
  for (const char* none : {"",
                           "Z",
                           "2026-11-21",
                           "2026-11-21T09:12:00",
                           "2026-11-21T09:12Z",
                           "2026-11-21T09:12:00.Z",
                           "2026-11-21T09:12:00+0100",
                           "2026-11-21T09:12:00+01:00 ",
                           " 2026-11-21T09:12:00Z",
                           "2026-11-31T09:12:00Z",
                           "2026-02-29T09:12:00Z",
                           "2026-13-01T09:12:00Z",
                           "2026-11-21T24:00:00Z",
                           "2026-11-21T09:60:00Z",
                           "2026-1-21T09:12:00Z",
                           "+026-11-21T09:12:00Z",
                           "0001-01-01T00:00:00Z",
                           "9999-12-31T23:59:59Z",
                           "2026-11-21T09:12:00-1:00",
                           "2026-11-21T09:12:00+24:00"})
    EXPECT_EQ(parse_rfc3339(none), std::nullopt) << '"' << none << '"';
}

}  // namespace
}  // namespace ricochet::base
