#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

/// Milliseconds of a thousand calls, sorted.
std::vector<double> latencies(const std::string& latency) {
  Stub stub(R"([{"response":{"latency":)" + latency + "}}]");
  std::vector<double> out;
  for (int i = 0; i < 1000; ++i)
    out.push_back(static_cast<double>(stub.ask("GET", "/").delay.count()) / 1e6);
  std::sort(out.begin(), out.end());
  return out;
}

// The seed is fixed: these bounds hold always or never.

TEST(Distribution, UniformFillsItsRange) {
  const auto all = latencies(R"({"uniform":["10ms","50ms"]})");
  EXPECT_GE(all.front(), 10);
  EXPECT_LT(all.front(), 11);
  EXPECT_LT(all.back(), 50);
  EXPECT_GT(all.back(), 49);
  EXPECT_NEAR(all[500], 30, 2);
}

TEST(Distribution, NormalHasItsMeanAndDeviation) {
  const auto all = latencies(R"({"normal":{"mean":100,"deviation":"20ms"}})");
  EXPECT_NEAR(all[500], 100, 3);
  EXPECT_NEAR(all[841], 120, 4);  // one deviation above
  EXPECT_NEAR(all[159], 80, 4);
}

TEST(Distribution, NormalIsNeverBelowNothingNorAboveItsMax) {
  const auto all = latencies(R"({"normal":{"mean":10,"deviation":100,"max":50}})");
  EXPECT_EQ(all.front(), 0);
  EXPECT_EQ(all.back(), 50);
}

TEST(Distribution, LognormalHasItsMedianAndALongTail) {
  const auto all = latencies(R"({"lognormal":{"median":"80ms","sigma":0.5}})");
  EXPECT_NEAR(all[500], 80, 4);
  EXPECT_NEAR(all[841], 80 * std::exp(0.5), 8);
  EXPECT_GT(all.front(), 0);
}

TEST(Distribution, SameSeedSameLatencies) {
  EXPECT_EQ(latencies(R"({"uniform":[0,100]})"), latencies(R"({"uniform":[0,100]})"));
}

}  // namespace
}  // namespace ricochet::stubserver
