#include "base/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace ricochet::base {
namespace {

TEST(Random, SameSeedSameRun) {
  Random a(42), b(42), c(43);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next(), b.next());
  EXPECT_EQ(a.uuid4(), b.uuid4());
  EXPECT_NE(a.uuid4(), c.uuid4());
}

TEST(Random, TheSeedMeansTheSameOnEveryMachine) {
  // mt19937_64 is fixed by the standard: a printed seed can be used elsewhere, and next year.
  Random random(42);
  EXPECT_EQ(random.next(), 13930160852258120406ULL);
  EXPECT_EQ(Random(42).uuid4(), "d6e2e56e-7ddf-41c1-a802-25b9b98f97a3");
}

TEST(Random, Uuid4HasItsVersionAndVariant) {
  Random random(1);
  const std::string form = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = random.uuid4();
    EXPECT_THAT(uuid, ::testing::MatchesRegex(form));
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

TEST(Random, Ranges) {
  Random random(7);
  EXPECT_EQ(random.below(0), 0u);
  EXPECT_EQ(random.below(1), 0u);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) {
    const double u = random.uniform();
    EXPECT_GE(u, 0.0);
    EXPECT_LT(u, 1.0);
    const auto n = random.below(6);
    EXPECT_LT(n, 6u);
    seen.insert(n);
  }
  EXPECT_EQ(seen.size(), 6u);
}

TEST(Random, DerivedGeneratorsDoNotDisturbEachOther) {
  Random root(42);
  const std::uint64_t faults = root.derive("faults").next();
  for (int i = 0; i < 10; ++i) root.next();
  EXPECT_EQ(root.derive("faults").next(), faults);
  EXPECT_NE(root.derive("latency").next(), faults);
  EXPECT_NE(Random(43).derive("faults").next(), faults);
}

TEST(SecureToken, HasItsLengthAndAlphabet) {
  EXPECT_EQ(secure_token(0), "");
  EXPECT_EQ(secure_token(5, "x"), "xxxxx");
  const std::string token = secure_token(1000, "abc");
  EXPECT_EQ(token.find_first_not_of("abc"), std::string::npos);
  for (const char c : {'a', 'b', 'c'}) EXPECT_NE(token.find(c), std::string::npos);
  EXPECT_NE(secure_token(20), secure_token(20));
}

TEST(FreshSeed, CanBeReadOutLoud) { EXPECT_LE(fresh_seed(), 0xFFFFFFFFu); }

}  // namespace
}  // namespace ricochet::base
