#include "runner/report/short_uuids.h"

#include <gtest/gtest.h>

namespace ricochet::runner::test {
namespace {

TEST(ShortUuids, KeepTheirFirstDigits) {
  const std::string id = "36bacf14-7d2a-4f0b-9c1e-0123456789ab";
  EXPECT_EQ(short_uuids("GET /photos/" + id + ".jpg"), "GET /photos/36bacf14-....jpg");
  EXPECT_EQ(short_uuids("\"" + id + "\", \"" + id + "\""), "\"36bacf14-...\", \"36bacf14-...\"");
  EXPECT_EQ(short_uuids(id), "36bacf14-...");
  EXPECT_EQ(short_uuids("{\"id\":\"36bacf14-7d2a-4f..."), "{\"id\":\"36bacf14-...")
      << "one that was cut already";
  EXPECT_EQ(short_uuids("36bacf14-..."), "36bacf14-...");
}

TEST(ShortUuids, LeaveOtherTextAsItIs) {
  for (const char* text : {"", "36bacf14-7d2a-4f0b-9c1e", "x36bacf14-7d2a-4f0b-9c1e-0123456789ab",
                           "36bacf14-7d2a-4f0b-9c1e-0123456789abc",
                           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    EXPECT_EQ(short_uuids(text), text);
}

}  // namespace
}  // namespace ricochet::runner::test
