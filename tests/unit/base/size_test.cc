#include "base/size.h"

#include <gtest/gtest.h>

namespace ricochet::base {
namespace {

TEST(ParseBytes, TakesTheUsualUnits) {
  const std::pair<const char*, std::uint64_t> sizes[] = {
      {"0", 0},           {"4096", 4096},       {"512 B", 512},
      {"500KB", 500'000}, {"10mb", 10'000'000}, {"1GB", 1'000'000'000},
      {"64KiB", 65536},   {" 1.5 KiB ", 1536},  {"2MiB", 2 << 20},
      {"1gib", 1 << 30}};
  for (const auto& [text, bytes] : sizes) EXPECT_EQ(parse_bytes(text), bytes) << text;
}

TEST(ParseBytes, RefusesTheRest) {
  for (const char* text : {"", "MB", "-1", "10M", "ten", "1e3", "1.2.3", "10 MB B", "99999999GB",
                           "0x10", "10,5KB", "inf", "nan"})
    EXPECT_EQ(parse_bytes(text), std::nullopt) << text;
}

}  // namespace
}  // namespace ricochet::base
